import ArgumentParser
import Calibration
import Foundation
import Imaging
import Statistics

/// `growthscope calibrate check`: whether a picture of the slide still agrees with a calibration.
struct CalibrateCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask whether a new picture of the slide still agrees with a calibration.",
        discussion: """
            Measures the picture anew and compares. Agreement is status 0, disagreement status 65. The slide is the one \
            of the calibration unless --division (with --kind for a grid) says otherwise.

            EXAMPLE
              growthscope calibrate check 10x.json today.png
            """)

    @Argument(help: "The calibration file.")
    var file: String

    @Argument(help: "A picture of the slide, or several.")
    var inputs: [String]

    @Option(
        help: ArgumentHelp("Distance of the slide's lines or nodes, where it is another slide.", valueName: "length"),
        transform: LengthArgument.parsePositive)
    var division: Double?

    @Option(help: "The slide is a grid of this kind.")
    var kind: CalibrationGrid.Kind?

    @Flag(help: "No warnings on standard error, only errors.")
    var quiet = false

    func run() throws {
        if quiet { Console.shared.silence() }
        let calibration = try CalibrationFile(contentsOf: file)
        guard let division = division ?? calibration.details?.divisionMicrometers else {
            throw CommandError(
                .usage, "\(file) was not made from a slide: say what the picture shows with --division (and --kind)")
        }
        let input = try CalibrationInput(inputs)
        let (scale, note) = try calibration.scale(forWidth: input.first.width, height: input.first.height)
        if let note { Console.shared.warning(note) }
        let check: CalibrationCheck
        if let kind = kind ?? recordedKind(calibration) {
            check = CalibrationCheck(
                try GridCalibration(input.pictures, kind: kind, pitchMicrometers: division, toleranceMicrometers: 0),
                against: scale)
        } else {
            let slide = MicrometerCalibration.Division(micrometers: division, isUnusual: true)
            check = CalibrationCheck(
                try MicrometerCalibration(input.pictures, division: slide), against: scale, divisionMicrometers: division)
        }
        let status = Output.write(Self.text(check))
        if status != .success { throw ExitCode(status.rawValue) }
        if !check.agrees { throw ExitCode(CommandStatus.unusableInput.rawValue) }
    }

    /// A calibration made with another slide says nothing about this one's kind.
    private func recordedKind(_ calibration: CalibrationFile) -> CalibrationGrid.Kind? {
        division == nil ? calibration.details?.gridKind.flatMap(CalibrationGrid.Kind.init) : nil
    }

    static func text(_ check: CalibrationCheck) -> String {
        var lines = check.deviations.map { deviation in
            let percent = String(
                format: "%+.4f +- %.4f %%", 100 * deviation.relative.value, 100 * deviation.relative.standardError)
            return "scale \(deviation.name): \(percent) against the calibration"
        }
        lines.append(check.agrees ? "the calibration still holds" : "the calibration does not hold any more: make it anew")
        return lines.joined(separator: "\n") + "\n"
    }
}

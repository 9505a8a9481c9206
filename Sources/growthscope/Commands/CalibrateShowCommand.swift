import ArgumentParser
import Calibration

/// `growthscope calibrate show`: what a calibration file says.
struct CalibrateShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a calibration file for people.",
        discussion: """
            EXAMPLE
              growthscope calibrate show 10x.json
            """)

    @Argument(help: "The calibration file.")
    var file: String

    func run() throws {
        let calibration = try CalibrationFile(contentsOf: file)
        let facts = CalibrationText.facts(calibration)
        let width = facts.map(\.key.count).max() ?? 0
        var text = facts.map { fact in
            fact.key + String(repeating: " ", count: width + 2 - fact.key.count) + fact.value + "\n"
        }.joined()
        for warning in calibration.details?.warnings ?? [] { text += "warning: \(warning.sentence)\n" }
        let status = Output.write(text)
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

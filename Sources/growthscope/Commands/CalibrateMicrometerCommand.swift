import ArgumentParser
import Calibration
import Foundation
import Imaging
import Reporting

/// `growthscope calibrate micrometer`: from pictures of a stage micrometer to a calibration file.
struct CalibrateMicrometerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micrometer",
        abstract: "Measure the ruling of a stage micrometer.",
        discussion: """
            Finds the lines by itself, at any angle. Several pictures are combined; a second one with the slide turned \
            by 90 degrees, or two crossed rulings, give both x and y. Of a movie the first frames are averaged. Beside \
            the calibration file it leaves a report (HTML) and the picture with the lines that were found.

            EXAMPLE
              growthscope calibrate micrometer slide.png --division 10um --output 10x.json
              growthscope calibrate micrometer along.tif across.tif --division 10um \\
                  --division-tolerance 0.02um --objective 'Plan 10x' --output 10x.json
            """)

    @Argument(help: "Pictures, quoted patterns, folders, TIFF stacks or movies of the slide.")
    var inputs: [String]

    @Option(
        help: ArgumentHelp("Distance of neighbouring lines, as in 10um.", valueName: "length"),
        transform: LengthArgument.parsePositive)
    var division: Double

    @Option(
        help: ArgumentHelp(
            "What the maker states the division to be good for, as in 0.02um or 0.2%.", valueName: "length"))
    var divisionTolerance: String?

    @Flag(help: "The division is right although the long lines contradict it.")
    var unusualDivision = false

    @OptionGroup var options: CalibrationOptions

    func validate() throws {
        if inputs.contains("") { throw ValidationError("The input's name is empty.") }
        _ = try tolerance()
    }

    private func tolerance() throws -> Double {
        try divisionTolerance.map { try ToleranceArgument.parse($0, of: division) } ?? 0
    }

    func run() async throws {
        try options.prepare(inputs: inputs, hasResiduals: true)
        let input = try CalibrationInput(inputs)
        // The files' checksum is taken, and what is drawn on is made, while the pictures are measured.
        async let source = input.source(named: inputs)
        async let ground = CalibrationMarks.Ground(input.first)
        let calibration = try MicrometerCalibration(
            input.pictures,
            division: MicrometerCalibration.Division(
                micrometers: division, toleranceMicrometers: try tolerance(), isUnusual: unusualDivision))
        let file = CalibrationFile(
            micrometersPerPixelX: calibration.x, micrometersPerPixelY: calibration.y,
            rotationDegrees: calibration.rotationDegrees, imageWidth: input.first.width,
            imageHeight: input.first.height, method: "micrometer", source: try await source,
            objective: options.objective, camera: options.camera, created: Date.now.formatted(.iso8601),
            details: calibration.details, path: options.output)
        let rulings = calibration.measurements[0].rulings
        let sheet = CalibrationSheet(
            file: file, stem: options.stem, series: RulingMarks.series(calibration),
            marks: RulingMarks.marks(rulings), picture: input.first, ground: await ground,
            detailCentre: RulingMarks.middle(rulings))
        try await sheet.publish(inputWarnings: input.warnings)
    }
}

import ArgumentParser
import Calibration
import Foundation
import Imaging
import Reporting

/// `growthscope calibrate grid`: from pictures of a calibration grid to a calibration file.
struct CalibrateGridCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grid",
        abstract: "Measure a grid of dots or a checkerboard.",
        discussion: """
            Gives the scales in x and y, rotation, shear and radial distortion. Beside the calibration file it leaves \
            a report (HTML) and the picture with the nodes that were found.

            EXAMPLE
              growthscope calibrate grid grid.png --kind dots --pitch 50um --output 10x.json
              growthscope calibrate grid 'grids/*.tif' --kind checker --pitch 0.1mm \\
                  --pitch-tolerance 0.1% --output 4x.json
            """)

    @Argument(help: "Pictures, quoted patterns, folders, TIFF stacks or movies of the slide.")
    var inputs: [String]

    @Option(help: "What the grid is made of.")
    var kind: CalibrationGrid.Kind

    @Option(
        help: ArgumentHelp("From dot to dot, or the side of a square, as in 50um.", valueName: "length"),
        transform: LengthArgument.parsePositive)
    var pitch: Double

    @Option(
        help: ArgumentHelp("What the maker states the pitch to be good for, as in 0.1um or 0.2%.", valueName: "length"))
    var pitchTolerance: String?

    @OptionGroup var options: CalibrationOptions

    func validate() throws {
        if inputs.contains("") { throw ValidationError("The input's name is empty.") }
        _ = try tolerance()
    }

    private func tolerance() throws -> Double {
        try pitchTolerance.map { try ToleranceArgument.parse($0, of: pitch) } ?? 0
    }

    func run() async throws {
        try options.prepare(inputs: inputs, hasResiduals: true)
        let input = try CalibrationInput(inputs)
        // The files' checksum is taken, and what is drawn on is made, while the pictures are measured.
        async let source = input.source(named: inputs)
        async let ground = CalibrationMarks.Ground(input.first)
        let calibration = try GridCalibration(
            input.pictures, kind: kind, pitchMicrometers: pitch, toleranceMicrometers: try tolerance())
        let file = CalibrationFile(
            micrometersPerPixelX: calibration.x, micrometersPerPixelY: calibration.y,
            rotationDegrees: calibration.rotationDegrees, imageWidth: input.first.width,
            imageHeight: input.first.height, method: "grid", source: try await source,
            objective: options.objective, camera: options.camera, created: Date.now.formatted(.iso8601),
            details: calibration.details, path: options.output)
        let grid = calibration.grids[0]
        let sheet = CalibrationSheet(
            file: file, stem: options.stem, series: GridMarks.series(grid, input.first), marks: GridMarks.marks(grid),
            picture: input.first, ground: await ground, detailCentre: GridMarks.middle(grid))
        try await sheet.publish(inputWarnings: input.warnings)
    }
}

extension CalibrationGrid.Kind: ExpressibleByArgument {}

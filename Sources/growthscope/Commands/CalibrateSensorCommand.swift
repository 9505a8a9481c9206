import ArgumentParser
import Calibration
import Foundation

/// `growthscope calibrate sensor`: a calibration file from the sensor's pixels and the magnification.
struct CalibrateSensorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensor",
        abstract: "Calculate the scale from the sensor's pixels and the magnification.",
        discussion: """
            Scale = pixel pitch x binning / magnification, where the magnification is that of objective, tube lens and \
            adapter together. Its tolerance becomes the scale's standard error. Measuring a slide is better.

            EXAMPLE
              growthscope calibrate sensor --pixel-pitch 3.45um --magnification 10 \\
                  --magnification-tolerance 2% --size 2448x2048 --output 10x.json
            """)

    @Option(
        help: ArgumentHelp("Distance of the sensor's pixels, as in 3.45um.", valueName: "length"),
        transform: LengthArgument.parsePositive)
    var pixelPitch: Double

    @Option(
        help: ArgumentHelp("Of objective, tube lens and adapter together.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var magnification: Double

    @Option(
        help: ArgumentHelp("How far the magnification may be off, as in 2%.", valueName: "percent"),
        transform: PercentArgument.parse)
    var magnificationTolerance = 0.0

    @Option(help: ArgumentHelp("Pixels that the camera joins to one, along each side.", valueName: "number"))
    var binning = 1

    @Option(help: ArgumentHelp("The frames' size in this camera mode, as in 2448x2048.", valueName: "size"))
    var size: PictureSize?

    @OptionGroup var options: CalibrationOptions

    func validate() throws {
        guard (1...64).contains(binning) else { throw ValidationError("--binning has to be 1 to 64.") }
        let scale = pixelPitch * Double(binning) / magnification
        guard CalibrationFile.possibleScales.contains(scale) else {
            throw ValidationError(
                "--pixel-pitch and --magnification make a pixel of \(scale) um: that is no microscope's; check both.")
        }
    }

    func run() async throws {
        try options.prepare()
        let sensor = try SensorScale(
            pixelPitchMicrometers: pixelPitch, magnification: magnification,
            magnificationTolerance: magnificationTolerance, binning: binning)
        let file = CalibrationFile(
            micrometersPerPixelX: sensor.scale, micrometersPerPixelY: sensor.scale, imageWidth: size?.width,
            imageHeight: size?.height, method: "sensor", objective: options.objective, camera: options.camera,
            created: Date.now.formatted(.iso8601), details: sensor.details, path: options.output)
        try await CalibrationSheet(file: file, stem: options.stem).publish()
    }
}

import ArgumentParser
import Camera

/// How a camera is to be set, for every command that reads one.
struct CameraOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Pixel format, as in GREY, Y12 or YUYV; else the best for measuring.", valueName: "name"))
    var format: String?

    @Option(help: ArgumentHelp("Size of the picture, px; else as the camera is set.", valueName: "WxH"))
    var size: SizeArgument?

    @Option(
        help: ArgumentHelp("Frames per second; else as the camera is set.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var rate: Double?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a control first. May be given several times.", valueName: "name=value"),
        transform: ControlArgument.parse)
    var controls: [ControlSetting] = []

    @Flag(help: "Let the camera adjust exposure, gain, white balance and focus by itself.")
    var automatic = false

    func validate() throws {
        if let format, PixelFormat(name: format) == nil {
            throw ValidationError("'\(format)' is no pixel format: four characters, as in YUYV.")
        }
        if let rate, rate > 100_000 { throw ValidationError("No camera takes \(rate) frames per second.") }
    }

    var settings: CameraSettings {
        CameraSettings(
            format: format.flatMap { PixelFormat(name: $0) }, width: size?.width, height: size?.height,
            framesPerSecond: rate, controls: controls.map { ($0.key, $0.value) }, locksAutomatics: !automatic)
    }
}

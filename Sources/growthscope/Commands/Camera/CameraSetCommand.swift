import ArgumentParser
import Camera

/// `growthscope camera set`: controls of a camera.
struct CameraSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set controls of a camera.",
        discussion: """
            The camera keeps them until it is unplugged or set anew. Choices of a menu may be given by number or by name.

            EXAMPLE
              growthscope camera set /dev/video0 exposure_time_absolute=200 gain=0
            """)

    @Argument(help: ArgumentHelp("The camera, as in /dev/video0.", valueName: "device"), transform: DeviceArgument.parse)
    var device: String

    @Argument(help: ArgumentHelp("What to set.", valueName: "name=value"), transform: ControlArgument.parse)
    var settings: [ControlSetting]

    @OptionGroup var writing: WritingOptions

    func run() throws {
        writing.apply()
        let camera = try V4L2Camera(path: device)
        for setting in settings {
            let value = try camera.set(setting.key, to: setting.value)
            let status = Output.write("\(setting.key)=\(value.map { "\($0)" } ?? setting.value)\n")
            if status != .success { throw ExitCode(status.rawValue) }
        }
    }
}

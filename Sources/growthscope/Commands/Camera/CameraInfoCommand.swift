import ArgumentParser
import Camera

/// `growthscope camera info`: what a camera offers.
struct CameraInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show a camera's formats, sizes, rates and controls.",
        discussion: """
            Formats are in the order in which they are preferred for measuring; the first one is taken where no other \
            is asked for. Controls are set by the names in the first column.

            EXAMPLE
              growthscope camera info /dev/video0
            """)

    @Argument(help: ArgumentHelp("The camera, as in /dev/video0.", valueName: "device"), transform: DeviceArgument.parse)
    var device: String

    func run() throws {
        let camera = try V4L2Camera(path: device)
        let text = try CameraDescription.text(
            camera.identity, path: device, formats: try camera.formats(), controls: try camera.controls())
        let status = Output.write(text)
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

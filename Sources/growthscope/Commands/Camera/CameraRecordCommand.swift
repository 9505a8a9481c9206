import ArgumentParser
import Camera
import Foundation

/// `growthscope camera record`: what the camera sees, without loss, to be measured later.
struct CameraRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a camera without loss, with the times of its driver.",
        discussion: """
            The recording holds the luma in all its bits: FFV1 in Matroska (.mkv), or a TIFF stack with OME metadata \
            (.tif), and is what growthscope analyze reads best. Ctrl-C ends it early, and keeps what was recorded.

            EXAMPLE
              growthscope camera record /dev/video0 --output growth.mkv \\
                  --interval 10s --duration 24h
            """)

    @Argument(help: ArgumentHelp("The camera, as in /dev/video0.", valueName: "device"), transform: DeviceArgument.parse)
    var device: String

    @Option(help: ArgumentHelp("The recording to write (.mkv or .tif).", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp("Time between frames, as in 5s; else every frame.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var interval: Double?

    @Option(
        help: ArgumentHelp("How long, as in 48h; else until Ctrl-C.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var duration: Double?

    @OptionGroup var camera: CameraOptions
    @OptionGroup var writing: WritingOptions

    func validate() throws {
        guard ["mkv", "tif", "tiff"].contains((output as NSString).pathExtension.lowercased()) else {
            throw ValidationError("A recording is .mkv (FFV1) or .tif (OME): name it so, as in growth.mkv.")
        }
    }

    func run() async throws {
        writing.apply()
        try OutputFile.require(output, replacing: writing.force)
        let session = RecordingSession(path: output, intervalSeconds: interval, durationSeconds: duration)
        let outcome = try await Interruption.cancelling("closing the recording") {
            try await session.run(device: device, settings: camera.settings)
        }
        let status = Output.write(outcome.text)
        if outcome.isInterrupted { throw ExitCode(CommandStatus.interrupted.rawValue) }
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

import ArgumentParser
import Camera
import Foundation
import Imaging
import Media

/// `growthscope camera snapshot`: one picture.
struct CameraSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Take one picture.",
        discussion: """
            The picture is what a measurement would see: the luma in all its bits, as PNG.

            EXAMPLE
              growthscope camera snapshot /dev/video0 --output field.png
            """)

    @Argument(help: ArgumentHelp("The camera, as in /dev/video0.", valueName: "device"), transform: DeviceArgument.parse)
    var device: String

    @Option(help: ArgumentHelp("The picture to write (.png).", valueName: "file"))
    var output: String

    @OptionGroup var camera: CameraOptions
    @OptionGroup var writing: WritingOptions

    /// The first frames after a camera's start are often dark or unsettled.
    private static let settlingFrames = 3

    func validate() throws {
        guard (output as NSString).pathExtension.lowercased() == "png" else {
            throw ValidationError("A snapshot is a PNG file: name it so, as in field.png.")
        }
    }

    func run() async throws {
        writing.apply()
        try OutputFile.require(output, replacing: writing.force)
        let capture = try CameraCapture(
            path: device, settings: camera.settings,
            plan: CapturePlan(frameCount: Self.settlingFrames, heldFrames: Self.settlingFrames))
        CameraNotices.announce(capture.state)
        let frame = try await Interruption.cancelling("without a picture") { try await Self.last(of: capture) }
        let picture: Frame
        do {
            picture = try frame.luma()
        } catch {
            throw CommandError(.deviceNotAvailable, "\(device): the picture arrived damaged (\(error.reason)): try again")
        }
        try PictureFile.writePNG(picture.pixels, to: output)
        let status = Output.write("\(output): \(capture.state.mode)\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private static func last(of capture: CameraCapture) async throws -> CapturedFrame {
        var latest: CapturedFrame?
        while true {
            let delivery = await withTaskCancellationHandler { await capture.next() } onCancel: { capture.stop() }
            delivery.events.forEach(CameraNotices.warn)
            latest = delivery.frame ?? latest
            try Task.checkCancellation()
            switch delivery.ending {
            case .failed(let error): throw error
            case .complete, .stopped:
                guard let latest else { throw CommandError(.deviceNotAvailable, "the camera sent no frame") }
                return latest
            case nil: break
            }
        }
    }
}

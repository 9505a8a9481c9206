import Foundation
import Imaging
import Media
import Records
import Reporting

/// Writes `overlay.mp4`: the recording once more, with the outlines, final numbers and sides on every frame.
///
/// A second pass, because a crystal's number and whether it is one are known only when the run is over.
struct OverlayMovie {
    let store: RunStore
    let options: AnalysisOptions

    private static let framesPerSecond = 25.0
    private static let maximumWidth = 1920

    func write(progress: (Int) -> Void) throws {
        let source = try Recording.open(options.inputPath, timeBase: options.timeBase, channel: .luma)
        let painter = OutlinePainter(scale: store.settings.scale.pixelScale)
        let path = store.folder.path + "/overlay.mp4"
        var writer: MovieWriter?
        var range: ClosedRange<Float>?
        var done = 0
        while !Task.isCancelled, let read = try source.read() {
            guard case .frame(let frame) = read else { continue }
            // One range for all frames: the brightness must not flicker with the crystals.
            let shown = range ?? DisplayPicture.range(of: frame.pixels)
            range = shown
            let marks = try store.marks(inFrame: frame.index)
            let picture = Self.even(
                painter.paint(
                    marks, on: frame.pixels, timeSeconds: frame.timeSeconds, range: shown,
                    maximumWidth: Self.maximumWidth))
            if writer == nil {
                writer = try MovieWriter(
                    path: path, width: picture.width, height: picture.height, isColour: true,
                    framesPerSecond: Self.framesPerSecond)
            }
            try writer?.append(picture)
            done += 1
            progress(done)
        }
        try writer?.finish()
    }

    /// H.264 with half-resolution colour takes even sizes only: an odd last row or column is left out.
    private static func even(_ picture: PixelBuffer) -> PixelBuffer {
        let width = picture.width & ~1
        let height = picture.height & ~1
        guard width != picture.width || height != picture.height, width > 0, height > 0 else { return picture }
        return picture.cropped(left: 0, top: 0, width: width, height: height)
    }
}

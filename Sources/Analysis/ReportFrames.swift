import Foundation
import Imaging
import Media
import Records
import Reporting

/// Keeps the first, a middle and the last frame of a run for the report's pictures: bounded memory, however long the run
/// is.
struct ReportFrames {
    /// A frame as it will be shown, a few percent of its memory.
    private struct Kept {
        let index: Int
        let timeSeconds: Double
        let picture: PixelBuffer
        let factor: Int

        init(_ frame: Frame) {
            index = frame.index
            timeSeconds = frame.timeSeconds
            (picture, factor) = DisplayPicture.rgb(frame.pixels, maximumWidth: ReportFrames.maximumWidth)
        }
    }

    private var first: Kept?
    private var last: Frame?
    /// The frame whose number is the largest power of two so far, and the one of half that number.
    private var candidates: [Kept] = []
    private var count = 0

    private static let maximumWidth = 900

    /// Gives the frame before this one, which is no longer needed.
    @discardableResult
    mutating func see(_ frame: Frame) -> Frame? {
        if first == nil { first = Kept(frame) }
        let previous = last
        last = frame
        count += 1
        // One of the two latest lies between a third and two thirds of the run.
        if count > 1, count.nonzeroBitCount == 1 { candidates = candidates.suffix(1) + [Kept(frame)] }
        return previous
    }

    private var middle: Kept? {
        guard let first, let last else { return nil }
        let half = (first.index + last.index) / 2
        return candidates.filter { $0.index != first.index && $0.index != last.index }.min {
            abs($0.index - half) < abs($1.index - half)
        }
    }

    /// Draws the crystals' final numbers and outlines onto the kept frames, and puts them into the record.
    func store(in store: RunStore) throws {
        let painter = OutlinePainter(scale: store.settings.scale.pixelScale)
        var pictures: [RunPicture] = []
        let named = [
            ("first", "First frame", first), ("middle", "During the run", middle),
            ("last", "Last frame", last.map(Kept.init)),
        ]
        for (name, title, frame) in named {
            guard let frame else { continue }
            if name == "last" && frame.index == first?.index { continue }
            let marks = try store.marks(inFrame: frame.index)
            let picture = painter.paint(
                marks, on: frame.picture, reducedBy: frame.factor, timeSeconds: frame.timeSeconds)
            let caption = "\(title): frame \(frame.index), \(Self.time(frame.timeSeconds))"
            let bytes = try PictureFile.png(picture, path: title)
            pictures.append(RunPicture(name: name, caption: caption, mediaType: "image/png", bytes: bytes))
        }
        try store.store(pictures)
    }

    private static func time(_ seconds: Double) -> String {
        seconds < 120 ? String(format: "%.3g s", seconds) : String(format: "%.1f min", seconds / 60)
    }
}

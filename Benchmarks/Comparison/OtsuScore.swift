import Foundation
import Imaging
import Media

/// How well plain Otsu thresholding measures a movie: against the same truth, isolated crystals only.
///
/// Each method is compared with the truth about the very quantity that it gives, whatever the shape: the rectangle with
/// the true rectangle, the area (as the side that a crystal of this shape and area has) with the true side.
struct OtsuScore {
    var rectangle = ErrorSample()
    var area = ErrorSample()
    /// Records that had to be found, those not found, and regions that are no crystal.
    var required = 0
    var missed = 0
    var falseRegions = 0
    var frames = 0

    init() {}

    init(recording: RecordingFolder, truth: Truth, isBright: Bool) throws {
        let source = try Recording.open(recording.moviePath, timeBase: TimeBase(), channel: .luma)
        let byFrame = Dictionary(truth.frames.map { ($0.frame, $0.crystals) }) { first, _ in first }
        while let read = try source.read() {
            guard case .frame(let frame) = read else { continue }
            let regions = try OtsuMeasurement(frame.pixels, isBright: isBright).regions
            add(regions, truth: byFrame[frame.index] ?? [], scale: truth.micrometersPerPixel)
        }
    }

    private mutating func add(_ regions: [OtsuMeasurement.Region], truth: [Truth.Record], scale: Double) {
        frames += 1
        let visible = truth.filter(\.isVisible)
        let matches = NearestPairs.match(visible, regions) { record, region in
            let distance = hypot(
                record.centreMicrometers[0] / scale - region.centre.x,
                record.centreMicrometers[1] / scale - region.centre.y)
            let gate = max(8, 0.5 * record.areaSquareMicrometers.squareRoot() / scale)
            return distance <= gate ? distance / gate : nil
        }
        falseRegions += regions.count - matches.count
        for (index, record) in visible.enumerated() where record.isRequired(scale: scale) {
            required += 1
            guard let region = matches[index].map({ regions[$0] }) else {
                missed += 1
                continue
            }
            guard record.isIsolated(scale: scale) else { continue }
            let rectangle = record.longSideMicrometers + record.shortSideMicrometers
            self.rectangle.add((region.longSidePixels + region.shortSidePixels - rectangle / scale) / 2)
            let part = (region.areaPixels * scale * scale / record.areaSquareMicrometers).squareRoot()
            area.add(record.sideMicrometers / scale * (part - 1))
        }
    }

    static func += (sum: inout OtsuScore, other: OtsuScore) {
        sum.rectangle += other.rectangle
        sum.area += other.area
        sum.required += other.required
        sum.missed += other.missed
        sum.falseRegions += other.falseRegions
        sum.frames += other.frames
    }
}

import Calibration
import Facets
import Imaging
import Segmentation
import Tracking

/// Faceted crystals that lie apart and grow by less than a pixel or two from frame to frame, and beside them only objects
/// at rest.
///
/// Frames of such a scene need no search: the crystals are measured where they should be, until one of them or the
/// background is not as expected. A search now and then finds what is too faint to show in the background, and facets
/// that appear at corners. Time-lapse recordings, whose crystals move by more, are searched frame by frame.
struct SteadyScene: Sendable {
    /// Of the crystals, by their identity, from the latest search.
    private(set) var outlines: [Int: CrystalOutline] = [:]
    /// Their vertices in the latest frame, px.
    private var vertices: [Int: [Point]] = [:]
    /// Objects that are left out until the next search.
    private var still: Set<Int> = []
    private(set) var framesSinceSearch = 0

    private static let mostFrames = 15
    /// Of a facet, px: among shorter ones others appear and vanish.
    private static let leastLength = 20.0
    /// In detection thresholds: the edges of fainter ones are looked for anew, or noise is carried from frame to frame.
    private static let leastDistinctness = 6.0
    /// From frame to frame, of a vertex, px.
    private static let largestMove = 1.5
    /// That a crystal keeps from the picture's border, and half of what it keeps from others, px.
    private static let margin = 8.0

    /// - Parameters:
    ///   - outlines: of everything that a search found.
    ///   - update: what the tracker made of them.
    ///   - isStill: whether an object has hardly changed in all the frames that it was seen in.
    /// - Returns: nil where something is not what a glance can follow.
    init?(
        _ found: [CrystalOutline], _ update: TrackingUpdate, scale: PixelScale, isStill: (Int) -> Bool
    ) {
        let known = Dictionary(
            found.compactMap { outline in outline.expectedID.map { ($0, outline) } },
            uniquingKeysWith: { first, _ in first })
        for measurement in update.measurements {
            if isStill(measurement.id) {
                still.insert(measurement.id)
            } else if measurement.observation.expectedID == measurement.id {
                outlines[measurement.id] = known[measurement.id]
            }
        }
        guard !outlines.isEmpty, outlines.count + still.count == update.measurements.count, take(update, scale) else {
            return nil
        }
    }

    /// The scene after a glance; nil where the next frame has to be searched.
    func next(_ update: TrackingUpdate, scale: PixelScale) -> SteadyScene? {
        var scene = self
        scene.framesSinceSearch += 1
        return scene.framesSinceSearch < Self.mostFrames && scene.take(update, scale) ? scene : nil
    }

    /// - Returns: false where a crystal is in doubt.
    private mutating func take(_ update: TrackingUpdate, _ scale: PixelScale) -> Bool {
        let followed = update.measurements.filter { outlines[$0.id] != nil }
        guard followed.count == outlines.count else { return false }
        for measurement in followed {
            let seen = measurement.observation
            let isClear = seen.facets.allSatisfy {
                $0.isMeasured && $0.lengthMicrometers > Self.leastLength * scale.mean
            }
            guard !seen.facets.isEmpty, isClear, seen.distinctness > Self.leastDistinctness, seen.flags.isEmpty,
                seen.touching.isEmpty
            else { return false }
            outlines[measurement.id]?.relativeContrast = seen.relativeContrast
            outlines[measurement.id]?.distinctness = seen.distinctness
            vertices[measurement.id] = seen.vertices.map(scale.pixels)
        }
        return true
    }

    /// The crystals to be measured in the next frame, where they should be; nil where there should be other ones, or where
    /// they move far or come near each other.
    func followed(_ expected: [ExpectedCrystal], in picture: PixelBuffer) -> [ExpectedCrystal]? {
        let followed = expected.filter { !still.contains($0.id) }
        guard followed.count == outlines.count else { return nil }
        let boxes = followed.map { OutlineBox($0.polygon, margin: Self.margin) }
        let isApart = boxes.indices.allSatisfy { index in
            boxes[index].isInside(picture)
                && boxes[..<index].allSatisfy { !$0.overlaps(boxes[index]) }
        }
        let isNear = followed.allSatisfy { crystal in
            guard let now = vertices[crystal.id], now.count == crystal.polygon.count else { return false }
            return zip(now, crystal.polygon).allSatisfy { $0.distance(to: $1) < Self.largestMove }
        }
        return isApart && isNear ? followed : nil
    }
}

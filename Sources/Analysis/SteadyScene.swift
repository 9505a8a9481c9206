import Calibration
import Facets
import Imaging
import Segmentation
import Tracking

/// Crystals that grow by less than a pixel or two from frame to frame, and whatever else lies still beside them.
///
/// Frames of such a scene need no search of the whole picture, until the background or one of the crystals is not as
/// expected. Crystals with clear facets that lie apart are followed: measured where they should be. Whatever else may be
/// a crystal is sought: its outline is looked for around where it was. A search now and then finds what is too faint to
/// show in the background, and facets that appear at corners. Time-lapse recordings, whose crystals move by more, are
/// searched frame by frame.
struct SteadyScene: Sendable {
    /// What is measured in a frame.
    struct Plan {
        /// The crystals that are measured where they should be.
        var followed: [ExpectedCrystal] = []
        /// Those that are looked for around where they should be.
        var sought: [ExpectedCrystal] = []
        /// Objects that nothing is foretold of, where they were last; looked for as well.
        var recalled: [ExpectedCrystal] = []

        var lookedFor: Set<Int> { Set((followed + sought + recalled).map(\.id)) }
        var places: [[Point]] { (sought + recalled).map(\.polygon) }
    }

    /// Of what may be a crystal, by its identity, as it was found last.
    private(set) var outlines: [Int: CrystalOutline] = [:]
    /// The vertices in the latest frame, px.
    private var vertices: [Int: [Point]] = [:]
    /// Where they should have been in the latest frame.
    private var foretold: [Int: [Point]] = [:]
    /// Those that can be followed, but for their place.
    private var clear: Set<Int> = []
    /// Objects that are left out until the next search, and the outlines of these and of what is no crystal.
    private var still: Set<Int> = []
    private var resting: [CrystalOutline] = []
    /// |relative contrast| of the faintest crystal: a new one may be as faint.
    private(set) var leastContrast = 0.0
    private var framesSinceSearch = 0

    private static let mostFrames = 15
    /// Of a facet, px: among shorter ones others appear and vanish.
    private static let leastLength = 20.0
    /// In detection thresholds: the edges of fainter ones are looked for anew, or noise is carried from frame to frame.
    private static let leastDistinctness = 6.0
    /// From frame to frame, of a vertex, px.
    private static let largestMove = 1.5
    /// That a followed crystal keeps from the picture's border, and half of what it keeps from others, px.
    private static let margin = 8.0
    /// Of a resting object's centre, px, and of its area, as a ratio.
    private static let largestShift = 3.0
    private static let largestChange = 1.6

    /// - Parameters:
    ///   - found: the outlines of everything that a search found, and what they showed.
    ///   - update: what the tracker made of them.
    ///   - expected: the known crystals where they should have been.
    ///   - isCrystal: whether an object is taken for a crystal by now.
    ///   - isStill: whether it is most likely dust.
    /// - Returns: nil where nothing is there that may be a crystal and was known before.
    init?(
        _ found: [(outline: CrystalOutline, observation: CrystalObservation)], _ update: TrackingUpdate,
        expected: [ExpectedCrystal], scale: PixelScale, isCrystal: (Int) -> Bool, isStill: (Int) -> Bool
    ) {
        still = Set(update.measurements.map(\.id).filter(isStill))
        let changing = update.measurements.filter { !still.contains($0.id) }
        let known = changing.filter { $0.observation.expectedID == $0.id }
        guard !known.isEmpty else { return nil }
        let crystals = known.filter { isCrystal($0.id) }
        leastContrast = (crystals.isEmpty ? known : crystals).map { abs($0.observation.relativeContrast) }.min() ?? 0
        let places = changing.map(\.observation.centre)
        for (outline, observation) in found where outline.expectedID == nil && !places.contains(observation.centre) {
            resting.append(outline)
        }
        take(found.map(\.outline), update, expected, scale)
    }

    /// The scene after a frame that was not searched; nil where the next one has to be.
    ///
    /// - Parameter found: the outlines of what was sought.
    func next(
        _ found: [CrystalOutline], _ update: TrackingUpdate, expected: [ExpectedCrystal], scale: PixelScale
    ) -> SteadyScene? {
        var scene = self
        scene.framesSinceSearch += 1
        guard scene.framesSinceSearch < Self.mostFrames else { return nil }
        scene.take(found, update, expected, scale)
        return scene
    }

    private mutating func take(
        _ found: [CrystalOutline], _ update: TrackingUpdate, _ expected: [ExpectedCrystal], _ scale: PixelScale
    ) {
        foretold = Dictionary(expected.map { ($0.id, $0.polygon) }, uniquingKeysWith: { first, _ in first })
        for outline in found {
            if let id = outline.expectedID { outlines[id] = outline }
        }
        vertices = [:]
        clear = []
        for measurement in update.measurements where !still.contains(measurement.id) {
            let seen = measurement.observation
            vertices[measurement.id] = seen.vertices.map(scale.pixels)
            guard seen.expectedID == measurement.id else { continue }
            outlines[measurement.id]?.relativeContrast = seen.relativeContrast
            outlines[measurement.id]?.distinctness = seen.distinctness
            if isClear(seen, scale), outlines[measurement.id] != nil { clear.insert(measurement.id) }
        }
        outlines = outlines.filter { vertices[$0.key] != nil }
    }

    private func isClear(_ seen: CrystalObservation, _ scale: PixelScale) -> Bool {
        !seen.facets.isEmpty && seen.distinctness > Self.leastDistinctness && seen.flags.isEmpty && seen.touching.isEmpty
            && seen.facets.allSatisfy { $0.isMeasured && $0.lengthMicrometers > Self.leastLength * scale.mean }
    }

    /// What is to be measured in the next frame, and where; nil where something should move far, or a crystal is hidden.
    ///
    /// - Parameter lastSeen: what may come back of objects that are not among `expected`.
    func plan(
        _ expected: [ExpectedCrystal], lastSeen: [ExpectedCrystal], in picture: PixelBuffer, isHidden: (Int) -> Bool
    ) -> Plan? {
        let changing = expected.filter { !still.contains($0.id) }
        let boxes = changing.map { OutlineBox($0.polygon, margin: Self.margin) }
        var plan = Plan()
        for (index, crystal) in changing.enumerated() {
            guard isNear(crystal), !isHidden(crystal.id) else { return nil }
            let isApart = boxes.indices.allSatisfy { $0 == index || !boxes[$0].overlaps(boxes[index]) }
            if clear.contains(crystal.id), isApart, boxes[index].isInside(picture) {
                plan.followed.append(crystal)
            } else {
                plan.sought.append(crystal)
            }
        }
        plan.recalled = lastSeen.filter { !still.contains($0.id) }
        return plan
    }

    private func isNear(_ crystal: ExpectedCrystal) -> Bool {
        if clear.contains(crystal.id), let now = vertices[crystal.id] {
            guard now.count == crystal.polygon.count else { return false }
            return zip(now, crystal.polygon).allSatisfy { $0.distance(to: $1) < Self.largestMove }
        }
        // Rounded corners come and go from frame to frame, and with them the kind of polygon.
        guard let before = foretold[crystal.id] else { return true }
        let growth = abs(Polygon.area(crystal.polygon)).squareRoot() - abs(Polygon.area(before)).squareRoot()
        return abs(growth) < Self.largestMove
            && Polygon.centroid(crystal.polygon).distance(to: Polygon.centroid(before)) < Self.largestMove
    }

    /// The outlines of what was looked for, among those of everything in the windows around it.
    ///
    /// - Parameter isCrystal: whether an object has to be found.
    /// - Returns: nil where something else shows, a crystal is missing, or reaches beyond its window.
    func sought(
        _ plan: Plan, among found: [Segmenter.LocalOutline], isCrystal: (Int) -> Bool
    ) -> [CrystalOutline]? {
        let ids = Set(plan.sought.map(\.id))
        let recalled = plan.recalled.map { OutlineBox($0.polygon, margin: Self.largestShift) }
        var result: [CrystalOutline] = []
        for local in found {
            let outline = local.outline
            let isSought = outline.expectedID.map(ids.contains) ?? recalled.contains { $0.contains(outline.centroid) }
            if isSought {
                guard !local.isCut else { return nil }
                result.append(outline)
            } else if outline.expectedID == nil, !local.isCut, !rests(outline) {
                return nil
            }
        }
        let seen = Set(result.compactMap(\.expectedID))
        return ids.allSatisfy { seen.contains($0) || !isCrystal($0) } ? result : nil
    }

    private func rests(_ outline: CrystalOutline) -> Bool {
        resting.contains {
            $0.centroid.distance(to: outline.centroid) < Self.largestShift
                && max($0.areaPixels, outline.areaPixels) < Self.largestChange * min($0.areaPixels, outline.areaPixels)
        }
    }
}

import Calibration
import Facets
import Imaging
import Segmentation
import Tracking

/// From a frame to tracked crystals: segmentation, facets and tracking, each helped by what the tracks expect.
struct FrameMeasurement {
    private let scale: PixelScale
    private let edgeShift: Double
    private var segmenter: Segmenter
    private var tracker = CrystalTracker()
    /// What each track was in its latest frame.
    private var earlier: [Int: EarlierView] = [:]
    private var specks = RestingSpecks()

    /// - Parameter edgeShift: of coloured plates in luma; see `FacetFitter`.
    init(
        properties: SourceProperties, scale: PixelScale, settings: Segmenter.Settings, edgeShift: Double = 0
    ) throws {
        self.scale = scale
        self.edgeShift = edgeShift
        segmenter = try Segmenter(width: properties.width, height: properties.height, settings: settings)
    }

    mutating func measure(_ frame: Frame) async throws -> TrackingUpdate {
        let expected = tracker.predictions(frame: frame.index, timeSeconds: frame.timeSeconds).map { crystal in
            ExpectedCrystal(id: crystal.id, polygon: crystal.vertices.map(scale.pixels))
        }
        let segmented = try segmenter.segment(frame.pixels, expected: expected)
        let fitter = FacetFitter(
            pixels: frame.pixels, illumination: segmented.illumination, scale: scale, edgeShift: edgeShift)
        let outlines = segmented.outlines
        let crystals = await observe(outlines, fitter, expected: expected)
        let field = scale.micrometers(Point(x: Double(frame.pixels.width), y: Double(frame.pixels.height)))
        let update = try tracker.update(
            FrameObservation(
                frame: frame.index, timeSeconds: frame.timeSeconds, fieldMicrometers: field,
                micrometersPerPixel: scale.mean, crystals: crystals))
        remember(update)
        let shown = update.measurements.map(\.observation.centre)
        specks.remember(Array(zip(outlines, crystals))) { !shown.contains($0.centre) }
        return update
    }

    mutating func missing(frame: Int, timeSeconds: Double?) {
        tracker.missingFrame(index: frame, timeSeconds: timeSeconds)
    }

    mutating func finish(timeSeconds: Double) -> TrackingUpdate { tracker.finish(timeSeconds: timeSeconds) }

    /// The crystals of a frame do not depend on each other, so they are fitted side by side; the order stays that of
    /// the outlines.
    private func observe(
        _ outlines: [CrystalOutline], _ fitter: FacetFitter, expected: [ExpectedCrystal]
    ) async -> [CrystalObservation] {
        let surroundings = Surroundings(expected)
        let earlier = earlier
        var results = [CrystalObservation?](repeating: nil, count: outlines.count)
        return await withTaskGroup(of: (Int, CrystalObservation).self) { group in
            for (index, outline) in outlines.enumerated() {
                let neighbours = surroundings.neighbours(of: outline)
                if neighbours.isEmpty, let resting = specks.observation(of: outline, scale: scale) {
                    results[index] = resting
                    continue
                }
                group.addTask {
                    let known = outline.expectedID.flatMap { surroundings.polygon(of: $0) }
                    let observation = fitter.observe(
                        outline, expected: known, neighbours: neighbours,
                        earlier: outline.expectedID.flatMap { earlier[$0] })
                    return (index, observation)
                }
            }
            for await (index, observation) in group { results[index] = observation }
            return results.compactMap { $0 }
        }
    }

    private mutating func remember(_ update: TrackingUpdate) {
        for crystal in update.measurements where !crystal.observation.facets.isEmpty {
            earlier[crystal.id] = EarlierView(habit: crystal.observation.habit, edge: crystal.observation.edge)
        }
        for (id, verdict) in update.verdicts where verdict == .rejected { earlier[id] = nil }
    }
}

/// The polygons of the known crystals by their place.
private struct Surroundings: Sendable {
    private let polygons: [Int: [Point]]
    private let boxes: [(id: Int, lower: Point, upper: Point)]

    init(_ expected: [ExpectedCrystal]) {
        polygons = Dictionary(expected.map { ($0.id, $0.polygon) }, uniquingKeysWith: { first, _ in first })
        boxes = expected.map { crystal in
            let box = Self.box(crystal.polygon)
            return (crystal.id, box.lower, box.upper)
        }
    }

    func polygon(of id: Int) -> [Point]? { polygons[id] }

    /// Known objects beside an outline, whose pixels are not the outline's. One that lies within it (dust that it has
    /// grown over, an earlier view of the same crystal) is none.
    func neighbours(of outline: CrystalOutline) -> [[Point]] {
        let own = Self.box(outline.contour)
        let reach = 12.0
        return boxes.filter { box in
            box.id != outline.expectedID && box.lower.x < own.upper.x + reach && box.upper.x > own.lower.x - reach
                && box.lower.y < own.upper.y + reach && box.upper.y > own.lower.y - reach
        }.compactMap { polygons[$0.id] }.filter { polygon in
            !Polygon.contains(Polygon.centroid(polygon), in: outline.contour)
        }
    }

    private static func box(_ points: [Point]) -> (lower: Point, upper: Point) {
        var lower = Point(x: .infinity, y: .infinity)
        var upper = Point(x: -.infinity, y: -.infinity)
        for point in points {
            lower = Point(x: min(lower.x, point.x), y: min(lower.y, point.y))
            upper = Point(x: max(upper.x, point.x), y: max(upper.y, point.y))
        }
        return (lower, upper)
    }
}

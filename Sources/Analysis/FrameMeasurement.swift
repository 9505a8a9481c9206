import Calibration
import Facets
import Imaging
import Segmentation
import Statistics
import Tracking

/// From a frame to tracked crystals: segmentation, facets and tracking, each helped by what the tracks expect.
///
/// In a steady scene most frames are not segmented as a whole: a glance tells that the background is as it was, and the
/// crystals are measured where they should be, or sought around there. Where either fails, the frame is searched.
struct FrameMeasurement {
    private let scale: PixelScale
    private let colourShift: ColourShift?
    private var segmenter: Segmenter
    private var tracker = CrystalTracker()
    /// What each track was in its latest frame.
    private var earlier: [Int: EarlierView] = [:]
    private var specks = RestingSpecks()
    /// nil where the next frame has to be searched.
    private var steady: SteadyScene?

    /// - Parameter colourShift: of coloured plates in luma.
    init(
        properties: SourceProperties, scale: PixelScale, settings: Segmenter.Settings, colourShift: ColourShift? = nil
    ) throws {
        self.scale = scale
        self.colourShift = colourShift
        segmenter = try Segmenter(width: properties.width, height: properties.height, settings: settings)
    }

    mutating func measure(_ frame: Frame) throws -> TrackingUpdate {
        let expected = pixels(of: tracker.predictions(frame: frame.index, timeSeconds: frame.timeSeconds))
        return if let update = try glance(frame, expected) { update } else { try search(frame, expected) }
    }

    private func pixels(of crystals: [PredictedCrystal]) -> [ExpectedCrystal] {
        crystals.map { crystal in
            ExpectedCrystal(
                id: crystal.id, polygon: crystal.vertices.map(scale.pixels), dust: crystal.dust.map { $0.map(scale.pixels) })
        }
    }

    private func plan(_ frame: Frame, _ expected: [ExpectedCrystal]) -> SteadyScene.Plan? {
        steady?.plan(
            expected, lastSeen: pixels(of: tracker.lastSeen(timeSeconds: frame.timeSeconds)), in: frame.pixels,
            isHidden: tracker.isHidden)
    }

    /// Measures what is known where it should be; nil where the frame has to be searched.
    private mutating func glance(_ frame: Frame, _ expected: [ExpectedCrystal]) throws -> TrackingUpdate? {
        guard let scene = steady, let plan = plan(frame, expected),
            let windows = segmenter.windows(around: plan.places),
            let illumination = try segmenter.glance(frame.pixels, contrast: scene.leastContrast)
        else { return nil }
        let fitter = fitter(frame, illumination)
        let surroundings = Surroundings(expected)
        let followed = follow(plan.followed, scene, fitter, among: surroundings)
        guard followed.count == plan.followed.count else { return nil }
        let local = try segmenter.outlines(in: windows, of: frame.pixels, expected: expected)
        guard let outlines = scene.sought(plan, among: local, isCrystal: isCrystal) else { return nil }
        let sought = observe(outlines, fitter, among: surroundings)
        let update = try tracker.update(observation(of: frame, followed + sought, lookedFor: plan.lookedFor))
        remember(update)
        steady = scene.next(outlines, update, expected: expected, scale: scale)
        return update
    }

    private func isCrystal(_ id: Int) -> Bool { tracker.verdict(of: id) == .crystal }

    private mutating func search(_ frame: Frame, _ expected: [ExpectedCrystal]) throws -> TrackingUpdate {
        let segmented = try segmenter.segment(frame.pixels, expected: expected)
        let outlines = segmented.outlines
        let crystals = observe(
            outlines, fitter(frame, segmented.illumination), among: Surroundings(expected))
        let update = try tracker.update(observation(of: frame, crystals))
        remember(update)
        let changing = update.measurements.filter { !tracker.isResting($0.id) }.map(\.observation.centre)
        let found = Array(zip(outlines, crystals))
        specks.remember(found) { !changing.contains($0.centre) }
        let scene = SteadyScene(
            found, update, expected: expected, scale: scale, isCrystal: isCrystal, isStill: tracker.isStill)
        // Asked last: it goes through the sizes of all dust.
        steady = scene != nil && tracker.isRestStill ? scene : nil
        return update
    }

    private func fitter(_ frame: Frame, _ illumination: Illumination) -> FacetFitter {
        FacetFitter(pixels: frame.pixels, illumination: illumination, scale: scale, colourShift: colourShift)
    }

    private func observation(
        of frame: Frame, _ crystals: [CrystalObservation], lookedFor: Set<Int>? = nil
    ) -> FrameObservation {
        FrameObservation(
            frame: frame.index, timeSeconds: frame.timeSeconds,
            fieldMicrometers: scale.micrometers(
                Point(x: Double(frame.pixels.width), y: Double(frame.pixels.height))),
            micrometersPerPixel: scale.mean, crystals: crystals, lookedFor: lookedFor)
    }

    mutating func missing(frame: Int, timeSeconds: Double?) {
        steady = nil
        tracker.missingFrame(index: frame, timeSeconds: timeSeconds)
    }

    mutating func finish(timeSeconds: Double) -> TrackingUpdate { tracker.finish(timeSeconds: timeSeconds) }

    /// The crystals of a frame do not depend on each other, so they are fitted side by side; the order stays that of
    /// the outlines.
    private func observe(
        _ outlines: [CrystalOutline], _ fitter: FacetFitter, among surroundings: Surroundings
    ) -> [CrystalObservation] {
        SideBySide.map(outlines.count) { [specks, scale, earlier] index in
            let outline = outlines[index]
            let neighbours = surroundings.neighbours(of: outline.contour, id: outline.expectedID)
            if neighbours.isEmpty, let resting = specks.observation(of: outline, scale: scale) { return resting }
            let known = outline.expectedID.flatMap { surroundings.crystals[$0] }
            return fitter.observe(
                outline, expected: known?.polygon, neighbours: neighbours, dust: known?.dust ?? [],
                earlier: outline.expectedID.flatMap { earlier[$0] })
        }
    }

    /// The crystals that are found where they should be, in the order of `expected`.
    private func follow(
        _ expected: [ExpectedCrystal], _ scene: SteadyScene, _ fitter: FacetFitter, among surroundings: Surroundings
    ) -> [CrystalObservation] {
        SideBySide.map(expected.count) { [earlier] index -> CrystalObservation? in
            let crystal = expected[index]
            guard let outline = scene.outlines[crystal.id], let view = earlier[crystal.id] else { return nil }
            return fitter.follow(
                outline, expected: crystal.polygon,
                neighbours: surroundings.neighbours(of: crystal.polygon, id: crystal.id), dust: crystal.dust, earlier: view)
        }.compactMap { $0 }
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
    let crystals: [Int: ExpectedCrystal]
    private let boxes: [(id: Int, box: OutlineBox)]

    init(_ expected: [ExpectedCrystal]) {
        crystals = Dictionary(expected.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        boxes = expected.map { ($0.id, OutlineBox($0.polygon)) }
    }

    /// Known objects beside an outline, whose pixels are not the outline's. One that lies within it (dust that it has
    /// grown over, an earlier view of the same crystal) is none.
    func neighbours(of contour: [Point], id: Int?) -> [[Point]] {
        let near = OutlineBox(contour, margin: 12)
        return boxes.filter { known in
            known.id != id && known.box.overlaps(near)
        }.compactMap { crystals[$0.id]?.polygon }.filter { polygon in
            !Polygon.contains(Polygon.centroid(polygon), in: contour)
        }
    }
}

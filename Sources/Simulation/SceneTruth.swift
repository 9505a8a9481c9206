import Foundation
import Imaging

/// The truth about a simulated recording: every crystal's outline, lengths and speeds in every frame, and what the
/// microscope did, as JSON ("crystal-growth-truth/1").
///
/// Pixel coordinates: centre of the top-left pixel (0, 0), x right, y down; um = px x um_per_px, as the camera sees it.
/// Angles run from x towards y. A crystal that a neighbour blocks has the outline that is left of it, and as its side
/// the root of its area.
public struct SceneTruth: Sendable {
    private let scene: GrowthScene
    private let growths: [FacetGrowth]
    private let conditions: FrameConditions
    private let contaminants: Contaminants

    /// - Throws: `SimulationError.invalidValue` with the key of the scene that cannot be.
    public init(scene: GrowthScene) throws {
        try scene.validate()
        self.scene = scene
        growths = scene.crystals.map(FacetGrowth.init)
        conditions = FrameConditions(scene)
        contaminants = Contaminants(scene, frameCount: conditions.times.count)
    }

    /// The content of truth.json.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document)
    }

    var document: TruthDocument {
        let frames = conditions.times.indices.map(frame)
        return TruthDocument(
            name: scene.name, description: scene.summary, seed: scene.seed, mode: scene.appearance.contrast.rawValue,
            width: scene.width, height: scene.height, nFrames: frames.count,
            micrometersPerPixel: scene.micrometersPerPixel, bits: scene.bitDepth, colour: scene.isColour,
            gamma: scene.gamma, frameTimesSeconds: conditions.times, optics: optics,
            dustOnSample: contaminants.sampleDust.map { pair($0.centre) + [rounded($0.radiusPixels)] },
            floaters: floaterPassages, crystals: crystals(frames), frames: frames)
    }

    private var optics: TruthDocument.Optics {
        TruthDocument.Optics(
            psfSigmaPixels: conditions.sigmaPixels.map(rounded),
            defocusMicrometers: conditions.defocusMicrometers.map(rounded),
            frameGain: conditions.gains.map(rounded),
            driftPixels: conditions.drifts.map { pair($0 * (1 / scene.micrometersPerPixel)) },
            fullWellElectrons: scene.sensor.fullWellElectrons, readNoiseElectrons: scene.sensor.readNoiseElectrons,
            exposure: scene.sensor.exposure, fixedPatternGain: scene.sensor.fixedPatternGain)
    }

    private var floaterPassages: [TruthDocument.FloaterPassage] {
        contaminants.floaters.compactMap { floater in
            let seen = conditions.times.indices.filter { index in
                guard let speck = floater.speck(inFrame: index) else { return false }
                let margin = speck.radiusPixels * speck.elongation
                return speck.centre.x > -margin && speck.centre.x < Double(scene.width) + margin
                    && speck.centre.y > -margin && speck.centre.y < Double(scene.height) + margin
            }
            guard let first = seen.first, let last = seen.last else { return nil }
            return TruthDocument.FloaterPassage(first: first, last: last)
        }
    }

    // MARK: Frames

    private func frame(_ index: Int) -> TruthDocument.FrameRecord {
        let grown = Impingement.crystals(growths, at: conditions.times[index])
        let records = grown.indices.map { record(of: $0, among: grown, drift: conditions.drifts[index]) }
        return TruthDocument.FrameRecord(
            frame: index, timeSeconds: conditions.times[index],
            crystals: records.enumerated().compactMap { position, record in
                record.map { value in
                    var value = value
                    let growth = growths[grown[position].index]
                    let lengths = growth.sideAndWidth(at: conditions.times[index])
                    if !grown[position].isClipped { value.sideMicrometers = rounded(lengths.side) }
                    value.widthMicrometers = OrNull(grown[position].isClipped ? nil : lengths.width.map(rounded))
                    value.facetDistances = growth.distances(at: conditions.times[index]).map(rounded)
                    return value
                }
            })
    }

    private func record(
        of position: Int, among grown: [Impingement.Grown], drift: Point
    ) -> TruthDocument.CrystalRecord? {
        let crystal = grown[position]
        let seen = crystal.outline.moved(by: drift)
        let scale = scene.micrometersPerPixel
        let pixels = seen.scaled(by: 1 / scale)
        guard seen.vertices.count >= 3 else { return nil }
        let area = Polygon.area(seen.vertices)
        let neighbours = Neighbours(of: position, among: grown)
        let box = OutlineExtent(seen.vertices)
        let visible = visibleFraction(pixels)
        return TruthDocument.CrystalRecord(
            id: crystal.index + 1, sideMicrometers: rounded(area.squareRoot()), widthMicrometers: OrNull(nil),
            areaSquareMicrometers: rounded(area), centreMicrometers: pair(Polygon.centroid(seen.vertices)),
            centrePixels: pair(Polygon.centroid(pixels.vertices)),
            centreOnSampleMicrometers: pair(Polygon.centroid(crystal.outline.vertices)),
            orientationDegrees: rounded(growths[crystal.index].normalDegrees[0]), edges: box.edges.map(rounded),
            longSideMicrometers: rounded(box.longSide), shortSideMicrometers: rounded(box.shortSide),
            rootAreaMicrometers: rounded(area.squareRoot()), feretMaximumMicrometers: rounded(box.feretMaximum),
            perimeterMicrometers: rounded(Polygon.perimeter(seen.vertices)), facetDistances: [],
            polygonMicrometers: seen.vertices.map(pair), polygonPixels: pixels.vertices.map(pair),
            isFullyInside: pixels.vertices.allSatisfy(isInPicture), visibleFraction: rounded(visible),
            touching: neighbours.touching.map { $0 + 1 }, isClippedByNeighbour: crystal.isClipped,
            gapMicrometers: OrNull(neighbours.leastGap.map(rounded)))
    }

    private func isInPicture(_ point: Point) -> Bool {
        point.x >= -0.5 && point.y >= -0.5 && point.x <= Double(scene.width) - 0.5
            && point.y <= Double(scene.height) - 0.5
    }

    private func visibleFraction(_ pixels: ConvexOutline) -> Double {
        let area = Polygon.area(pixels.vertices)
        guard area > 0 else { return 0 }
        var visible = pixels
        visible.clip(normal: Point(x: -1, y: 0), distance: 0.5)
        visible.clip(normal: Point(x: 1, y: 0), distance: Double(scene.width) - 0.5)
        visible.clip(normal: Point(x: 0, y: -1), distance: 0.5)
        visible.clip(normal: Point(x: 0, y: 1), distance: Double(scene.height) - 0.5)
        return Polygon.area(visible.vertices) / area
    }

    // MARK: Crystals

    private func crystals(_ frames: [TruthDocument.FrameRecord]) -> [TruthDocument.Crystal] {
        growths.enumerated().map { index, growth in
            let seen = frames.flatMap { frame in
                frame.crystals.filter { $0.id == index + 1 }.map { (frame: frame.frame, record: $0) }
            }
            let contact = firstContact(of: index)
            let shape = growth.crystal.shape
            return TruthDocument.Crystal(
                id: index + 1, shape: shape.rawValue, sideDefinition: shape.sideDefinition,
                nucleationTimeSeconds: growth.crystal.nucleationTimeSeconds,
                nucleationPoint: pair(growth.crystal.seedMicrometers),
                facetNormalDegrees: growth.normalDegrees.map(rounded),
                facetInitialDistances: growth.initialDistances.map(rounded),
                growthLaw: growth.stretches(until: lastTime).map {
                    .init(startSeconds: $0.start, endSeconds: $0.end, factor: $0.factor)
                },
                velocityWindows: windows(growth, until: min(lastTime, contact ?? lastTime)),
                firstTouchSeconds: OrNull(contact.map(rounded)),
                firstVisibleFrame: OrNull(seen.first { $0.record.visibleFraction > 0 }?.frame),
                lastVisibleFrame: OrNull(seen.last { $0.record.visibleFraction > 0 }?.frame),
                lastFullyInsideFrame: OrNull(seen.last { $0.record.isFullyInside }?.frame))
        }
    }

    private var lastTime: Double { conditions.times[conditions.times.count - 1] }

    private func firstContact(of index: Int) -> Double? {
        growths.indices.filter { $0 != index }
            .compactMap { Impingement.firstContact(growths[index], growths[$0], until: lastTime) }.min()
    }

    /// Stretches of constant velocity while the crystal is free.
    private func windows(_ growth: FacetGrowth, until end: Double) -> [TruthDocument.Window] {
        growth.stretches(until: end).map { stretch in
            let start = growth.sideAndWidth(at: stretch.start)
            let stop = growth.sideAndWidth(at: stretch.end)
            let minutes = (stretch.end - stretch.start) / 60
            let widthVelocity = start.width.flatMap { first in stop.width.map { ($0 - first) / minutes } }
            return TruthDocument.Window(
                startSeconds: rounded(stretch.start), endSeconds: rounded(stretch.end),
                sideVelocity: rounded((stop.side - start.side) / minutes),
                widthVelocity: OrNull(widthVelocity.map(rounded)),
                facetVelocities: growth.velocities.map { rounded($0 * stretch.factor) },
                areaLaw: areaLaw(growth, stretch.start, minutes))
        }
    }

    /// The parabola through the areas at start, middle and end: exact while no facet appears or vanishes.
    private func areaLaw(_ growth: FacetGrowth, _ start: Double, _ minutes: Double) -> TruthDocument.AreaLaw {
        func area(_ part: Double) -> Double {
            Polygon.area(growth.outline(at: start + part * minutes * 60)?.vertices ?? [])
        }
        let (first, middle, last) = (area(0), area(0.5), area(1))
        return TruthDocument.AreaLaw(
            quadratic: rounded(2 * (first - 2 * middle + last) / (minutes * minutes)),
            linear: rounded((4 * middle - 3 * first - last) / minutes), constant: rounded(first))
    }
}

/// Seven decimals: picometres, and files of half the size.
private func rounded(_ value: Double) -> Double { (value * 1e7).rounded() / 1e7 }

private func pair(_ point: Point) -> [Double] { [rounded(point.x), rounded(point.y)] }

import Facets
import Foundation
import Imaging
import Segmentation
import Statistics

@testable import Tracking

/// Reproducible random numbers (SplitMix64, Steele et al. 2014).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Standard normal (Box and Muller).
    mutating func normal() -> Double {
        let u = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}

/// A crystal of known growth: facets that move outward from a nucleation point at constant rates.
struct TrueCrystal {
    /// um, on the sample.
    var nucleus: Point
    /// Degrees, in order.
    var normals: [Double]
    /// um at time 0 of its growth, um/s.
    var distances: [Double]
    var rates: [Double]
    var nucleationTime = 0.0
    var habit = Habit.square
    /// Below this side (um) it shows no facets yet.
    var facetsFromSide = 8.0
    var isRound = false

    static func square(
        at nucleus: Point, side: Double, velocity: Double, angle: Double = 20, nucleationTime: Double = 0
    ) -> TrueCrystal {
        TrueCrystal(
            nucleus: nucleus, normals: (0..<4).map { angle + 90 * Double($0) },
            distances: .init(repeating: side / 2, count: 4), rates: .init(repeating: velocity / 2, count: 4),
            nucleationTime: nucleationTime)
    }

    static func colony(at nucleus: Point, radius: Double, rate: Double, nucleationTime: Double = 0) -> TrueCrystal {
        TrueCrystal(
            nucleus: nucleus, normals: (0..<16).map { 22.5 * Double($0) },
            distances: .init(repeating: radius, count: 16), rates: .init(repeating: rate, count: 16),
            nucleationTime: nucleationTime, habit: .rounded, isRound: true)
    }

    func distances(at time: Double) -> [Double] {
        zip(distances, rates).map { $0 + $1 * max(0, time - nucleationTime) }
    }

    /// Corners on the sample, um.
    func corners(at time: Double, noise: [Double] = []) -> [Point] {
        let reach = distances(at: time)
        return normals.indices.map { index in
            let next = (index + 1) % normals.count
            let (a, b) = (normals[index] * .pi / 180, normals[next] * .pi / 180)
            let (n, m) = (Point(x: cos(a), y: sin(a)), Point(x: cos(b), y: sin(b)))
            let d = reach[index] + (noise.isEmpty ? 0 : noise[index])
            let e = reach[next] + (noise.isEmpty ? 0 : noise[next])
            let determinant = n.cross(m)
            return nucleus + Point(x: (d * m.y - e * n.y) / determinant, y: (e * n.x - d * m.x) / determinant)
        }
    }
}

/// Makes the observations that a segmentation and a facet fit would hand to the tracker.
struct SyntheticScene {
    var field = Point(x: 500, y: 380)
    var pixel = 0.62
    var random = SeededGenerator(state: 7)

    /// Standard error of a facet's line and of a silhouette's edge, px.
    var facetNoise = 0.08
    var speckNoise = 0.25

    mutating func observe(
        _ crystal: TrueCrystal, time: Double, drift: Point = .zero, expectedID: Int? = nil,
        flags: Set<MeasurementFlag> = [], touching: [Int] = []
    ) -> CrystalObservation? {
        guard time >= crystal.nucleationTime else { return nil }
        let noise = crystal.normals.map { _ in facetNoise * pixel * random.normal() }
        let corners = crystal.corners(at: time, noise: noise).map { $0 + drift }
        let area = Polygon.area(corners)
        let side = area.squareRoot()
        guard side > 2 * pixel else { return nil }
        let isFaceted = !crystal.isRound && side > crystal.facetsFromSide
        let reach = crystal.distances(at: time)
        let facets = !isFaceted ? [] : crystal.normals.indices.map { index -> Facet in
            let trueAngle = crystal.normals[index] * .pi / 180
            // The fitted line turns about the middle of the facet.
            let foot = crystal.nucleus + drift
                + Point(x: cos(trueAngle), y: sin(trueAngle)) * (reach[index] + noise[index])
            let degrees = crystal.normals[index] + 0.1 * random.normal()
            let normal = Point(x: cos(degrees * .pi / 180), y: sin(degrees * .pi / 180))
            let offset = normal.dot(foot)
            let before = corners[(index + corners.count - 1) % corners.count]
            return Facet(
                normalDegrees: degrees,
                offsetMicrometers: Estimate(value: offset, standardError: facetNoise * pixel),
                lengthMicrometers: corners[index].distance(to: before), isMeasured: true)
        }
        var flags = flags
        if !isFaceted { flags.insert(crystal.isRound ? .noFacets : .small) }
        return object(
            vertices: corners, facets: facets, habit: isFaceted ? crystal.habit : .rounded, flags: flags,
            touching: touching, expectedID: expectedID, orientation: crystal.normals[0])
    }

    func object(
        vertices: [Point], facets: [Facet] = [], habit: Habit = .rounded, flags: Set<MeasurementFlag> = [],
        touching: [Int] = [], expectedID: Int? = nil, orientation: Double = 0, contrast: Double = -0.4,
        isOverlay: Bool = false
    ) -> CrystalObservation {
        let area = Polygon.area(vertices)
        let side = Estimate(value: area.squareRoot(), standardError: 0.1)
        return CrystalObservation(
            expectedID: expectedID, centre: Polygon.centroid(vertices), vertices: vertices, facets: facets,
            habit: habit, side: side, width: side, area: Estimate(value: area, standardError: 1),
            perimeterMicrometers: Polygon.perimeter(vertices), orientationDegrees: orientation, contrast: .dark,
            relativeContrast: contrast, edge: nil, flags: flags, touching: touching, isOverlay: isOverlay)
    }

    /// A round speck with the jitter of its centre and its radius.
    mutating func speck(
        at centre: Point, radiusPixels: Double, contrast: Double = -0.3, isOverlay: Bool = false
    ) -> CrystalObservation {
        let jitter = Point(x: random.normal(), y: random.normal()) * (speckNoise * pixel)
        let radius = max(0.8, radiusPixels + 0.15 * random.normal()) * pixel
        let vertices = (0..<12).map { index in
            let angle = Double(index) * .pi / 6
            return centre + jitter + Point(x: cos(angle), y: sin(angle)) * radius
        }
        return object(vertices: vertices, contrast: contrast, isOverlay: isOverlay)
    }

    func frame(_ index: Int, time: Double, _ crystals: [CrystalObservation]) -> FrameObservation {
        FrameObservation(
            frame: index, timeSeconds: time, fieldMicrometers: field, micrometersPerPixel: pixel,
            crystals: crystals)
    }

    func scattered(_ count: Int, margin: Double = 20, seed: UInt64) -> [Point] {
        var random = SeededGenerator(state: seed)
        return (0..<count).map { _ in
            Point(
                x: Double.random(in: margin...(field.x - margin), using: &random),
                y: Double.random(in: margin...(field.y - margin), using: &random))
        }
    }

    /// A stage that wanders by about `stepPixels` per frame.
    func wandering(frames: Int, stepPixels: Double, seed: UInt64) -> [Point] {
        var random = SeededGenerator(state: seed)
        var drift = Point.zero
        var velocity = Point(x: 0.6, y: -0.5) * (stepPixels * pixel)
        return (0..<frames).map { frame in
            if frame > 0 {
                velocity = velocity * 0.9 + Point(x: random.normal(), y: random.normal()) * (0.3 * stepPixels * pixel)
                drift = drift + velocity
            }
            return drift
        }
    }
}

/// What a whole run gave.
struct RunRecord {
    var measurements: [TrackedCrystal] = []
    var events: [TrackEvent] = []
    var verdicts: [Int: TrackVerdict] = [:]
    var drift: [Point] = []
    var growthOnsetFrames: [Int: Int] = [:]
    var tracker = CrystalTracker()

    var crystalIDs: [Int] { verdicts.filter { $0.value == .crystal }.keys.sorted() }

    mutating func add(_ update: TrackingUpdate) {
        measurements += update.measurements
        events += update.events
        verdicts.merge(update.verdicts) { $1 }
        growthOnsetFrames.merge(update.growthOnsetFrames) { $1 }
    }

    func measurements(of id: Int) -> [TrackedCrystal] { measurements.filter { $0.id == id } }

    /// Id under which an object near a place on the sample was measured, by frame.
    func ids(near place: Point, within distance: Double) -> [Int: [Int]] {
        var result: [Int: [Int]] = [:]
        for measurement in measurements where crystalIDs.contains(measurement.id) {
            let shift = drift.indices.contains(measurement.frame) ? drift[measurement.frame] : .zero
            if (measurement.observation.centre - shift).distance(to: place) < distance {
                result[measurement.frame, default: []].append(measurement.id)
            }
        }
        return result
    }

    func events(_ kind: TrackEvent.Kind) -> [TrackEvent] { events.filter { $0.kind == kind } }
}

/// Runs a tracker over frames that a closure makes from the frame's number and the predictions.
func run(
    frames: Int, interval: Double = 10, settings: CrystalTracker.Settings = .init(),
    _ make: (Int, Double, [PredictedCrystal]) -> FrameObservation?
) throws -> RunRecord {
    var record = RunRecord()
    record.tracker = CrystalTracker(settings: settings)
    for frame in 0..<frames {
        let time = Double(frame) * interval
        let predictions = record.tracker.predictions(frame: frame, timeSeconds: time)
        if let observation = make(frame, time, predictions) {
            record.add(try record.tracker.update(observation))
        } else {
            record.tracker.missingFrame(index: frame, timeSeconds: time)
        }
        record.drift.append(record.tracker.stageDrift.displacementMicrometers)
    }
    record.add(record.tracker.finish(timeSeconds: Double(frames) * interval))
    return record
}

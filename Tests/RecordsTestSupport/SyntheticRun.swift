import Calibration
import Facets
import Foundation
import Imaging
import Kinetics
import Records
import Segmentation
import Statistics
import Tracking

/// Two crystals that grow, one rounded colony and a speck of dust, as the tracker would hand them on: the truth is in
/// the constants. The square is the tracker's object 5, the second square 3, the rounded one 9, the dust 7.
public struct SyntheticRun {
    public static let frameInterval = 20.0
    public static let velocityOfFirst = 7.63
    public static let velocityOfSecond = 4.2
    public static let sideError = 0.25
    /// A hexagon's edge over the root of its area.
    public static let hexagonEdge = 0.62
    /// Half of the sum of four facets' distances is a square's side.
    public static let facetError = 0.25

    public var frameCount = 73
    /// From here on the second square touches the first.
    public var contactFrame = 55
    /// Part of its error that a measurement states.
    public var statedShare = 1.0

    /// What is kept of the rim of the first square; nil: it is no transparent crystal.
    public var rim: (@Sendable (_ frame: Int) -> RimRecord?)?

    /// What is kept of the edges of the squares.
    public var encoding: (@Sendable (_ frame: Int) -> EncodingRecord?)?

    /// The second crystal is a hexagon, which shows its facets only where its area (um2) is this and more; below, it is rounded.
    public var hexagonFrom: Double?

    /// The second crystal is as thin as this (um), and passes for rounded in some frames.
    public var thinWidth: Double?
    public static let framesWithoutFacets = 40 ..< 43

    /// What the rounded colony passes for, by its outline.
    public var colonyHabit = Habit.rounded

    public init(statedShare: Double = 1, rim: (@Sendable (_ frame: Int) -> RimRecord?)? = nil) {
        self.statedShare = statedShare
        self.rim = rim
    }

    public static func settings(input: String = "growth.mp4") -> RunSettings {
        RunSettings(
            input: RunSettings.Input(
                path: input, kind: "movie", widthPixels: 800, heightPixels: 600, bitDepth: 8, isColour: false,
                encoding: "h264"),
            scale: RecordedScale(
                PixelScale(
                    x: Estimate(value: 0.75, standardError: 0.002), y: Estimate(value: 0.75, standardError: 0.002),
                    origin: "--scale")),
            timeBase: "time stamps of the movie's container, multiplied by 60", contrast: "auto",
            ignoredRegions: [PixelRect(x: 700, y: 560, width: 100, height: 40)],
            densityGramsPerCubicCentimeter: 4.16, commandLine: ["growthscope", "analyze", input],
            versions: ["GrowthScope": "0.1.0", "FFmpeg": "5.1.6", "OpenCV": "4.6.0"],
            started: "2026-03-01T10:00:00Z")
    }

    public static func outcome(_ status: RunStatus = .complete) -> RunOutcome {
        RunOutcome(
            status: status, warnings: ["Frame 12 could not be decoded."],
            inputSHA256: String(repeating: "ab", count: 32), finished: "2026-03-01T10:02:00Z")
    }

    public static func time(_ frame: Int) -> Double { Double(frame) * frameInterval }

    /// All frames through the public API; frame 12 is missing.
    public func record(into store: RunStore, frames: Range<Int>? = nil) throws {
        var noise = RepeatableNoise(seed: 20_240_312)
        for frame in 0 ..< frameCount {
            let update = update(frame, &noise)
            guard (frames ?? 0 ..< frameCount).contains(frame) else { continue }
            if frame == 12 {
                try store.recordFrame(12, timeSeconds: Self.time(12), status: .missing, detail: "cannot be decoded")
                try store.record(
                    TrackEvent(
                        timeSeconds: Self.time(12), frame: 12, kind: .framesMissing, crystalID: nil,
                        detail: "1 frame missing"))
            } else {
                try store.append(update, frame: frame, timeSeconds: Self.time(frame))
            }
        }
    }

    private func update(_ frame: Int, _ noise: inout RepeatableNoise) -> TrackingUpdate {
        let minutes = Self.time(frame) / 60
        var crystals = [
            Self.square(
                id: 5, frame: frame, centre: Point(x: 210, y: 230), side: 147 + Self.velocityOfFirst * minutes,
                tilt: 12, flags: frame >= contactFrame ? [.touching] : [], &noise)
        ]
        var events: [TrackEvent] = []
        var verdicts: [Int: TrackVerdict] = [:]
        if frame >= 10 {
            let side = Self.velocityOfSecond * (minutes - 2.9) + 4
            crystals.append(
                Self.square(
                    id: 3, frame: frame, centre: Point(x: 430, y: 190), side: side, tilt: 40,
                    flags: frame >= contactFrame ? [.touching] : frame < 13 ? [.small] : [], &noise))
            crystals.append(Self.rounded(id: 9, frame: frame, radius: 20 + 1.5 * minutes, &noise))
            crystals[crystals.count - 1].observation.habit = colonyHabit
            crystals.append(Self.rounded(id: 7, frame: frame, radius: 3, &noise))
        }
        if frame == 2 { verdicts[5] = .crystal }
        if frame == 10 {
            verdicts[7] = .candidate
            events.append(Self.event(frame, .nucleation, 3, "first seen at 5 um"))
        }
        if frame == 15 {
            verdicts = [3: .crystal, 9: .crystal, 7: .rejected]
            events.append(Self.event(frame, .lost, 7, "not seen any more"))
        }
        if frame == contactFrame {
            events.append(Self.event(frame, .contact, 5, "touches crystal 3"))
            events.append(Self.event(frame, .contact, 3, "touches crystal 5"))
        }
        crystals[0].observation.rim = rim?(frame)
        for index in crystals.indices where !crystals[index].facets.isEmpty {
            crystals[index].observation.encoding = encoding?(frame)
        }
        if let hexagonFrom, let second = crystals.firstIndex(where: { $0.id == 3 }) {
            let area = crystals[second].observation.area.value
            let isHexagon = area >= hexagonFrom
            crystals[second].observation.habit = isHexagon ? .hexagon : .rounded
            crystals[second].observation.side.value = (isHexagon ? Self.hexagonEdge : 1) * area.squareRoot()
        }
        if let thinWidth, let second = crystals.firstIndex(where: { $0.id == 3 }) {
            if Self.framesWithoutFacets.contains(frame) {
                crystals[second].facets = []
                crystals[second].observation.facets = []
                crystals[second].observation.habit = .rounded
            } else {
                crystals[second].observation.habit = .rectangle
                crystals[second].observation.width.value = thinWidth
            }
        }
        for index in crystals.indices {
            crystals[index].observation.side.standardError *= statedShare
            crystals[index].observation.area.standardError *= statedShare
            for facet in crystals[index].facets.indices {
                crystals[index].facets[facet].distance.standardError *= statedShare
            }
        }
        return TrackingUpdate(
            measurements: crystals.sorted { $0.id < $1.id }, events: events, verdicts: verdicts,
            driftMicrometers: Point(x: 0.01 * Double(frame), y: -0.02 * Double(frame)))
    }

    private static func event(_ frame: Int, _ kind: TrackEvent.Kind, _ id: Int, _ detail: String) -> TrackEvent {
        TrackEvent(timeSeconds: time(frame), frame: frame, kind: kind, crystalID: id, detail: detail)
    }

    static func square(
        id: Int, frame: Int, centre: Point, side trueSide: Double, tilt: Double, flags: Set<MeasurementFlag>,
        _ noise: inout RepeatableNoise
    ) -> TrackedCrystal {
        let side = trueSide + sideError * noise.normal()
        let facets = (0 ..< 4).map { number in
            TrackedFacet(
                number: number + 1, normalDegrees: tilt + 90 * Double(number),
                distance: Estimate(value: trueSide / 2 + facetError * noise.normal(), standardError: facetError),
                lengthMicrometers: side, isMeasured: !(flags.contains(.touching) && number == 0))
        }
        let corners = (0 ..< 4).map { corner -> Point in
            let angle = (tilt + 45 + 90 * Double(corner)) * .pi / 180
            return centre + Point(x: cos(angle), y: sin(angle)) * (side / 2.0.squareRoot())
        }
        let estimate = Estimate(value: side, standardError: sideError)
        let observation = CrystalObservation(
            expectedID: id, centre: centre, vertices: corners,
            facets: facets.map {
                Facet(
                    normalDegrees: $0.normalDegrees, offsetMicrometers: $0.distance,
                    lengthMicrometers: $0.lengthMicrometers, isMeasured: $0.isMeasured)
            },
            habit: side < 12 ? .polygon : .square, side: estimate, width: estimate,
            area: Estimate(value: side * side, standardError: 2 * side * sideError),
            perimeterMicrometers: 4 * side, orientationDegrees: tilt, contrast: .dark, relativeContrast: -0.5,
            edge: EdgeShape(inside: 0.4, outside: 1, blurPixels: 1.2), flags: flags, touching: [], isOverlay: false)
        return TrackedCrystal(
            id: id, frame: frame, timeSeconds: time(frame), observation: observation, facets: facets)
    }

    static func rounded(id: Int, frame: Int, radius trueRadius: Double, _ noise: inout RepeatableNoise)
        -> TrackedCrystal
    {
        let radius = trueRadius + 0.15 * noise.normal()
        let centre = Point(x: 470, y: 360)
        let area = Double.pi * radius * radius
        let side = Estimate(value: area.squareRoot(), standardError: 0.3)
        let observation = CrystalObservation(
            expectedID: id, centre: centre,
            vertices: (0 ..< 300).map {
                centre + Point(x: cos(Double($0) * .pi / 150), y: sin(Double($0) * .pi / 150)) * radius
            },
            facets: [], habit: .rounded, side: side, width: side,
            area: Estimate(value: area, standardError: 2 * side.value * 0.3),
            perimeterMicrometers: 2 * .pi * radius, orientationDegrees: 0, contrast: .dark, relativeContrast: -0.4,
            edge: nil, flags: [.noFacets], touching: [], isOverlay: false)
        return TrackedCrystal(id: id, frame: frame, timeSeconds: time(frame), observation: observation, facets: [])
    }
}

import Foundation
import Simulation

/// Movies of mixed scenes: one to six crystals of any habit, and everything else about the recording drawn at random, far
/// beyond what the kinds of the accuracy study hold. Each contrast has every fourth movie.
enum MixedScene {
    static let kinds = ["opaque", "bright", "coloured", "transparent"]

    static func kind(ofMovie number: Int) -> String { kinds[number % kinds.count] }

    static func seed(ofMovie number: Int) -> UInt64 { 160_000 + UInt64(number) }

    static func scene(movie number: Int) -> GrowthScene {
        let kind = kind(ofMovie: number)
        var draft = SceneDraft(seed: seed(ofMovie: number))
        draft.scene.name = "mixed-\(number)-\(kind)"
        drawCamera(&draft)
        drawContrast(&draft, kind: kind)
        drawOptics(&draft)
        drawDisturbances(&draft)
        draft.addCrystals()
        return draft.scene
    }

    private static func drawCamera(_ draft: inout SceneDraft) {
        let (width, height) = draft.random.one(of: [(400, 300), (480, 360), (560, 420), (640, 480), (720, 540)])
        draft.scene.width = width
        draft.scene.height = height
        draft.scene.micrometersPerPixel = draft.random.logarithmic(0.25...1.2)
        draft.scene.frameCount = Int(draft.random.logarithmic(20...100))
        draft.scene.frameIntervalSeconds = draft.random.logarithmic(2...60)
        draft.scene.bitDepth = draft.random.happens(0.15) ? 16 : 8
        draft.scene.gamma = draft.random.happens(0.3) ? 0.45 : 1
        draft.scene.sensor.fullWellElectrons = draft.random.logarithmic(3_000...30_000)
        draft.scene.sensor.readNoiseElectrons = draft.random.uniform(2...12)
        draft.scene.sensor.exposure = draft.random.uniform(0.5...0.9)
        draft.scene.sensor.fixedPatternGain = draft.random.uniform(0...0.012)
    }

    private static func drawContrast(_ draft: inout SceneDraft, kind: String) {
        switch kind {
        case "bright":
            draft.makeBright()
            draft.scene.appearance.fieldBrightness = draft.random.uniform(0.03...0.2)
        case "coloured":
            draft.makeColoured()
            if draft.random.happens(0.3) { draft.scene.gamma = 1 }
            draft.scene.appearance.transmission = (0..<3).map { _ in draft.random.uniform(0.1...0.9) }
            let least = draft.scene.appearance.transmission.indices.min {
                draft.scene.appearance.transmission[$0] < draft.scene.appearance.transmission[$1]
            }
            // One colour at least is absorbed so that the plate shows.
            draft.scene.appearance.transmission[least ?? 0] *= 0.6
        case "transparent":
            draft.makeTransparent()
            drawRim(&draft)
        default: draft.scene.appearance.opacity = draft.random.uniform(0.3...0.95)
        }
        draft.scene.appearance.terraceContrast = draft.random.uniform(0.005...0.03)
    }

    private static func drawRim(_ draft: inout SceneDraft) {
        let pixel = draft.scene.micrometersPerPixel
        draft.scene.appearance.absorption = draft.random.uniform(0...0.1)
        draft.scene.appearance.rimDepth = draft.random.uniform(0.25...0.65)
        draft.scene.appearance.rimWidthMicrometers = draft.random.uniform(1.5...3.5) * pixel
        draft.scene.appearance.rimProfile = draft.random.happens(0.2) ? .box : .gaussian
        draft.scene.appearance.beckeAmplitude = draft.random.uniform(0.08...0.35)
        draft.scene.appearance.beckeOffsetMicrometers = draft.random.uniform(1.5...4) * pixel
        draft.scene.appearance.beckeWidthMicrometers = draft.random.uniform(1.5...3.5) * pixel
    }

    private static func drawOptics(_ draft: inout SceneDraft) {
        draft.scene.optics.pointSpreadSigmaPixels = draft.random.uniform(0.7...1.6)
        // In depths of field rather than micrometres, whatever the magnification.
        let defocus = 1 / draft.scene.optics.defocusBlurPixelsPerMicrometer
        let sign = draft.random.happens(0.5) ? 1.0 : -1
        draft.scene.optics.defocusMeanMicrometers = sign * draft.random.uniform(0.1...0.7) * defocus
        draft.scene.optics.defocusAmplitudeMicrometers = draft.random.uniform(0...0.3) * defocus
        draft.scene.optics.defocusPeriodSeconds =
            draft.scene.frameIntervalSeconds * draft.random.logarithmic(15...200)
    }

    private static func drawDisturbances(_ draft: inout SceneDraft) {
        let pixel = draft.scene.micrometersPerPixel
        draft.scene.illumination.vignetting = draft.random.uniform(0...0.3)
        draft.scene.illumination.unevenness = draft.random.uniform(0...0.06)
        draft.scene.illumination.flicker = draft.random.uniform(0...0.015)
        draft.scene.illumination.fadingPerHour = draft.random.uniform(-0.2...0.1)
        let minutes = draft.scene.minutes
        draft.scene.drift.randomStepMicrometers = draft.random.uniform(0...0.3) * pixel
        draft.scene.drift.xMicrometersPerMinute = draft.random.uniform(-10...10) * pixel / minutes
        draft.scene.drift.yMicrometersPerMinute = draft.random.uniform(-10...10) * pixel / minutes
        if draft.random.happens(0.15) {
            draft.scene.drift.jumps = [
                .init(
                    atSeconds: draft.random.uniform(0.2...0.8) * 60 * minutes,
                    xMicrometers: draft.random.uniform(-15...15) * pixel,
                    yMicrometers: draft.random.uniform(-15...15) * pixel)
            ]
        }
        draft.scene.contamination.sampleDustCount = Int(draft.random.uniform(0...20))
        draft.scene.contamination.opticsDustCount = Int(draft.random.uniform(0...10))
        draft.scene.contamination.floaterCount = draft.random.happens(0.3) ? Int(draft.random.uniform(1...4)) : 0
        draft.scene.inscription.showsClock = draft.random.happens(0.15)
        if draft.random.happens(0.15) { draft.scene.inscription.scaleBarMicrometers = 100 * pixel }
    }
}

extension GrowthScene {
    /// From the first frame to the last.
    fileprivate var minutes: Double { Double(max(1, frameCount - 1)) * frameIntervalSeconds / 60 }
}

extension SceneDraft {
    /// One to six crystals; some meet, some grow beyond the picture.
    fileprivate mutating func addCrystals() {
        let count = 1 + Int(random.next() % 6)
        var places: [(x: Double, y: Double)] = []
        var tries = 0
        while places.count < count, tries < 200 {
            tries += 1
            let place = (x: random.uniform(0.12...0.88), y: random.uniform(0.14...0.86))
            let isApart = places.allSatisfy {
                hypot(($0.x - place.x) * Double(scene.width), ($0.y - place.y) * Double(scene.height))
                    > 0.22 * Double(scene.height)
            }
            if isApart { places.append(place) }
        }
        for place in places { addCrystal(at: place) }
    }

    private mutating func addCrystal(at place: (x: Double, y: Double)) {
        let pixel = scene.micrometersPerPixel
        let shape = random.one(of: GrowingCrystal.Shape.allCases)
        // A hexagon is as wide as two of its edges are long; in px, across the crystal, when it appears and at the end.
        let part = shape == .hexagon ? 0.5 : 1
        let first = (random.happens(0.4) ? 3 : random.logarithmic(8...50)) * part
        let last = first + random.logarithmic(15...140) * part
        let nucleation = random.happens(0.3) ? random.uniform(0.05...0.5) * scene.minutes : 0
        let growing = scene.minutes - nucleation
        let slenderness = random.uniform(shape == .ribbon ? 0.1...0.3 : 0.4...0.9)
        let width = max(1, first * slenderness)
        add(
            shape, x: place.x, y: place.y, side: first * pixel, velocity: (last - first) * pixel / growing,
            width: width * pixel, widthVelocity: (last - first) * slenderness * pixel / growing,
            nucleation: 60 * nucleation, cornerRatio: random.uniform(1.1...1.32))
        let index = scene.crystals.count - 1
        if random.happens(0.25) { scene.crystals[index].terraceCount = 1 + Int(random.next() % 3) }
        if random.happens(0.15) {
            scene.crystals[index].cornerRadiusMicrometers = random.uniform(0...0.1) * min(first, width) * pixel
        }
        if random.happens(0.2) {
            let time = 60 * (nucleation + random.uniform(0.3...0.7) * growing)
            scene.crystals[index].velocityChanges = [.init(fromSeconds: time, factor: random.uniform(0...0.8))]
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func happens(_ probability: Double) -> Bool { uniform(0...1) < probability }

    /// Uniform in its logarithm.
    fileprivate mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
        exp(uniform(log(range.lowerBound)...log(range.upperBound)))
    }

    fileprivate mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
}

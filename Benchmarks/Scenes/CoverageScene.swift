import Simulation

/// The small movies of the coverage study: one crystal each, everything about it drawn at random.
enum CoverageScene {
    static let kinds = ["opaque", "transparent", "coloured", "noisy", "bright", "hexagon", "rectangle", "truncated"]

    static func kind(ofMovie number: Int) -> String { kinds[number % kinds.count] }

    static func seed(ofMovie number: Int) -> UInt64 { 95_000 + UInt64(number) }

    static func scene(movie number: Int) -> GrowthScene {
        let kind = kind(ofMovie: number)
        var draft = SceneDraft(seed: seed(ofMovie: number))
        draft.scene.name = "coverage-\(number)-\(kind)"
        draft.scene.width = 320
        draft.scene.height = 240
        vary(&draft)
        let side = draft.random.uniform(22...34)
        // The crystal stays inside the field however it is turned: its side ends below 85 um of 149.
        let minutes = Double(draft.scene.frameCount - 1) * draft.scene.frameIntervalSeconds / 60
        let velocity = draft.random.uniform(14...44) / minutes
        addCrystal(&draft, kind: kind, side: side, velocity: velocity)
        return draft.scene
    }

    private static func vary(_ draft: inout SceneDraft) {
        draft.scene.frameCount = 25 + Int(draft.random.next() % 16)
        draft.scene.frameIntervalSeconds = draft.random.uniform(5...20)
        draft.scene.drift.randomStepMicrometers = draft.random.uniform(0.01...0.12)
        draft.scene.illumination.flicker = draft.random.uniform(0.001...0.015)
        draft.scene.sensor.fullWellElectrons = draft.random.uniform(3_000...20_000)
        draft.scene.optics.defocusAmplitudeMicrometers = draft.random.uniform(0.2...1)
        draft.scene.contamination.sampleDustCount = Int(draft.random.next() % 5)
        draft.scene.contamination.opticsDustCount = Int(draft.random.next() % 3)
    }

    private static func addCrystal(_ draft: inout SceneDraft, kind: String, side: Double, velocity: Double) {
        var shape = GrowingCrystal.Shape.square
        var part = 1.0
        switch kind {
        case "transparent": draft.makeTransparent()
        case "coloured": draft.makeColoured()
        case "noisy": draft.makeNoisy()
        case "bright": draft.makeBright()
        // A hexagon is as wide as two of its edges are long.
        case "hexagon": (shape, part) = (.hexagon, 0.55)
        case "rectangle": shape = .rectangle
        case "truncated": shape = .truncatedSquare
        default: break
        }
        draft.add(
            shape, x: 0.5, y: 0.5, side: side * part, velocity: velocity * part, width: side * 0.6,
            widthVelocity: velocity * 0.5)
    }
}

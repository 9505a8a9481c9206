import Imaging

extension GrowthScene {
    /// Names that `preset(named:)` knows, in the order of the manual.
    public static let presetNames = presets.map(\.name)

    /// A ready scene.
    /// - Throws: `SimulationError.unknownPreset`, which lists the names.
    public static func preset(named name: String) throws -> GrowthScene {
        guard let preset = presets.first(where: { $0.name == name }) else {
            throw SimulationError.unknownPreset(name: name, known: presetNames)
        }
        var scene = preset.make()
        scene.name = name
        scene.summary = preset.summary
        return scene
    }

    private static let presets: [(name: String, summary: String, make: @Sendable () -> GrowthScene)] = [
        ("paper", "one opaque square plate, side 147 to 330 um in 24 min", paper),
        ("opaque", "an opaque square and a rectangle, drifting", opaque),
        ("transparent", "clear plates seen by their rim and Becke line", transparent),
        ("hexagons", "coloured hexagons in gamma-encoded video", hexagons),
        ("ribbon", "a long clear ribbon and a short one", ribbon),
        ("crowd", "squares nucleating one after another, some touch late", crowd),
        ("noisy", "a square of 10 % contrast in heavy noise", noisy),
        ("bright", "bright crystals on a dark field, 16 bits", bright),
        ("stages", "growth that slows down and stops", stages),
        ("empty", "no crystal: dust, floaters, clock and scale bar", empty),
        ("truncated", "squares with truncated corners", truncated),
    ]

    /// The rough conditions of a real recording: some drift, wandering focus, passing particles.
    private static func bench(seed: UInt64) -> GrowthScene {
        var scene = GrowthScene()
        scene.seed = seed
        scene.optics.defocusAmplitudeMicrometers = 0.8
        scene.drift.randomStepMicrometers = 0.05
        return scene
    }

    private func crystal(
        _ shape: GrowingCrystal.Shape, at part: Point, side: Double, velocity: Double, orientation: Double,
        nucleation: Double = 0
    ) -> GrowingCrystal {
        var crystal = GrowingCrystal()
        crystal.shape = shape
        crystal.xMicrometers = part.x * Double(width) * micrometersPerPixel
        crystal.yMicrometers = part.y * Double(height) * micrometersPerPixel
        crystal.sideMicrometers = side
        crystal.sideVelocityMicrometersPerMinute = velocity
        crystal.orientationDegrees = orientation
        crystal.nucleationTimeSeconds = nucleation
        return crystal
    }

    @Sendable private static func paper() -> GrowthScene {
        var scene = bench(seed: 2024)
        scene.drift.randomStepMicrometers = 0.02
        scene.crystals = [
            scene.crystal(
                .square, at: Point(x: 0.5, y: 0.5), side: 147, velocity: (330 - 147) / 24, orientation: 5)
        ]
        return scene
    }

    @Sendable private static func opaque() -> GrowthScene {
        var scene = bench(seed: 11)
        scene.drift.xMicrometersPerMinute = 0.25
        scene.drift.yMicrometersPerMinute = -0.15
        scene.contamination.floaterCount = 1
        var rectangle = scene.crystal(
            .rectangle, at: Point(x: 0.72, y: 0.36), side: 30, velocity: 4.2, orientation: 118)
        rectangle.widthMicrometers = 20
        rectangle.widthVelocityMicrometersPerMinute = 2.4
        scene.crystals = [
            scene.crystal(.square, at: Point(x: 0.3, y: 0.55), side: 40, velocity: 6.1, orientation: 33), rectangle,
        ]
        return scene
    }

    @Sendable private static func transparent() -> GrowthScene {
        var scene = bench(seed: 12)
        scene.appearance.contrast = .transparent
        scene.optics.defocusMeanMicrometers = 0.6
        scene.optics.defocusAmplitudeMicrometers = 0.25
        var first = scene.crystal(.square, at: Point(x: 0.32, y: 0.5), side: 50, velocity: 5.2, orientation: 51)
        first.terraceCount = 2
        scene.crystals = [
            first, scene.crystal(.square, at: Point(x: 0.74, y: 0.4), side: 24, velocity: 3.6, orientation: 17),
        ]
        return scene
    }

    @Sendable private static func hexagons() -> GrowthScene {
        var scene = bench(seed: 13)
        scene.isColour = true
        scene.gamma = 0.45
        scene.appearance.contrast = .coloured
        scene.frameIntervalSeconds = 10
        scene.crystals = [
            scene.crystal(.hexagon, at: Point(x: 0.28, y: 0.4), side: 14, velocity: 2.6, orientation: 17),
            scene.crystal(.hexagon, at: Point(x: 0.7, y: 0.6), side: 10, velocity: 2.1, orientation: 33),
            scene.crystal(
                .hexagon, at: Point(x: 0.36, y: 0.85), side: 1, velocity: 1.8, orientation: 4, nucleation: 305),
        ]
        return scene
    }

    @Sendable private static func ribbon() -> GrowthScene {
        var scene = bench(seed: 14)
        scene.appearance.contrast = .transparent
        scene.optics.defocusMeanMicrometers = 0.5
        scene.optics.defocusAmplitudeMicrometers = 0.2
        scene.frameCount = 101
        var long = scene.crystal(.ribbon, at: Point(x: 0.38, y: 0.42), side: 40, velocity: 9, orientation: 24)
        long.widthMicrometers = 12
        long.widthVelocityMicrometersPerMinute = 0.8
        var short = scene.crystal(.ribbon, at: Point(x: 0.76, y: 0.72), side: 30, velocity: 3.5, orientation: 142)
        short.widthMicrometers = 10
        short.widthVelocityMicrometersPerMinute = 0.5
        scene.crystals = [long, short]
        return scene
    }

    @Sendable private static func crowd() -> GrowthScene {
        var scene = bench(seed: 15)
        scene.width = 960
        scene.height = 720
        scene.contamination.floaterCount = 2
        let places: [(x: Double, y: Double, velocity: Double, orientation: Double, nucleation: Double)] = [
            (0.52, 0.74, 6.2, 82, 0), (0.25, 0.68, 5.9, 12, 160), (0.4, 0.42, 6.4, 57, 95), (0.14, 0.3, 4.8, 38, 250),
            (0.74, 0.35, 6.3, 65, 40), (0.86, 0.72, 5.5, 21, 330), (0.57, 0.14, 4.2, 5, 505),
        ]
        scene.crystals = places.map {
            scene.crystal(
                .square, at: Point(x: $0.x, y: $0.y), side: 2, velocity: $0.velocity, orientation: $0.orientation,
                nucleation: $0.nucleation)
        }
        return scene
    }

    @Sendable private static func noisy() -> GrowthScene {
        var scene = bench(seed: 16)
        scene.width = 640
        scene.height = 480
        scene.frameCount = 91
        scene.appearance.opacity = 0.1
        scene.sensor.fullWellElectrons = 450
        scene.sensor.readNoiseElectrons = 5
        scene.crystals = [
            scene.crystal(.square, at: Point(x: 0.45, y: 0.5), side: 50, velocity: 4.8, orientation: 39)
        ]
        return scene
    }

    @Sendable private static func bright() -> GrowthScene {
        var scene = bench(seed: 17)
        scene.bitDepth = 16
        scene.appearance.contrast = .bright
        scene.sensor.blackLevel = 0.01
        scene.crystals = [
            scene.crystal(.square, at: Point(x: 0.34, y: 0.44), side: 40, velocity: 5.4, orientation: 28),
            scene.crystal(.hexagon, at: Point(x: 0.75, y: 0.6), side: 12, velocity: 2.2, orientation: 10),
        ]
        return scene
    }

    @Sendable private static func stages() -> GrowthScene {
        var scene = bench(seed: 18)
        var crystal = scene.crystal(
            .square, at: Point(x: 0.5, y: 0.5), side: 2, velocity: 12, orientation: 20, nucleation: 180)
        crystal.velocityChanges = [.init(fromSeconds: 660, factor: 0.45), .init(fromSeconds: 1140, factor: 0)]
        scene.crystals = [crystal]
        return scene
    }

    @Sendable private static func empty() -> GrowthScene {
        var scene = bench(seed: 19)
        scene.frameCount = 61
        scene.contamination.sampleDustCount = 20
        scene.contamination.floaterCount = 4
        scene.inscription.showsClock = true
        scene.inscription.scaleBarMicrometers = 100
        scene.illumination.flicker = 0.01
        return scene
    }

    @Sendable private static func truncated() -> GrowthScene {
        var scene = bench(seed: 20)
        var first = scene.crystal(.truncatedSquare, at: Point(x: 0.33, y: 0.5), side: 50, velocity: 5, orientation: 14)
        first.cornerDistanceRatio = 1.2
        var second = scene.crystal(
            .truncatedSquare, at: Point(x: 0.76, y: 0.48), side: 30, velocity: 4, orientation: 61)
        second.cornerDistanceRatio = 1.28
        scene.crystals = [first, second]
        return scene
    }
}

import Simulation

/// A scene being composed: the rough conditions of a real bench, and crystals varied at random.
struct SceneDraft {
    var scene = GrowthScene()
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        scene.seed = seed
        scene.width = 720
        scene.height = 540
        scene.frameCount = 81
        scene.optics.defocusAmplitudeMicrometers = 0.8
        scene.drift.randomStepMicrometers = 0.05
        scene.drift.xMicrometersPerMinute = random.uniform(-0.15...0.15)
        scene.drift.yMicrometersPerMinute = random.uniform(-0.15...0.15)
    }

    /// Adds a crystal about a place, given in parts of the picture; place, size, speed and direction vary a little.
    mutating func add(
        _ shape: GrowingCrystal.Shape = .square, x: Double, y: Double, side: Double, velocity: Double,
        width: Double = 1, widthVelocity: Double = 1, nucleation: Double = 0, cornerRatio: Double = 1.2
    ) {
        var crystal = GrowingCrystal()
        crystal.shape = shape
        let scale = scene.micrometersPerPixel
        crystal.xMicrometers = (x + random.uniform(-0.015...0.015)) * Double(scene.width) * scale
        crystal.yMicrometers = (y + random.uniform(-0.015...0.015)) * Double(scene.height) * scale
        crystal.orientationDegrees = random.uniform(0...180)
        crystal.nucleationTimeSeconds = nucleation
        let size = random.uniform(0.9...1.1)
        let speed = random.uniform(0.9...1.1)
        crystal.sideMicrometers = side * size
        crystal.sideVelocityMicrometersPerMinute = velocity * speed
        crystal.widthMicrometers = width * size
        crystal.widthVelocityMicrometersPerMinute = widthVelocity * speed
        crystal.cornerDistanceRatio = cornerRatio
        scene.crystals.append(crystal)
    }

    /// Plates seen by their rim, as a focus a little off shows them.
    mutating func makeTransparent() {
        scene.appearance.contrast = .transparent
        scene.optics.defocusMeanMicrometers = 0.6
        scene.optics.defocusAmplitudeMicrometers = 0.25
    }

    /// Coloured plates in gamma-encoded video.
    mutating func makeColoured() {
        scene.isColour = true
        scene.gamma = 0.45
        scene.appearance.contrast = .coloured
    }

    /// 10 % contrast in the noise of few electrons.
    mutating func makeNoisy() {
        scene.appearance.opacity = 0.1
        scene.sensor.fullWellElectrons = 450
        scene.sensor.readNoiseElectrons = 5
    }

    mutating func makeBright() {
        scene.appearance.contrast = .bright
        scene.sensor.blackLevel = 0.01
    }
}

/// The camera's sensor: how light becomes electrons and how they fluctuate.
public struct Sensor: Codable, Sendable, Equatable {
    /// Electrons at full scale.
    public var fullWellElectrons = 12_000.0
    /// Part of full scale that the evenly lit field without crystals reaches (in bright contrast, the crystals).
    public var exposure = 0.8
    /// Poisson noise of the light; false for a picture without it.
    public var hasShotNoise = true
    public var readNoiseElectrons = 6.0
    /// Standard deviation of the pixels' fixed gains.
    public var fixedPatternGain = 0.006
    /// Part of full scale added before encoding, as cameras do to keep dark noise above zero.
    public var blackLevel = 0.0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case exposure
        case fullWellElectrons = "full_well_e"
        case hasShotNoise = "shot_noise"
        case readNoiseElectrons = "read_noise_e"
        case fixedPatternGain = "fixed_pattern_gain"
        case blackLevel = "black_level"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.fullWellElectrons, into: &fullWellElectrons)
        try values.read(.exposure, into: &exposure)
        try values.read(.hasShotNoise, into: &hasShotNoise)
        try values.read(.readNoiseElectrons, into: &readNoiseElectrons)
        try values.read(.fixedPatternGain, into: &fixedPatternGain)
        try values.read(.blackLevel, into: &blackLevel)
    }

    /// No noise of any kind.
    public static var noiseless: Sensor {
        var sensor = Sensor()
        sensor.hasShotNoise = false
        sensor.readNoiseElectrons = 0
        sensor.fixedPatternGain = 0
        return sensor
    }
}

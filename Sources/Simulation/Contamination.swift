/// Things in the picture that are no crystals.
public struct Contamination: Codable, Sendable, Equatable {
    /// Specks on the sample, drifting with it.
    public var sampleDustCount = 12
    /// Blurred discs of dust in the optics, fixed in the picture.
    public var opticsDustCount = 6
    /// Bubbles and specks that pass through the field.
    public var floaterCount = 0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case sampleDustCount = "sample_dust"
        case opticsDustCount = "optics_dust"
        case floaterCount = "floaters"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.sampleDustCount, into: &sampleDustCount)
        try values.read(.opticsDustCount, into: &opticsDustCount)
        try values.read(.floaterCount, into: &floaterCount)
    }

    public static var none: Contamination {
        var contamination = Contamination()
        contamination.sampleDustCount = 0
        contamination.opticsDustCount = 0
        return contamination
    }
}

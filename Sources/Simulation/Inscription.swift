/// What a recording program burns into the picture.
public struct Inscription: Codable, Sendable, Equatable {
    /// A clock (h:mm:ss since the first frame) in the top left corner.
    public var showsClock = false
    /// Length of a scale bar in the bottom right corner; none where nil.
    public var scaleBarMicrometers: Double?

    public init() {}

    enum CodingKeys: String, SceneKey {
        case showsClock = "clock"
        case scaleBarMicrometers = "scale_bar_um"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.showsClock, into: &showsClock)
        try values.read(.scaleBarMicrometers, into: &scaleBarMicrometers)
    }
}

import Imaging

/// Movement of the sample under the camera; dust on the sample moves with it, dust in the optics does not.
public struct SampleDrift: Codable, Sendable, Equatable {
    public var xMicrometersPerMinute = 0.0
    public var yMicrometersPerMinute = 0.0
    /// Standard deviation of a random walk's step from frame to frame, in x and in y.
    public var randomStepMicrometers = 0.0
    /// Someone touches the stage.
    public var jumps: [Jump] = []

    public init() {}

    public struct Jump: Codable, Sendable, Equatable {
        public var atSeconds: Double
        public var xMicrometers: Double
        public var yMicrometers: Double

        public init(atSeconds: Double, xMicrometers: Double, yMicrometers: Double) {
            self.atSeconds = atSeconds
            self.xMicrometers = xMicrometers
            self.yMicrometers = yMicrometers
        }

        enum CodingKeys: String, SceneKey {
            case atSeconds = "at_s"
            case xMicrometers = "x_um"
            case yMicrometers = "y_um"
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.sceneContainer(CodingKeys.self)
            atSeconds = try values.decode(Double.self, forKey: .atSeconds)
            xMicrometers = try values.decode(Double.self, forKey: .xMicrometers)
            yMicrometers = try values.decode(Double.self, forKey: .yMicrometers)
        }
    }

    enum CodingKeys: String, SceneKey {
        case jumps
        case xMicrometersPerMinute = "x_um_per_min"
        case yMicrometersPerMinute = "y_um_per_min"
        case randomStepMicrometers = "random_step_um"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.xMicrometersPerMinute, into: &xMicrometersPerMinute)
        try values.read(.yMicrometersPerMinute, into: &yMicrometersPerMinute)
        try values.read(.randomStepMicrometers, into: &randomStepMicrometers)
        try values.read(.jumps, into: &jumps)
    }
}

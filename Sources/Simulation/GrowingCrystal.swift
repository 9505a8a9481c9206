import Imaging

/// A crystal plate with straight facets, each moving outwards at its own speed from the seed point.
public struct GrowingCrystal: Codable, Sendable, Equatable {
    public enum Shape: String, Codable, Sendable, CaseIterable {
        case square, ribbon, hexagon, triangle
        case rectangle = "rect"
        case truncatedSquare = "truncated"
    }

    public var shape = Shape.square
    /// Seed point on the sample in um; with no drift sample and camera coordinates are the same.
    public var xMicrometers = 0.0
    public var yMicrometers = 0.0
    /// Direction of the first facet's normal, from x towards y (clockwise in the picture).
    public var orientationDegrees = 0.0
    /// Before it the crystal is not there.
    public var nucleationTimeSeconds = 0.0
    /// Edge at nucleation; the long edge of a rectangle, the distance between main facets of a truncated square.
    public var sideMicrometers = 2.0
    public var sideVelocityMicrometersPerMinute = 6.0
    /// Short edge of a rectangle or ribbon, and its speed.
    public var widthMicrometers = 1.0
    public var widthVelocityMicrometersPerMinute = 2.0
    /// Distance of the corner facets of a truncated square over that of its main facets: 1 to sqrt 2.
    public var cornerDistanceRatio = 1.2
    /// Speed of every facet along its normal in um/min, where the facets differ; replaces the side's speed.
    public var facetVelocitiesMicrometersPerMinute: [Double]?
    /// Changes of speed, by time: from each on, all facets move at `factor` times their speed.
    public var velocityChanges: [VelocityChange] = []
    /// Radius of the corners; at most half of the smallest distance of a facet at nucleation.
    public var cornerRadiusMicrometers = 0.0
    /// Faint steps on the face: how many, evenly spaced between seed and edge.
    public var terraceCount = 0

    public init() {}

    public struct VelocityChange: Codable, Sendable, Equatable {
        public var fromSeconds: Double
        /// 0 stops the growth.
        public var factor: Double

        public init(fromSeconds: Double, factor: Double) {
            self.fromSeconds = fromSeconds
            self.factor = factor
        }

        enum CodingKeys: String, SceneKey {
            case fromSeconds = "from_s"
            case factor
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.sceneContainer(CodingKeys.self)
            fromSeconds = try values.decode(Double.self, forKey: .fromSeconds)
            factor = try values.decode(Double.self, forKey: .factor)
        }
    }

    enum CodingKeys: String, SceneKey {
        case shape
        case xMicrometers = "x_um"
        case yMicrometers = "y_um"
        case orientationDegrees = "orientation_deg"
        case nucleationTimeSeconds = "nucleation_time_s"
        case sideMicrometers = "side_um"
        case sideVelocityMicrometersPerMinute = "side_velocity_um_per_min"
        case widthMicrometers = "width_um"
        case widthVelocityMicrometersPerMinute = "width_velocity_um_per_min"
        case cornerDistanceRatio = "corner_distance_ratio"
        case facetVelocitiesMicrometersPerMinute = "facet_velocities_um_per_min"
        case velocityChanges = "velocity_changes"
        case cornerRadiusMicrometers = "corner_radius_um"
        case terraceCount = "terraces"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.shape, into: &shape)
        try values.read(.xMicrometers, into: &xMicrometers)
        try values.read(.yMicrometers, into: &yMicrometers)
        try values.read(.orientationDegrees, into: &orientationDegrees)
        try values.read(.nucleationTimeSeconds, into: &nucleationTimeSeconds)
        try values.read(.sideMicrometers, into: &sideMicrometers)
        try values.read(.sideVelocityMicrometersPerMinute, into: &sideVelocityMicrometersPerMinute)
        try values.read(.widthMicrometers, into: &widthMicrometers)
        try values.read(.widthVelocityMicrometersPerMinute, into: &widthVelocityMicrometersPerMinute)
        try values.read(.cornerDistanceRatio, into: &cornerDistanceRatio)
        try values.read(.facetVelocitiesMicrometersPerMinute, into: &facetVelocitiesMicrometersPerMinute)
        try values.read(.velocityChanges, into: &velocityChanges)
        try values.read(.cornerRadiusMicrometers, into: &cornerRadiusMicrometers)
        try values.read(.terraceCount, into: &terraceCount)
    }

    public var seedMicrometers: Point { Point(x: xMicrometers, y: yMicrometers) }
}

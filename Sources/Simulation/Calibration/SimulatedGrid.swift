/// A calibration grid: dots at the nodes of a square lattice, or the squares of a checkerboard.
public struct SimulatedGrid: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable, CaseIterable { case dots, checker }

    public var kind = Kind.dots
    /// From dot to dot; the side of a checkerboard's square.
    public var pitchMicrometers = 50.0
    /// Direction of the grid's first axis, from x towards y on the sample.
    public var rotationDegrees = 0.0
    /// Angle by which the second axis leans from the normal of the first.
    public var shearDegrees = 0.0
    public var dotDiameterMicrometers = 18.0
    /// Where a node lies.
    public var originXMicrometers = 0.0
    public var originYMicrometers = 0.0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case kind
        case pitchMicrometers = "pitch_um"
        case rotationDegrees = "rotation_deg"
        case shearDegrees = "shear_deg"
        case dotDiameterMicrometers = "dot_diameter_um"
        case originXMicrometers = "origin_x_um"
        case originYMicrometers = "origin_y_um"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.kind, into: &kind)
        try values.read(.pitchMicrometers, into: &pitchMicrometers)
        try values.read(.rotationDegrees, into: &rotationDegrees)
        try values.read(.shearDegrees, into: &shearDegrees)
        try values.read(.dotDiameterMicrometers, into: &dotDiameterMicrometers)
        try values.read(.originXMicrometers, into: &originXMicrometers)
        try values.read(.originYMicrometers, into: &originYMicrometers)
    }
}

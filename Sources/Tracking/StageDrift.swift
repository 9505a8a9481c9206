import Imaging

/// Displacement of the sample in the picture since the first frame.
public struct StageDrift: Sendable, Equatable {
    /// um
    public var displacementMicrometers: Point
    /// Of each component, um; 0 in the first frame, which defines the origin.
    public var standardErrorMicrometers: Double
    /// Objects that agreed on it; 0 where the value of the frame before was kept.
    public var supportingObjects: Int

    public init(displacementMicrometers: Point, standardErrorMicrometers: Double, supportingObjects: Int) {
        self.displacementMicrometers = displacementMicrometers
        self.standardErrorMicrometers = standardErrorMicrometers
        self.supportingObjects = supportingObjects
    }

    public static let none = StageDrift(
        displacementMicrometers: .zero, standardErrorMicrometers: 0, supportingObjects: 0)
}

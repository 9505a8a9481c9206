import Imaging

/// Where a followed object should be in a frame that has not been analysed yet.
public struct PredictedCrystal: Sendable, Equatable {
    public let id: Int
    /// Corners or contour, um, in the camera's coordinates of that frame.
    public let vertices: [Point]

    public init(id: Int, vertices: [Point]) {
        self.id = id
        self.vertices = vertices
    }
}

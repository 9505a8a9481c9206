import Imaging

/// Where a followed object should be in a frame that has not been analysed yet.
public struct PredictedCrystal: Sendable, Equatable {
    public let id: Int
    /// Corners or contour, um, in the camera's coordinates of that frame.
    public let vertices: [Point]
    /// Outlines of dust at its edges, likewise.
    public let dust: [[Point]]

    public init(id: Int, vertices: [Point], dust: [[Point]] = []) {
        self.id = id
        self.vertices = vertices
        self.dust = dust
    }
}

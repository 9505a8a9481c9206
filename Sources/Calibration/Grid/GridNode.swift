import Imaging

/// A dot or a corner of squares that was measured in the picture, before it is known which one it is.
struct GridMark: Sendable {
    /// px from the picture's centre.
    var place: Point
    /// px^2; 0 for a corner.
    var area = 0.0
}

/// A mark with its place in the lattice.
struct GridNode: Sendable {
    var column: Int
    var row: Int
    /// px from the picture's centre.
    var place: Point
}

import Imaging

/// Where the view ends, and not the crystal.
extension PolygonRefinement {
    /// An outline this near to the picture's border ends there, px.
    static let borderTolerance = 2.0

    /// Facets along the picture's border are where the view ends, not the crystal.
    static func isPictureBorder(_ line: FacetLine, width: Int, height: Int) -> Bool {
        let normal = line.normal
        let tolerance = borderTolerance
        if abs(normal.y) < 0.02 {
            return normal.x > 0 ? line.offset > Double(width - 1) - tolerance : -line.offset < tolerance
        }
        if abs(normal.x) < 0.02 {
            return normal.y > 0 ? line.offset > Double(height - 1) - tolerance : -line.offset < tolerance
        }
        return false
    }

    static func isPictureBorder(_ point: Point, width: Int, height: Int) -> Bool {
        let right = Double(width - 1) - borderTolerance
        let bottom = Double(height - 1) - borderTolerance
        return point.x <= borderTolerance || point.y <= borderTolerance || point.x >= right || point.y >= bottom
    }
}

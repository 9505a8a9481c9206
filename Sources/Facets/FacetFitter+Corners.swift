import Calibration
import Foundation
import Imaging
import Segmentation
import Statistics

/// Corners that are rounded or cut.
extension FacetFitter {
    /// Part of a polygon's area that must be missing at its corners to call them rounded.
    private static let leastRounding = 0.0025

    /// The polygon overstates the area of a crystal with rounded corners; that of its contour, moved inward by the distance
    /// that it keeps from the facets, does not. The side of an irregular polygon is the root of that.
    func roundCorners(
        _ observation: inout CrystalObservation, _ outline: CrystalOutline, _ fit: PolygonRefinement.Result,
        distance: Double
    ) {
        let blur = fit.shape.blurPixels
        let sharp = Polygon.area(fit.polygon.vertices)
        let perimeter = Polygon.perimeter(fit.polygon.vertices)
        // Blur moves the edge of a disc inward by half of its variance over the radius, and all around takes pi variances of
        // the area away; of the sharp corners of squares and hexagons 3.5 and 3.2, of a triangle's 3.9. The perimeter of a curve
        // outside of another by d is longer by 2 pi d.
        let lost = blur * blur + outline.smoothingPixels * outline.smoothingPixels + distance * distance
        let pixels = outline.areaPixels - Polygon.perimeter(outline.contour) * distance + .pi * lost
        // The contour's distance is known to this part of the blur.
        let doubtPixels = OutlineEdge.placeDoubt * blur
        guard pixels > 0, sharp - pixels > max(Self.leastRounding * sharp, doubtPixels * perimeter) else { return }
        let area = pixels * scale.x.value * scale.y.value
        observation.flags.insert(.roundedCorners)
        observation.perimeterMicrometers -= Self.lostAtCorners(fit.polygon, area: sharp - pixels) * scale.mean
        observation.area.value = area
        observation.vertices = outline.contour.map(scale.micrometers)
        if observation.habit == .polygon {
            let side = area.squareRoot()
            observation.side = Estimate(value: side, standardError: observation.area.standardError / (2 * side))
            observation.width = observation.side
            observation.rim?.gains.rootOfArea(side)
            observation.encoding?.gains.rootOfArea(side)
        }
        // The distance between contour and facets is no better known at the corners than an outline's edge. (That error
        // is the same in all frames, and none of the side's growth.)
        observation.area.standardError = hypot(
            observation.area.standardError, doubtPixels * scale.mean * observation.perimeterMicrometers)
    }

    /// Length, px, that a polygon's corners lose when they are rounded by one radius r and lose this area, px2: at a corner that
    /// turns by t these are r (2 tan t/2 - t) and r^2 (tan t/2 - t/2).
    private static func lostAtCorners(_ polygon: FacetPolygon, area: Double) -> Double {
        let sum = polygon.lines.indices.reduce(-Double.pi) { sum, index in
            let next = polygon.lines[(index + 1) % polygon.lines.count]
            return sum + tan(Angle.positive(next.angle - polygon.lines[index].angle) / 2)
        }
        return 2 * max(0, sum * area).squareRoot()
    }
}

import Calibration
import Foundation
import Imaging
import Segmentation
import Statistics

/// Crystals that show no facets: round ones, needles, and those of a few pixels.
extension FacetFitter {
    /// Error of either end of a needle, px: blur rounds it; and the widest needle, px: a wider one would show facets.
    private static let needleEnd = 0.3
    private static let widestNeedle = 14.0

    func unfaceted(_ outline: CrystalOutline, _ rough: RoughPolygon, _ hidden: HiddenPlaces) -> CrystalObservation {
        let edge = outline.isOverlay
            ? nil : OutlineEdge(
                rough.contour, picture: picture, contrast: outline.contrast, colourShift: colourShift, hidden: hidden.outlines)
        let vertices = (edge?.contour ?? outline.contour).map(scale.micrometers)
        let area = Polygon.area(vertices)
        let perimeter = Polygon.perimeter(vertices)
        let side = area.squareRoot()
        // Neighbouring points of the contour share their pixels: about one in three is independent.
        let roughness = max(0.02, ContourDivision.roughness(rough.contour))
        let independent = max(1, Double(outline.contour.count) / 3)
        let placeError = hypot(roughness / independent.squareRoot(), edge?.placeStandardError ?? 0)
        let areaError = perimeter * placeError * scale.mean
        let sideEstimate = Estimate(value: side, standardError: areaError / (2 * max(side, 1e-9)))
        var flags = flags(outline)
        flags.insert(outline.areaPixels < Self.leastFacetedArea ? .small : .noFacets)
        if outline.touching.isEmpty, hidden.isAtEdge, hidden.isPart(of: outline.contour) { flags.insert(.occluded) }
        let isWhole = !outline.touchesBorder && outline.touching.isEmpty
        let needle = (isWhole ? ElongatedOutline(vertices) : nil).flatMap {
            $0.width < Self.widestNeedle * scale.mean ? $0 : nil
        }
        let lengthError = 2 * hypot(Self.needleEnd, edge?.placeStandardError ?? 0) * scale.mean
        let shape: (habit: Habit, side: Estimate, width: Estimate) = needle.map { needle in
            (
                needle.length < ShapeMeasures.ribbonRatio * needle.width ? .rectangle : .ribbon,
                Estimate(value: needle.length, standardError: lengthError),
                Estimate(value: needle.width, standardError: lengthError)
            )
        } ?? (.rounded, sideEstimate, sideEstimate)
        return CrystalObservation(
            expectedID: outline.expectedID, centre: Polygon.centroid(vertices), vertices: vertices, facets: [],
            habit: shape.habit, side: shape.side, width: shape.width,
            area: Estimate(value: area, standardError: areaError), perimeterMicrometers: perimeter,
            orientationDegrees: needle?.directionDegrees ?? 0, contrast: outline.contrast,
            relativeContrast: outline.relativeContrast, distinctness: outline.distinctness, edge: nil,
            encoding: edge?.encodingShiftPixels.map { shift in
                var gains = ShapeGains(side: 2, width: 2, perimeter: 2 * .pi, area: perimeter)
                if needle == nil { gains.rootOfArea(side) }
                return EncodingRecord(skewness: nil, shiftMicrometers: shift * scale.mean, gains: gains)
            },
            flags: flags, touching: outline.touching, isOverlay: outline.isOverlay)
    }
}

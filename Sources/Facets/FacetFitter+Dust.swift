import Calibration
import Segmentation
import Statistics

/// Facets that dust hides.
extension FacetFitter {
    /// Of the side by facets that are not seen, px.
    private static let largestCarriedError = 0.1

    /// Whether the side follows from facets that dust hides, which are where they were foretold.
    func isCarried(_ polygon: FacetPolygon, _ measures: ShapeMeasures, _ outline: CrystalOutline) -> Bool {
        guard polygon.lines.contains(where: { !$0.isMeasured }), outline.touching.isEmpty, !outline.touchesBorder else {
            return false
        }
        let carried = polygon.lines.map { line in
            var line = line
            if line.isMeasured { line.offsetStandardError = 0 }
            return line
        }
        let side = FacetPolygon(carried).map {
            ShapeMeasures($0, earlier: measures.habit, blur: 0, commonStandardError: 0).side
        }
        return side.map { $0.standardError > Self.largestCarriedError * scale.mean } ?? false
    }

    /// Where dust lies, a facet is not gone because the outline does not show it.
    func isMisled(_ habit: Habit, _ earlier: EarlierView?) -> Bool {
        habit == .polygon && earlier.map { $0.habit != .polygon } ?? false
    }
}

import Imaging

/// Outlines that show a crystal a second time: the rim of a transparent crystal and what is inside of it may come apart,
/// into one outline around the other.
enum RepeatedOutlines {
    /// Distance of their middles, relative to the size of the larger, and ratio of their areas: two crystals cannot lie like that.
    private static let concentric = 0.1
    private static let leastRatio = 0.2
    /// Smaller ones are dust, which is left to how it behaves over time; px2.
    private static let leastArea = 80.0

    /// - Returns: the outlines to leave out; never one that was expected.
    static func indices(in outlines: [CrystalOutline]) -> Set<Int> {
        let large = outlines.indices.filter { outlines[$0].areaPixels >= leastArea }
        let repeated = large.filter { index in
            outlines[index].expectedID == nil
                && large.contains { $0 != index && replaces(outlines[$0], outlines[index], isFirst: $0 < index) }
        }
        return Set(repeated)
    }

    /// Whether two show the same, and the first is the one to keep.
    private static func replaces(_ kept: CrystalOutline, _ other: CrystalOutline, isFirst: Bool) -> Bool {
        let areas = [kept.areaPixels, other.areaPixels].sorted()
        guard areas[0] > leastRatio * areas[1],
            kept.centroid.distance(to: other.centroid) < concentric * areas[1].squareRoot()
        else { return false }
        let isLarger = kept.areaPixels > other.areaPixels || (kept.areaPixels == other.areaPixels && isFirst)
        return kept.expectedID != nil || isLarger
    }
}

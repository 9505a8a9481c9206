import Facets
import Foundation

/// The numbers of a crystal's facets: a facet is known by the direction of its normal, and keeps its number when it
/// vanishes (grows out, is hidden) and comes back.
struct FacetRegistry {
    struct Entry {
        let number: Int
        /// Running mean, degrees.
        var normalDegrees: Double
        var distances = RecentGrowth()
    }

    /// Half of the smallest angle between neighbours of a truncated hexagon (30 degrees), less a margin.
    private static let toleranceDegrees = 12.0
    /// Largest rotation of the whole crystal from one sight to the next that is followed.
    private static let rotationDegrees = 20.0
    /// A real crystal has few; more are noise and go unnumbered.
    private static let limit = 64

    private(set) var entries: [Entry] = []

    /// The number of each facet, 0 for one that exceeds the limit.
    mutating func identify(_ facets: [Facet]) -> [Int] {
        let normals = facets.map(\.normalDegrees)
        let rotation = commonRotation(of: normals)
        var numbers = [Int](repeating: 0, count: normals.count)
        for match in matches(normals, rotation: rotation, tolerance: Self.toleranceDegrees) {
            numbers[match.facet] = entries[match.entry].number
            let turned = Self.difference(normals[match.facet], entries[match.entry].normalDegrees)
            entries[match.entry].normalDegrees = Self.reduced(entries[match.entry].normalDegrees + 0.2 * turned)
        }
        if abs(rotation) > 0 {
            // The hidden facets of a crystal that turned have turned with it.
            for index in entries.indices where !numbers.contains(entries[index].number) {
                entries[index].normalDegrees = Self.reduced(entries[index].normalDegrees + rotation)
            }
        }
        for index in normals.indices where numbers[index] == 0 && entries.count < Self.limit {
            entries.append(Entry(number: entries.count + 1, normalDegrees: Self.reduced(normals[index])))
            numbers[index] = entries.count
        }
        return numbers
    }

    mutating func record(number: Int, distance: Double, time: Double) {
        guard entries.indices.contains(number - 1) else { return }
        entries[number - 1].distances.append(time: time, value: distance)
    }

    func rate(of number: Int) -> Double? {
        guard entries.indices.contains(number - 1), entries[number - 1].distances.count >= 4 else { return nil }
        return entries[number - 1].distances.rate
    }

    /// Of the facets whose own is known; nil where none is.
    var meanRate: Double? {
        let rates = entries.indices.compactMap { rate(of: $0 + 1) }
        return rates.isEmpty ? nil : rates.reduce(0, +) / Double(rates.count)
    }

    /// 0 while the facets are where they were; else the rotation that makes most of them known ones.
    private func commonRotation(of normals: [Double]) -> Double {
        guard !entries.isEmpty, !normals.isEmpty else { return 0 }
        let tight = Self.toleranceDegrees / 2
        let still = matches(normals, rotation: 0, tolerance: tight).count
        guard still < min(normals.count, entries.count) else { return 0 }
        var best = (count: still, rotation: 0.0)
        for normal in normals {
            for entry in entries {
                let rotation = Self.difference(normal, entry.normalDegrees)
                guard abs(rotation) <= Self.rotationDegrees else { continue }
                let count = matches(normals, rotation: rotation, tolerance: tight).count
                // One facet alone that fits elsewhere is a new facet, not a rotation.
                let isBetter = count > max(best.count, 1) + (best.rotation == 0 ? 1 : 0)
                if isBetter || (count == best.count && best.rotation != 0 && abs(rotation) < abs(best.rotation)) {
                    best = (count, rotation)
                }
            }
        }
        return best.rotation
    }

    /// Closest pairs first; every facet and every entry once.
    private func matches(_ normals: [Double], rotation: Double, tolerance: Double) -> [(facet: Int, entry: Int)] {
        var pairs: [(angle: Double, facet: Int, entry: Int)] = []
        for (facet, normal) in normals.enumerated() {
            for (index, entry) in entries.enumerated() {
                let angle = abs(Self.difference(normal - rotation, entry.normalDegrees))
                if angle <= tolerance { pairs.append((angle, facet, index)) }
            }
        }
        pairs.sort { ($0.angle, $0.facet, $0.entry) < ($1.angle, $1.facet, $1.entry) }
        var usedFacets: Set<Int> = []
        var usedEntries: Set<Int> = []
        return pairs.compactMap { pair in
            guard !usedFacets.contains(pair.facet), !usedEntries.contains(pair.entry) else { return nil }
            usedFacets.insert(pair.facet)
            usedEntries.insert(pair.entry)
            return (pair.facet, pair.entry)
        }
    }

    /// a - b in [-180, 180).
    static func difference(_ a: Double, _ b: Double) -> Double { reduced(a - b + 180) - 180 }

    static func reduced(_ degrees: Double) -> Double {
        let rest = degrees.truncatingRemainder(dividingBy: 360)
        return rest < 0 ? rest + 360 : rest
    }
}

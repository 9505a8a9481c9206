import Foundation
import Imaging

/// Finds the straight sides of a contour: directions that many of its points share.
///
/// The contour's normals are counted by direction; each peak of that histogram is a facet, and its line is fitted to the
/// points that carry the direction. A circle has no peaks and gives none.
enum ContourFacets {
    private static let bins = 360
    /// Share of the contour that makes a facet by itself: twice what any direction within 8 degrees has of a circle.
    private static let ampleShare = 2.0 * 16 / 360
    /// A smaller share does where the directions between the peaks are rare, as they never are on a round outline: a
    /// ribbon's end is 4 % of its perimeter, a small truncation as much.
    private static let leastShare = 0.02
    /// Points; shorter is a corner.
    private static let leastLength = 5
    /// How far the peak of a small facet must rise above the middle of the histogram.
    private static let prominence = 8.0

    static func find(_ contour: [Point]) -> [FacetLine] {
        let points = resampled(contour)
        guard points.count >= 12 else { return [] }
        let angles = normals(points)
        let histogram = smoothedHistogram(angles)
        let middle = OrderStatistic.median(histogram)
        var lines: [FacetLine] = []
        for peak in peaks(histogram) {
            let centre = Double(peak) * 2 * .pi / Double(bins)
            let near = angles.indices.filter { abs(Angle.difference(angles[$0], centre)) < 8 * .pi / 180 }
            let share = Double(near.count) / Double(points.count)
            let isProminent = histogram[peak] > prominence * middle && share > leastShare
            guard share > ampleShare || isProminent, near.count >= leastLength else { continue }
            if let line = line(through: near.map { points[$0] }, angle: centre) { lines.append(line) }
        }
        return lines
    }

    /// One point per pixel of length.
    static func resampled(_ contour: [Point]) -> [Point] {
        let perimeter = Polygon.perimeter(contour)
        let count = Int(perimeter)
        guard count >= 8, var previous = contour.last else { return contour }
        let step = perimeter / Double(count)
        var result: [Point] = []
        var carried = 0.0
        for vertex in contour {
            let length = vertex.distance(to: previous)
            var position = step - carried
            while position <= length {
                result.append(previous + (vertex - previous) * (position / max(length, 1e-12)))
                position += step
            }
            carried = length - (position - step)
            previous = vertex
        }
        return result
    }

    /// Outward normal at each point, from the chord of its neighbours on both sides.
    private static func normals(_ points: [Point]) -> [Double] {
        let count = points.count
        let reach = min(12, max(2, count / 40))
        let outward = Polygon.signedArea(points) > 0 ? 1.0 : -1.0
        return points.indices.map { index in
            let chord = points[(index + reach) % count] - points[(index + count - reach) % count]
            return atan2(-chord.x * outward, chord.y * outward)
        }
    }

    private static func smoothedHistogram(_ angles: [Double]) -> [Double] {
        var counts = [Double](repeating: 0, count: bins)
        for angle in angles { counts[Int(Angle.positive(angle) / (2 * .pi) * Double(bins)) % bins] += 1 }
        let sigma = 3.0
        let kernel = (-9...9).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        return counts.indices.map { index in
            kernel.indices.reduce(0) { $0 + kernel[$1] * counts[(index + $1 - 9 + bins) % bins] }
        }
    }

    /// Local maxima, the strongest first, none within 18 degrees of a stronger one.
    private static func peaks(_ histogram: [Double]) -> [Int] {
        let maxima = histogram.indices.filter { index in
            histogram[index] > 0 && histogram[index] >= histogram[(index + 1) % bins]
                && histogram[index] > histogram[(index + bins - 1) % bins]
        }
        var chosen: [Int] = []
        for peak in maxima.sorted(by: { (histogram[$0], $1) > (histogram[$1], $0) }) {
            let isFree = chosen.allSatisfy { other in
                let gap = abs(peak - other)
                return min(gap, bins - gap) >= 18
            }
            if isFree { chosen.append(peak) }
        }
        return chosen
    }

    /// Least squares with points far from the line left out, three times over.
    private static func line(through points: [Point], angle: Double) -> FacetLine? {
        guard points.count >= 4 else { return nil }
        var line = FacetLine(angle: angle, offset: 0)
        let offsets = points.map { line.normal.dot($0) }.sorted()
        line.offset = offsets[offsets.count / 2]
        for tolerance in [4.0, 2.0, 1.5] {
            let near = points.filter { abs(line.distance(of: $0)) < tolerance }
            guard near.count >= 4 else { return line }
            let centre = near.reduce(.zero, +) * (1 / Double(near.count))
            var along = 0.0
            var across = 0.0
            for point in near {
                let t = line.tangent.dot(point - centre)
                along += t * t
                across += t * line.normal.dot(point - centre)
            }
            guard along > 1 else { return line }
            // p = centre + t (tangent + slope normal): the normal turns back by the slope.
            line.angle -= atan(across / along)
            line.offset = line.normal.dot(centre)
        }
        return line
    }
}

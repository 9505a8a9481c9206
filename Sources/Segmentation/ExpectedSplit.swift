import Imaging

/// Tells which silhouettes are the crystals known from before, and parts those that have grown together by what they
/// were before contact.
struct ExpectedSplit {
    /// A part of a silhouette with the crystal that it is.
    struct Piece {
        var silhouette: Silhouette
        var expectedID: Int?
        var touching: [Int]
    }

    private let expected: [ExpectedCrystal]
    private let labels: [Int32]
    private let areas: [Int]
    private let width: Int

    /// - Parameter expected: polygons in coordinates of the working picture.
    init(expected: [ExpectedCrystal], width: Int, height: Int) {
        self.expected = expected
        self.width = width
        var labels = [Int32](repeating: -1, count: expected.isEmpty ? 0 : width * height)
        var areas = [Int](repeating: 0, count: expected.count)
        for (index, crystal) in expected.enumerated() {
            PolygonRaster.forEachPixel(of: crystal.polygon, width: width, height: height) { x, y in
                areas[index] += 1
                if labels[y * width + x] < 0 { labels[y * width + x] = Int32(index) }
            }
        }
        self.labels = labels
        self.areas = areas
    }

    func pieces(of silhouettes: [Silhouette]) throws(SegmentationError) -> [Piece] {
        guard !expected.isEmpty else {
            return silhouettes.map { Piece(silhouette: $0, expectedID: nil, touching: []) }
        }
        let overlaps = silhouettes.map(overlap)
        // Every known crystal is sought in the silhouette that covers most of it.
        var members = [[Int]](repeating: [], count: silhouettes.count)
        for index in expected.indices {
            let best = silhouettes.indices.max { overlaps[$0][index, default: 0] < overlaps[$1][index, default: 0] }
            guard let best, let shared = overlaps[best][index], shared > 0 else { continue }
            let smaller = min(areas[index], silhouettes[best].area)
            if Double(shared) >= 0.4 * Double(smaller) { members[best].append(index) }
        }
        var result: [Piece] = []
        for (index, silhouette) in silhouettes.enumerated() {
            switch members[index].count {
            case 0: result.append(Piece(silhouette: silhouette, expectedID: nil, touching: []))
            case 1: result += try withoutAttachments(silhouette, member: members[index][0])
            default: result += split(silhouette, members: members[index])
            }
        }
        return result
    }

    private func overlap(_ silhouette: Silhouette) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        let box = silhouette.box
        for y in 0..<box.height {
            for x in 0..<box.width where silhouette.inside.values[y * box.width + x] != 0 {
                let label = labels[(box.y + y) * width + box.x + x]
                if label >= 0 { counts[Int(label), default: 0] += 1 }
            }
        }
        return counts
    }

    /// Each pixel goes to the crystal whose predicted outline is nearest.
    private func split(_ silhouette: Silhouette, members: [Int]) -> [Piece] {
        let box = silhouette.box
        let polygons = members.map { expected[$0].polygon }
        var masks = members.map { _ in Mask(width: box.width, height: box.height) }
        for y in 0..<box.height {
            for x in 0..<box.width where silhouette.inside.values[y * box.width + x] != 0 {
                let point = Point(x: Double(box.x + x), y: Double(box.y + y))
                var best = (distance: Double.infinity, member: 0)
                for (member, polygon) in polygons.enumerated() {
                    let distance = PolygonRaster.signedDistance(from: point, to: polygon)
                    if distance < best.distance { best = (distance, member) }
                }
                masks[best.member].values[y * box.width + x] = 255
            }
        }
        return members.indices.map { member in
            let others = members.indices.filter { $0 != member }.map { expected[members[$0]].id }.sorted()
            return Piece(
                silhouette: silhouette.replacing(masks[member]), expectedID: expected[members[member]].id,
                touching: others)
        }
    }

    /// Cuts off what sticks out of one side of a known crystal by more than it can have grown: a floater that passes,
    /// or a neighbour that has just nucleated. Growth shows all around.
    private func withoutAttachments(_ silhouette: Silhouette, member: Int) throws(SegmentationError) -> [Piece] {
        let crystal = expected[member]
        let margin = max(4, 0.08 * Double(areas[member]).squareRoot())
        let box = silhouette.box
        var beyond = Mask(width: box.width, height: box.height)
        var count = 0
        for y in 0..<box.height {
            for x in 0..<box.width where silhouette.inside.values[y * box.width + x] != 0 {
                if labels[(box.y + y) * width + box.x + x] == Int32(member) { continue }
                let point = Point(x: Double(box.x + x), y: Double(box.y + y))
                if PolygonRaster.signedDistance(from: point, to: crystal.polygon) > margin {
                    beyond.values[y * box.width + x] = 255
                    count += 1
                }
            }
        }
        let own = Piece(silhouette: silhouette, expectedID: crystal.id, touching: [])
        guard count >= 4 * SilhouetteFinder.leastArea else { return [own] }
        let regions = try beyond.components()
        var remaining = silhouette.inside
        var result: [Piece] = []
        for region in regions.regions where isAttachment(region, regions, box, crystal) {
            var mask = Mask(width: box.width, height: box.height)
            for index in regions.labels.indices where regions.labels[index] == region.label {
                mask.values[index] = 255
                remaining.values[index] = 0
            }
            result.append(Piece(silhouette: silhouette.replacing(mask), expectedID: nil, touching: [crystal.id]))
        }
        guard !result.isEmpty else { return [own] }
        // What was cut off leaves its foot within the margin.
        var trimmed = own
        trimmed.silhouette = silhouette.replacing(remaining)
        return [trimmed] + result
    }

    /// An attachment covers less than a third of the directions in which the crystal is seen from its centre, and
    /// sticks out: growth that is faster than expected on one facet makes a strip, long for its depth.
    private func isAttachment(
        _ region: Components.Region, _ regions: Components, _ box: PixelRect, _ crystal: ExpectedCrystal
    ) -> Bool {
        guard region.area >= 4 * SilhouetteFinder.leastArea else { return false }
        let centre = Polygon.centroid(crystal.polygon)
        var sectors = [Bool](repeating: false, count: 36)
        var deepest = 0.0
        var nearest = Double.infinity
        for y in 0..<region.box.height {
            for x in 0..<region.box.width {
                let column = region.box.x + x
                let row = region.box.y + y
                guard regions.labels[row * regions.width + column] == region.label else { continue }
                let point = Point(x: Double(box.x + column), y: Double(box.y + row))
                let depth = PolygonRaster.signedDistance(from: point, to: crystal.polygon)
                deepest = max(deepest, depth)
                nearest = min(nearest, depth)
                let angle = atan2Degrees(point.y - centre.y, point.x - centre.x)
                sectors[min(35, Int(angle / 10))] = true
            }
        }
        return sectors.count { $0 } <= 12 && deepest - nearest > 0.6 * Double(region.area).squareRoot()
    }
}

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

    private let width: Int
    private let height: Int
    private var expected: [ExpectedCrystal] = []
    /// Number in `expected` of the crystal at each pixel; -1: none.
    private var labels: [Int32]
    /// The pixels that have a label.
    private var labelled: [PixelRun] = []
    private var areas: [Int] = []

    /// Size of the working picture.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        labels = [Int32](repeating: -1, count: width * height)
    }

    /// Takes the crystals of the next frame, in coordinates of the working picture.
    mutating func expect(_ crystals: [ExpectedCrystal]) {
        for run in labelled {
            for place in run.row * width + run.start..<run.row * width + run.end { labels[place] = -1 }
        }
        expected = crystals
        labelled = []
        areas = [Int](repeating: 0, count: crystals.count)
        for (index, crystal) in crystals.enumerated() {
            let runs = PolygonRaster.runs(of: crystal.polygon, width: width, height: height)
            for run in runs {
                areas[index] += run.end - run.start
                let row = run.row * width
                for place in row + run.start..<row + run.end where labels[place] < 0 { labels[place] = Int32(index) }
            }
            labelled += runs
        }
    }

    func pieces(of silhouettes: [Silhouette]) -> [Piece] {
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
            case 1: result += withoutAttachments(silhouette, member: members[index][0])
            default: result += split(silhouette, members: members[index])
            }
        }
        return result
    }

    private func overlap(_ silhouette: Silhouette) -> [Int: Int] {
        var counts = [Int](repeating: 0, count: expected.count)
        let box = silhouette.box
        for run in silhouette.inside.runs() {
            let row = (box.y + run.row) * width + box.x
            for label in labels[row + run.start..<row + run.end] where label >= 0 { counts[Int(label)] += 1 }
        }
        let shared = counts.enumerated().filter { $0.element > 0 }
        return Dictionary(uniqueKeysWithValues: shared.map { ($0.offset, $0.element) })
    }

    /// Each pixel goes to the crystal whose predicted outline is nearest.
    private func split(_ silhouette: Silhouette, members: [Int]) -> [Piece] {
        let box = silhouette.box
        let polygons = members.map { expected[$0].polygon }
        var masks = members.map { _ in Mask(width: box.width, height: box.height) }
        for run in silhouette.inside.runs() {
            for x in run.start..<run.end {
                let point = Point(x: Double(box.x + x), y: Double(box.y + run.row))
                var best = (distance: Double.infinity, member: 0)
                for (member, polygon) in polygons.enumerated() {
                    let distance = Polygon.signedDistance(from: point, to: polygon)
                    if distance < best.distance { best = (distance, member) }
                }
                masks[best.member].values[run.row * box.width + x] = 255
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
    private func withoutAttachments(_ silhouette: Silhouette, member: Int) -> [Piece] {
        let crystal = expected[member]
        let margin = max(4, 0.08 * Double(areas[member]).squareRoot())
        let box = silhouette.box
        var beyond = Mask(width: box.width, height: box.height)
        var count = 0
        for run in silhouette.inside.runs() {
            let y = run.row
            for x in run.start..<run.end {
                if labels[(box.y + y) * width + box.x + x] == Int32(member) { continue }
                let point = Point(x: Double(box.x + x), y: Double(box.y + y))
                if Polygon.signedDistance(from: point, to: crystal.polygon) > margin {
                    beyond.values[y * box.width + x] = 255
                    count += 1
                }
            }
        }
        let own = Piece(silhouette: silhouette, expectedID: crystal.id, touching: [])
        guard count >= 4 * SilhouetteFinder.leastArea else { return [own] }
        var remaining = silhouette.inside
        var result: [Piece] = []
        let whole = PixelRect(x: 0, y: 0, width: box.width, height: box.height)
        for region in Components(beyond).regions where isAttachment(region, box, crystal) {
            remaining.clear(region.runs)
            let mask = Components.cut(region, box: whole)
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
    private func isAttachment(_ region: Components.Region, _ box: PixelRect, _ crystal: ExpectedCrystal) -> Bool {
        guard region.area >= 4 * SilhouetteFinder.leastArea else { return false }
        let centre = Polygon.centroid(crystal.polygon)
        var sectors = [Bool](repeating: false, count: 36)
        var deepest = 0.0
        var nearest = Double.infinity
        for run in region.runs {
            for x in run.start..<run.end {
                let point = Point(x: Double(box.x + x), y: Double(box.y + run.row))
                let depth = Polygon.signedDistance(from: point, to: crystal.polygon)
                deepest = max(deepest, depth)
                nearest = min(nearest, depth)
                let angle = atan2Degrees(point.y - centre.y, point.x - centre.x)
                sectors[min(35, Int(angle / 10))] = true
            }
        }
        return sectors.count { $0 } <= 12 && deepest - nearest > 0.6 * Double(region.area).squareRoot()
    }
}

import Imaging

/// The connected regions of a mask, as the runs of pixels that they consist of: masks are empty nearly everywhere, so
/// that nothing has to be done for every pixel of the picture.
struct Components: Sendable {
    struct Region: Sendable {
        let box: PixelRect
        let area: Int
        /// Zero regions that it encloses (4-connected).
        let holes: Int
        /// Stretches of its pixels from the top, from the left.
        let runs: [PixelRun]
    }

    let width: Int
    let height: Int
    /// In the order of their first pixels.
    let regions: [Region]

    /// 8-connected regions.
    init(_ mask: Mask) {
        width = mask.width
        height = mask.height
        let runs = mask.runs()
        regions = Self.regions(runs, RunGroups(runs))
    }

    private static func regions(_ runs: [PixelRun], _ groups: RunGroups) -> [Region] {
        var members: [[PixelRun]] = []
        var contacts: [Int] = []
        var places = [Int](repeating: -1, count: runs.count)
        for (index, run) in runs.enumerated() {
            let root = groups.root(of: index)
            if places[root] < 0 {
                places[root] = members.count
                members.append([])
                contacts.append(0)
            }
            members[places[root]].append(run)
            contacts[places[root]] += groups.contacts[index]
        }
        return members.indices.map { region(members[$0], contacts: contacts[$0]) }
    }

    private static func region(_ runs: [PixelRun], contacts: Int) -> Region {
        var left = Int.max
        var right = Int.min
        var area = 0
        for run in runs {
            left = min(left, run.start)
            right = max(right, run.end)
            area += run.end - run.start
        }
        let top = runs.first?.row ?? 0
        let bottom = runs.last?.row ?? 0
        let box = PixelRect(x: left, y: top, width: right - left, height: bottom - top + 1)
        // Runs that touch make a graph in the plane; every cycle of it goes around a hole.
        return Region(box: box, area: area, holes: contacts - runs.count + 1, runs: runs)
    }

    /// Place in `regions` of each pixel's region, -1 where there is none.
    func labels() -> [Int32] {
        var labels = [Int32](repeating: -1, count: width * height)
        for (number, region) in regions.enumerated() {
            for run in region.runs {
                let row = run.row * width
                for index in row + run.start..<row + run.end { labels[index] = Int32(number) }
            }
        }
        return labels
    }

    /// The region alone, as a mask of a box of the picture.
    static func cut(_ region: Region, box: PixelRect) -> Mask {
        var mask = Mask(width: box.width, height: box.height)
        mask.set(region.runs, x: -box.x, y: -box.y)
        return mask
    }
}

/// Which runs belong together: those of neighbouring rows that touch, also by a corner (union-find).
private struct RunGroups {
    private var parents: [Int]
    /// For each run, how many of the row above it touches.
    private(set) var contacts: [Int]

    init(_ runs: [PixelRun]) {
        parents = Array(runs.indices)
        contacts = [Int](repeating: 0, count: runs.count)
        // The first run of the row above that may still touch.
        var above = 0
        for (index, run) in runs.enumerated() {
            while above < index, runs[above].row < run.row - 1 || isLeft(runs[above], of: run) { above += 1 }
            var other = above
            while other < index, runs[other].row == run.row - 1, runs[other].start <= run.end {
                contacts[index] += 1
                join(index, other)
                other += 1
            }
        }
    }

    /// Whether a run of the row above ends before the place where it would touch.
    private func isLeft(_ other: PixelRun, of run: PixelRun) -> Bool {
        other.row == run.row - 1 && other.end < run.start
    }

    func root(of index: Int) -> Int {
        var root = index
        while parents[root] != root { root = parents[root] }
        return root
    }

    private mutating func join(_ a: Int, _ b: Int) {
        let first = shortened(a)
        let second = shortened(b)
        // The earlier one stays: the root of a group is its first run.
        parents[max(first, second)] = min(first, second)
    }

    /// The root, with the way to it made shorter for later.
    private mutating func shortened(_ index: Int) -> Int {
        var place = index
        while parents[place] != place {
            parents[place] = parents[parents[place]]
            place = parents[place]
        }
        return place
    }
}

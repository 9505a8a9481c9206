import Foundation
import Imaging

/// Gives every mark its column and row in the grid.
enum Lattice {
    /// Starts at the mark nearest to the centre and walks from neighbour to neighbour, with steps that follow the grid's
    /// own distortion. Marks that are not where a neighbour expects them are left out.
    static func nodes(_ marks: [GridMark]) -> [GridNode] {
        guard marks.count >= 4, let (first, second) = steps(marks),
            let start = marks.indices.min(by: { marks[$0].place.length < marks[$1].place.length })
        else { return [] }
        let index = PlaceIndex(marks.map(\.place), cell: max(1, min(first.length, second.length)))
        var best: [GridNode] = []
        // Dirt in the centre must not be where the walk begins.
        let starts = [start] + marks.indices.sorted { marks[$0].place.length < marks[$1].place.length }.prefix(6)
        for start in starts {
            let nodes = walk(marks, from: start, index: index, first: first, second: second)
            if nodes.count > best.count { best = nodes }
            if 2 * best.count > marks.count { break }
        }
        return best
    }

    /// The two shortest steps between neighbours: the first along x, the second a quarter turn on.
    private static func steps(_ marks: [GridMark]) -> (Point, Point)? {
        let sample = stride(from: 0, to: marks.count, by: max(1, marks.count / 150)).map { marks[$0].place }
        var distances: [Double] = []
        var vectors: [Point] = []
        for place in sample {
            let near = nearest(8, to: place, among: marks)
            guard let nearest = near.first else { continue }
            distances.append(nearest.length)
            vectors += near
        }
        guard !distances.isEmpty else { return nil }
        let pitch = distances.sorted()[distances.count / 2]
        // All steps of about a pitch, turned into the half plane right of the y axis.
        let steps = vectors.filter { $0.length < 1.25 * pitch && $0.length > 0.75 * pitch }
        func turned(_ step: Point, by quarter: Bool) -> Point { quarter ? Point(x: -step.y, y: step.x) : step }
        // The angle modulo 90 degrees, averaged on the circle.
        var (c, s) = (0.0, 0.0)
        for step in steps {
            let angle = 4 * atan2(step.y, step.x)
            c += cos(angle)
            s += sin(angle)
        }
        guard c != 0 || s != 0 else { return nil }
        let angle = atan2(s, c) / 4
        func median(near direction: Double) -> Point? {
            let axis = Point(x: cos(direction), y: sin(direction))
            let own = steps.filter { abs($0.dot(axis)) > 0.9 * $0.length }.map { $0.dot(axis) > 0 ? $0 : $0 * -1 }
            guard own.count >= 2 else { return nil }
            return Point(x: own.map(\.x).sorted()[own.count / 2], y: own.map(\.y).sorted()[own.count / 2])
        }
        guard let first = median(near: angle), let second = median(near: angle + .pi / 2) else { return nil }
        return (first, second)
    }

    /// Steps to the nearest other marks, the shortest first.
    private static func nearest(_ count: Int, to place: Point, among marks: [GridMark]) -> [Point] {
        var near: [Point] = []
        var limit = Double.infinity
        for mark in marks {
            let step = mark.place - place
            let square = step.dot(step)
            guard square > 1, square < limit else { continue }
            near.insert(step, at: near.firstIndex { $0.dot($0) > square } ?? near.count)
            if near.count > count { near.removeLast() }
            if near.count == count, let last = near.last { limit = last.dot(last) }
        }
        return near
    }

    /// A node's column and row, or those of a cell.
    fileprivate struct Key: Hashable {
        var column: Int
        var row: Int
    }

    private static func walk(
        _ marks: [GridMark], from start: Int, index: PlaceIndex, first: Point, second: Point
    ) -> [GridNode] {
        struct Step {
            var mark: Int
            var column: Int
            var row: Int
            var first: Point
            var second: Point
        }
        var isTaken: Set<Int> = [start]
        var occupied: Set<Key> = [Key(column: 0, row: 0)]
        var waiting = [Step(mark: start, column: 0, row: 0, first: first, second: second)]
        var nodes: [GridNode] = []
        var next = 0
        while next < waiting.count {
            let here = waiting[next]
            next += 1
            nodes.append(GridNode(column: here.column, row: here.row, place: marks[here.mark].place))
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let key = Key(column: here.column + dx, row: here.row + dy)
                guard !occupied.contains(key) else { continue }
                let step = here.first * Double(dx) + here.second * Double(dy)
                let expected = marks[here.mark].place + step
                guard let found = index.nearest(to: expected, within: 0.2 * step.length), !isTaken.contains(found)
                else { continue }
                isTaken.insert(found)
                occupied.insert(key)
                // Half of what this step was different goes on to the next.
                let change = marks[found].place - expected
                let first = here.first + change * (0.5 * Double(dx))
                let second = here.second + change * (0.5 * Double(dy))
                waiting.append(Step(mark: found, column: key.column, row: key.row, first: first, second: second))
            }
        }
        return nodes
    }
}

/// Points by their place, for looking up neighbours.
struct PlaceIndex {
    private let points: [Point]
    private let cell: Double
    private var cells: [Lattice.Key: [Int]] = [:]

    init(_ points: [Point], cell: Double) {
        self.points = points
        self.cell = cell
        for (index, point) in points.enumerated() { cells[Self.key(point, cell), default: []].append(index) }
    }

    private static func key(_ point: Point, _ cell: Double) -> Lattice.Key {
        Lattice.Key(column: Int((point.x / cell).rounded(.down)), row: Int((point.y / cell).rounded(.down)))
    }

    /// - Precondition: `radius` is not above the cell's size.
    func nearest(to place: Point, within radius: Double) -> Int? {
        let key = Self.key(place, cell)
        var best: (index: Int, distance: Double)?
        for dx in -1...1 {
            for dy in -1...1 {
                for index in cells[Lattice.Key(column: key.column + dx, row: key.row + dy)] ?? [] {
                    let distance = points[index].distance(to: place)
                    if distance <= radius, distance < best?.distance ?? .infinity { best = (index, distance) }
                }
            }
        }
        return best?.index
    }
}

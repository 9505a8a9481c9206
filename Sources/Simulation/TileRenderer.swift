import Foundation
import Imaging

/// Draws the crystals of a frame on one tile of the picture: blurred coverage, and light added along edges.
///
/// Far from every edge a tile is uniform; only tiles near an edge cost cells, blur and distances.
struct TileRenderer {
    /// A rectangle of pixels, at most this long along each side.
    static let size = 32

    struct Tile {
        var body: [Float]
        var light: [Float]
        var isEmpty: Bool
    }

    let outlines: FrameOutlines
    private let distances: [SignedDistance]

    init(_ outlines: FrameOutlines) {
        self.outlines = outlines
        distances = outlines.reliefOutlines.map(SignedDistance.init)
    }

    func tile(_ rect: PixelRect) -> Tile {
        var uniformBody: Float = 0
        var uniformLight: Float = 0
        var near: [FrameOutlines.Layer] = []
        let margin = Double(outlines.blur.margin) + 1
        for layer in outlines.layers {
            switch Self.position(of: layer.outline, to: rect, margin: margin) {
            case .outside: break
            case .covers:
                uniformBody += Float(layer.body)
                uniformLight += Float(layer.light)
            case .edge: near.append(layer)
            }
        }
        let count = rect.width * rect.height
        var body = [Float](repeating: min(1, uniformBody), count: count)
        var light = [Float](repeating: uniformLight, count: count)
        if near.contains(where: { $0.body != 0 }) {
            add(coverage(of: near.map { ($0.outline, $0.body) }, rect, atMost: 1), rect, to: &body)
        }
        if near.contains(where: { $0.light != 0 }) {
            add(coverage(of: near.map { ($0.outline, $0.light) }, rect, atMost: .infinity), rect, to: &light)
        }
        let hasRelief = addRelief(rect, to: &light)
        return Tile(
            body: body, light: light,
            isEmpty: near.isEmpty && uniformBody == 0 && uniformLight == 0 && !hasRelief)
    }

    /// Blurs cells and adds them to a tile.
    private func add(_ cells: [Float], _ rect: PixelRect, to plane: inout [Float]) {
        let pixels = outlines.blur.pixels(ofCells: cells, width: rect.width, height: rect.height)
        for index in plane.indices { plane[index] += pixels[index] }
    }

    private func coverage(
        of areas: [(outline: ConvexOutline, weight: Double)], _ rect: PixelRect, atMost ceiling: Float
    ) -> [Float] {
        let blur = outlines.blur
        var coverage = PolygonCoverage(
            width: blur.cells(forPixels: rect.width), height: blur.cells(forPixels: rect.height))
        let corner = Self.corner(of: rect, margin: blur.margin)
        for area in areas where area.weight != 0 {
            let inCells = area.outline.moved(by: corner * -1).scaled(by: Double(PixelBlur.cellsPerPixel))
            coverage.add(inCells, weight: area.weight)
        }
        let values = coverage.values()
        // Outlines that no chord could divide overlap; an opaque plate on another is no darker.
        return ceiling.isFinite ? values.map { min(ceiling, $0) } : values
    }

    /// Adds rim and Becke line; false where no edge is near.
    private func addRelief(_ rect: PixelRect, to light: inout [Float]) -> Bool {
        guard let relief = outlines.relief else { return false }
        let blur = outlines.blur
        let margin = Double(blur.margin) + 1 + relief.reach
        let middle = Point(
            x: Double(rect.x) + Double(rect.width - 1) / 2, y: Double(rect.y) + Double(rect.height - 1) / 2)
        let radius = hypot(Double(rect.width), Double(rect.height)) / 2 + 1.5 * margin
        let near = distances.indices.compactMap { index in
            Self.position(of: outlines.reliefOutlines[index], to: rect, margin: margin) == .edge
                ? distances[index].near(middle, radius: radius, reach: relief.reach) : nil
        }
        guard !near.isEmpty else { return false }
        let reach = Float(relief.reach)
        let columns = blur.cells(forPixels: rect.width)
        let rows = blur.cells(forPixels: rect.height)
        let corner = Self.corner(of: rect, margin: blur.margin)
        var cells = [Float](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            let y = Float(corner.y) + (Float(row) + 0.5) / Float(PixelBlur.cellsPerPixel)
            for column in 0..<columns {
                let x = Float(corner.x) + (Float(column) + 0.5) / Float(PixelBlur.cellsPerPixel)
                cells[row * columns + column] = relief.light(
                    atDistance: Self.nearestEdge(near, x: x, y: y, reach: reach))
            }
        }
        add(cells, rect, to: &light)
        return true
    }

    /// Signed distance from the edge that is nearest: where two crystals share one, it is drawn once.
    private static func nearestEdge(_ candidates: [SignedDistance], x: Float, y: Float, reach: Float) -> Float {
        var nearest = Float.infinity
        for candidate in candidates {
            let distance = candidate(x: x, y: y, reach: reach)
            if abs(distance) < abs(nearest) { nearest = distance }
        }
        return nearest
    }

    /// Top left corner of the tile's grid of cells, in px.
    private static func corner(of rect: PixelRect, margin: Int) -> Point {
        Point(x: Double(rect.x - margin) - 0.5, y: Double(rect.y - margin) - 0.5)
    }

    private enum Position { case outside, covers, edge }

    private static func position(of outline: ConvexOutline, to rect: PixelRect, margin: Double) -> Position {
        let left = Double(rect.x) - 0.5 - margin
        let top = Double(rect.y) - 0.5 - margin
        let right = Double(rect.x + rect.width) - 0.5 + margin
        let bottom = Double(rect.y + rect.height) - 0.5 + margin
        let middle = Point(x: (left + right) / 2, y: (top + bottom) / 2)
        let half = Point(x: (right - left) / 2, y: (bottom - top) / 2)
        var covers = true
        for index in outline.vertices.indices {
            let start = outline.vertices[index]
            let along = outline.vertices[(index + 1) % outline.vertices.count] - start
            let normal = Point(x: along.y, y: -along.x) * (1 / along.length)
            let distance = normal.dot(middle - start)
            let extent = abs(normal.x) * half.x + abs(normal.y) * half.y
            // Wholly beyond one edge of a convex outline is outside of it.
            if distance >= extent { return .outside }
            if distance > -extent { covers = false }
        }
        return covers ? .covers : .edge
    }
}

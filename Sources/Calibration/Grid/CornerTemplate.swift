import Foundation
import Imaging
import Statistics

/// What the corners of a checkerboard look like on average, and each of them measured against that.
///
/// The mean picture around all corners is made the same on opposite sides, as four squares that meet are, so that it
/// cannot pull a corner to one side, however blurred it is. Each corner is then fitted by least squares:
/// value = base + slope (1 + amplitude T) + amplitude T(x - shift). Light that is uneven is so for the dark squares as
/// well as for the bright ones; a slope alone would pull every second corner one way and the others the other way.
struct CornerTemplate: Sendable {
    /// px around a corner; no other corner's edges that a neighbour does not share.
    let radius: Double
    private let perPixel: Float
    private let half: Int
    private let side: Int
    /// Row by row, for corners whose column and row add up to an even number; the others are its negative.
    private let values: [Float]

    private static let fewestSamples = 4.0
    private static let mostNodes = 800

    /// Of weighted samples.
    private struct Mean: Sendable {
        var sum = 0.0
        var weight = 0.0

        var value: Double { sum / weight }

        @inline(__always)
        mutating func add(_ value: Double, _ part: Double) {
            sum += part * value
            weight += part
        }

        mutating func add(_ other: Mean) {
            sum += other.sum
            weight += other.weight
        }
    }

    /// Shares every pixel around a node out among the four cells around it.
    private static func add(
        _ node: GridNode, of picture: FlatPicture, within radius: Double, perPixel: Double, half: Int,
        to cells: inout [Mean]
    ) {
        let side = 2 * half + 1
        picture.forEachPixel(around: node.place + picture.centre, within: radius) { value, offset in
            let (x, y) = (offset.x * perPixel + Double(half), offset.y * perPixel + Double(half))
            let (column, row) = (Int(x), Int(y))
            let (partX, partY) = (x - Double(column), y - Double(row))
            let index = row * side + column
            let value = Double(value)
            cells[index].add(value, (1 - partX) * (1 - partY))
            cells[index + 1].add(value, partX * (1 - partY))
            cells[index + side].add(value, (1 - partX) * partY)
            cells[index + side + 1].add(value, partX * partY)
        }
    }

    /// - Parameter nodes: with their places as well as they are known
    /// nil where there are too few samples, or where neighbours are not the negatives of each other: such marks are no
    /// corners of squares.
    init?(_ picture: FlatPicture, nodes: [GridNode], stepPixels: Double) {
        let radius = min(0.45 * stepPixels, 24)
        let samples = Double(min(nodes.count, Self.mostNodes)) * .pi * radius * radius
        // As fine as the samples allow, and no finer than half a pixel.
        let finest = (samples / Self.fewestSamples).squareRoot() / (2 * radius)
        let perPixel = min(2, max(0.5, finest))
        let half = Int((radius * perPixel).rounded(.up)) + 1
        let side = 2 * half + 1
        // Every corner of a large board would be more than the mean needs.
        let some = stride(from: 0, to: nodes.count, by: max(1, nodes.count / Self.mostNodes)).map { nodes[$0] }
        let empty = [Mean](repeating: Mean(), count: side * side)
        let parts = SideBySide.parts(of: some.count) { part in
            var (even, odd) = (empty, empty)
            for node in some[part] {
                if Self.sign(node) > 0 {
                    Self.add(node, of: picture, within: radius, perPixel: perPixel, half: half, to: &even)
                } else {
                    Self.add(node, of: picture, within: radius, perPixel: perPixel, half: half, to: &odd)
                }
            }
            return (even, odd)
        }
        var (even, odd) = (empty, empty)
        for part in parts {
            for index in even.indices {
                even[index].add(part.0[index])
                odd[index].add(part.1[index])
            }
        }
        var values = [Double](repeating: 0, count: side * side)
        for index in values.indices {
            let opposite = values.count - 1 - index
            let weight = even[index].weight + odd[index].weight + even[opposite].weight + odd[opposite].weight
            let sum = even[index].sum - odd[index].sum + even[opposite].sum - odd[opposite].sum
            values[index] = weight > 0 ? sum / weight : 0
        }
        self.values = values.map { Float($0) }
        (self.radius, self.perPixel, self.half, self.side) = (radius, Float(perPixel), half, side)
        guard samples > Double(side * side) else { return nil }
        let known = values.indices.filter { even[$0].weight > 0 && odd[$0].weight > 0 }
        let pairs = known.map { (even[$0].value, odd[$0].value) }
        let mean = pairs.reduce(0) { $0 + ($1.0 + $1.1) / 2 } / Double(max(1, known.count))
        let alternating = pairs.reduce(0) { $0 + pow(($1.0 - $1.1) / 2, 2) }
        let common = pairs.reduce(0) { $0 + pow(($1.0 + $1.1) / 2 - mean, 2) }
        guard common < 0.3 * alternating else { return nil }
    }

    private static func sign(_ node: GridNode) -> Float { (node.column + node.row) % 2 == 0 ? 1 : -1 }

    /// Value and derivatives by x and y at an offset of less than `radius` px from the corner.
    @inline(__always)
    private func sample(_ offset: SIMD2<Float>) -> (value: Float, slope: SIMD2<Float>) {
        let (x, y) = (offset.x * perPixel + Float(half), offset.y * perPixel + Float(half))
        let (column, row) = (Int(x), Int(y))
        let (partX, partY) = (x - Float(column), y - Float(row))
        let index = row * side + column
        let (a, b, c, d) = (values[index], values[index + 1], values[index + side], values[index + side + 1])
        return (
            (a * (1 - partX) + b * partX) * (1 - partY) + (c * (1 - partX) + d * partX) * partY,
            SIMD2((b - a) * (1 - partY) + (d - c) * partY, (c - a) * (1 - partX) + (d - b) * partX) * perPixel
        )
    }

    /// How far the corner lies from where it is expected, px; nil where the picture does not show it whole, or shows
    /// something else.
    /// - Parameter rowStep: 2 for every second row of pixels only.
    func shift(of node: GridNode, in picture: FlatPicture, rowStep: Int) -> Point? {
        let sign = Self.sign(node)
        var sums = CornerSums()
        let reach = radius - 1
        guard Self.isInside(picture, node.place, reach: reach + 1) else { return nil }
        picture.forEachPixel(around: node.place + picture.centre, within: reach, rowStep: rowStep) { value, offset in
            let place = SIMD2(Float(offset.x), Float(offset.y))
            let (mean, slope) = sample(place)
            sums.add(value: value, offset: place, mean: sign * mean, slope: slope * sign)
        }
        guard let fit = sums.fit() else { return nil }
        // Dirt, or the border of the board: less than half of what is seen is a corner.
        guard fit.amplitude > 0.4, fit.amplitude < 2.5, fit.unexplained < 0.5 else { return nil }
        return fit.shift.length < 0.3 * radius ? fit.shift : nil
    }

    private static func isInside(_ picture: FlatPicture, _ place: Point, reach: Double) -> Bool {
        let corner = place + picture.centre
        return corner.x >= reach && corner.y >= reach && corner.x <= Double(picture.width - 1) - reach
            && corner.y <= Double(picture.height - 1) - reach
    }
}

extension CornerTemplate {
    /// Rounds after the first sharpen the mean picture; what moves corners by less than this is no longer seen.
    private static let settledPixels = 2e-3
    private static let mostRounds = 4

    /// The nodes of a checkerboard measured again against their own mean picture; what is no whole corner falls out.
    static func refined(_ nodes: [GridNode], in picture: FlatPicture, stepPixels: Double) -> [GridNode] {
        // Band by band, as the picture lies in memory: from corner to corner most of what is read is in the cache then.
        func band(_ node: GridNode) -> Double { (node.place.y / stepPixels).rounded() }
        var current = nodes.sorted { (band($0), $0.place.x) < (band($1), $1.place.x) }
        for round in 0..<mostRounds {
            guard let template = CornerTemplate(picture, nodes: current, stepPixels: stepPixels) else { return [] }
            let before = current
            // The first round only brings the corners near, for which half of the pixels are enough.
            let rowStep = round == 0 ? 2 : 1
            let shifts = SideBySide.map(before.count) { template.shift(of: before[$0], in: picture, rowStep: rowStep) }
            var squares = 0.0
            let next = zip(before, shifts).compactMap { node, shift -> GridNode? in
                guard let shift else { return nil }
                squares += shift.dot(shift)
                var moved = node
                moved.place = node.place + shift
                return moved
            }
            // Hardly any of them is like the others: the mean picture is none of a corner.
            guard 2 * next.count > nodes.count else { return [] }
            current = next
            if round > 0, squares < settledPixels * settledPixels * Double(next.count) { break }
        }
        return current
    }
}

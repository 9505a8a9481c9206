import CVision
import Foundation
import Imaging
import Statistics

/// Where in a picture a wave of a given frequency is, and with which phase: the picture multiplied by the conjugate
/// wave and averaged over about a period (complex demodulation).
///
/// Cells of `cell` px; `value` of a cell is half the local amplitude times exp(i phase) of cos(2 pi f x + phase), with x
/// counted from the picture's centre.
struct CarrierMap {
    let frequency: Point
    /// px of the whole picture.
    let cell: Int
    let columns: Int
    let rows: Int
    let real: [Float]
    let imaginary: [Float]
    private let centre: Point

    /// - Parameters:
    ///   - limit: the picture's values are cut off at -limit and limit
    ///   - reduction: `picture` has its blocks of so many px averaged; a slow wave needs no fine pixels
    ///   - centre: of the whole picture, px
    /// Throws `CalibrationError.pictureFailed`.
    init(
        _ picture: FlatPicture, limit: Float, reduction: Int, centre: Point, frequency: Point
    ) throws(CalibrationError) {
        self.frequency = frequency
        self.centre = centre
        let period = 1 / frequency.length / Double(reduction)
        let block = max(2, min(Int(period / 2), min(picture.width, picture.height) / 4))
        cell = block * reduction
        columns = picture.width / block
        rows = picture.height / block
        let (cosine, sine) = try Self.demodulated(picture, limit, reduction, centre, frequency, block: block)
        let sigma = max(1, period / Double(block))
        real = try Self.blurred(cosine, columns, rows, sigma)
        imaginary = try Self.blurred(sine, columns, rows, sigma)
    }

    private static func blurred(
        _ map: [Float], _ columns: Int, _ rows: Int, _ sigma: Double
    ) throws(CalibrationError) -> [Float] {
        var result = map
        guard cvision_gaussian_blur(map, Int32(columns), Int32(rows), sigma, &result) == 0 else {
            throw .pictureFailed(picture: "picture")
        }
        return result
    }

    /// Real and imaginary part of picture x exp(-2 pi i f x), averaged over blocks.
    private static func demodulated(
        _ picture: FlatPicture, _ limit: Float, _ reduction: Int, _ centre: Point, _ frequency: Point, block: Int
    ) throws(CalibrationError) -> ([Float], [Float]) {
        let cells = (picture.width / block) * (picture.height / block)
        var real = [Float](repeating: 0, count: cells)
        var imaginary = real
        let size = Double(reduction)
        let origin = Point(x: 0.5 * size - 0.5 - centre.x, y: 0.5 * size - 0.5 - centre.y)
        guard
            cvision_demodulate(
                picture.values, Int32(picture.width), Int32(picture.height), limit,
                2 * .pi * frequency.dot(origin), 2 * .pi * frequency.x * size, 2 * .pi * frequency.y * size,
                Int32(block), &real, &imaginary) == 0
        else { throw .pictureFailed(picture: "picture") }
        return (real, imaginary)
    }

    func amplitude(_ index: Int) -> Float {
        (real[index] * real[index] + imaginary[index] * imaginary[index]).squareRoot()
    }

    /// Centre of a cell relative to the picture's centre, px.
    func place(_ index: Int) -> Point {
        Point(
            x: (Double(index % columns) + 0.5) * Double(cell) - 0.5 - centre.x,
            y: (Double(index / columns) + 0.5) * Double(cell) - 0.5 - centre.y)
    }

    /// The connected cells in which the wave has at least half of its full amplitude; the region in which its sum is
    /// largest, nil where nothing stands out.
    func strongestRegion() -> [Int]? {
        let amplitudes = (0..<columns * rows).map { amplitude($0) }
        let sample = stride(from: 0, to: amplitudes.count, by: max(1, amplitudes.count / 10_000))
            .map { Double(amplitudes[$0]) }
        guard let largest = sample.max(), largest > 0 else { return nil }
        // A speck may be stronger than the pattern: a thousandth of the field does not set the level.
        let reference = Float(OrderStatistics.ranked(sample.count - 1 - sample.count / 200, of: sample))
        let threshold = 0.45 * reference
        var isVisited = [Bool](repeating: false, count: amplitudes.count)
        var best: (sum: Float, cells: [Int]) = (0, [])
        for start in amplitudes.indices where !isVisited[start] && amplitudes[start] >= threshold {
            let cells = connected(from: start, &isVisited) { amplitudes[$0] >= threshold }
            let sum = cells.reduce(Float(0)) { $0 + amplitudes[$1] }
            if sum > best.sum { best = (sum, cells) }
        }
        return best.cells.isEmpty ? nil : best.cells
    }

    private func connected(from start: Int, _ isVisited: inout [Bool], _ belongs: (Int) -> Bool) -> [Int] {
        var cells: [Int] = []
        var waiting = [start]
        isVisited[start] = true
        while let index = waiting.popLast() {
            cells.append(index)
            let (x, y) = (index % columns, index / columns)
            for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
                guard (0..<columns).contains(x + dx), (0..<rows).contains(y + dy) else { continue }
                let next = (y + dy) * columns + x + dx
                if !isVisited[next], belongs(next) {
                    isVisited[next] = true
                    waiting.append(next)
                }
            }
        }
        return cells
    }

    /// The frequency at which the region's cells add up to the largest sum, cycles per px.
    ///
    /// That is the maximum of the region's own periodogram, next to the map's frequency: sharper than the slope of the
    /// phase from cell to cell, into which waves of nearly the same period leak.
    func coherentFrequency(over region: [Int]) -> Point {
        let step = max(1, region.count / 1500)
        let cells = stride(from: 0, to: region.count, by: step).map { region[$0] }
        let places = cells.map { place($0) }
        guard let left = places.map(\.x).min(), let right = places.map(\.x).max(),
            let top = places.map(\.y).min(), let bottom = places.map(\.y).max()
        else { return frequency }
        let values = cells.map { (real: Double(real[$0]), imaginary: Double(imaginary[$0])) }
        // A periodogram's peak is as wide as one over the region's size.
        var reach = Point(
            x: 0.6 / max(right - left, Double(cell)), y: 0.6 / max(bottom - top, Double(cell)))
        var shift = Point.zero
        for _ in 0..<5 {
            shift = Self.strongest(around: shift, reach: reach, places, values)
            reach = reach * 0.4
        }
        return frequency + shift
    }

    /// Where the periodogram of these cells is largest, on a grid of 5 x 5 shifts of the frequency.
    private static func strongest(
        around centre: Point, reach: Point, _ places: [Point], _ values: [(real: Double, imaginary: Double)]
    ) -> Point {
        let shifts = (-2...2).map { centre + reach * (Double($0) / 2) }
        // By the shift in y; lanes by the shift in x, the last three unused.
        var real = [SIMD8<Double>](repeating: .zero, count: 5)
        var imaginary = real
        for (place, value) in zip(places, values) {
            // The wave of a shift in x and y is the product of both.
            let x = turns(middle: -2 * .pi * centre.x * place.x, step: -.pi * reach.x * place.x)
            let y = turns(middle: -2 * .pi * centre.y * place.y, step: -.pi * reach.y * place.y)
            let alongX = (
                real: value.real * x.cosine - value.imaginary * x.sine,
                imaginary: value.real * x.sine + value.imaginary * x.cosine
            )
            for row in 0..<5 {
                real[row] += alongX.real * y.cosine[row] - alongX.imaginary * y.sine[row]
                imaginary[row] += alongX.real * y.sine[row] + alongX.imaginary * y.cosine[row]
            }
        }
        let powers = (0..<25).map { index in
            let (row, column) = (index / 5, index % 5)
            return real[row][column] * real[row][column] + imaginary[row][column] * imaginary[row][column]
        }
        // The centre, unless another is larger.
        let best = powers.indices.max { (powers[$0], $0 == 12 ? 1 : 0) < (powers[$1], $1 == 12 ? 1 : 0) } ?? 12
        return Point(x: shifts[best % 5].x, y: shifts[best / 5].y)
    }

    /// Cosine and sine of middle + k step for k = -2...2.
    @inline(__always)
    private static func turns(middle: Double, step: Double) -> (cosine: SIMD8<Double>, sine: SIMD8<Double>) {
        let (c, s) = (cos(middle), sin(middle))
        let (c1, s1) = (cos(step), sin(step))
        let (c2, s2) = (c1 * c1 - s1 * s1, 2 * s1 * c1)
        let cosines = SIMD8(c2, c1, 1, c1, c2, 0, 0, 0)
        let sines = SIMD8(-s2, -s1, 0, s1, s2, 0, 0, 0)
        return (c * cosines - s * sines, s * cosines + c * sines)
    }

    /// Phase of the wave at the picture's centre, from the region's sum.
    func phase(over region: [Int]) -> Double {
        var (c, s) = (0.0, 0.0)
        for index in region {
            c += Double(real[index])
            s += Double(imaginary[index])
        }
        return atan2(s, c)
    }
}

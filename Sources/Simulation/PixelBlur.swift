import Foundation

/// Gaussian blur and pixel integration in one separable step: from cells of half a pixel to pixels.
///
/// Half-pixel cells keep the error of sampling an edge before the blur below 0.002 px for a sigma of 1 px and more; the
/// two cells of a pixel are averaged, so that a pixel still integrates over its whole square.
struct PixelBlur: Sendable {
    /// Cells per pixel, along one axis.
    static let cellsPerPixel = 2

    /// Pixels needed around what is computed.
    let margin: Int
    /// Weights of the cells from `-reach` to `reach + 1` relative to a pixel's first cell.
    private let weights: [Float]
    private let reach: Int

    init(sigmaPixels: Double) {
        let cells = Double(Self.cellsPerPixel)
        let sigma = max(0, sigmaPixels) * cells
        reach = Int((5 * sigma).rounded(.up))
        margin = reach / Self.cellsPerPixel + 1
        let gaussian = Self.gaussian(sigma: sigma, reach: reach)
        var weights = [Float](repeating: 0, count: 2 * reach + 2)
        for (index, value) in gaussian.enumerated() {
            weights[index] += Float(value / 2)
            weights[index + 1] += Float(value / 2)
        }
        self.weights = weights
    }

    /// Samples of a Gaussian that sum to one. A narrow one is integrated over the cells, where samples would miss it.
    private static func gaussian(sigma: Double, reach: Int) -> [Double] {
        guard sigma > 0 else { return [1] }
        let offsets = (-reach...reach).map(Double.init)
        let values = sigma >= 0.8
            ? offsets.map { exp(-$0 * $0 / (2 * sigma * sigma)) }
            : offsets.map {
                erf(($0 + 0.5) / (sigma * 2.0.squareRoot())) - erf(($0 - 0.5) / (sigma * 2.0.squareRoot()))
            }
        let sum = values.reduce(0, +)
        return values.map { $0 / sum }
    }

    /// Size of the grid of cells for a tile of pixels with its margin.
    func cells(forPixels count: Int) -> Int { Self.cellsPerPixel * (count + 2 * margin) }

    /// Blurred pixels of a tile from its cells, margin included.
    func pixels(ofCells cells: [Float], width: Int, height: Int) -> [Float] {
        let columns = self.cells(forPixels: width)
        let rows = blurredDownColumns(cells, columns: columns, height: height)
        var result = [Float](repeating: 0, count: width * height)
        let source = rows.span
        let weights = weights.span
        var target = result.mutableSpan
        for row in 0..<height {
            let base = row * columns + 2 * margin - reach
            for column in 0..<width {
                var sum: Float = 0
                let start = base + 2 * column
                for tap in 0..<weights.count { sum += weights[tap] * source[start + tap] }
                target[row * width + column] = sum
            }
        }
        return result
    }

    /// The vertical pass goes first: it runs along the rows, which the compiler can vectorise, and leaves half of them.
    private func blurredDownColumns(_ cells: [Float], columns: Int, height: Int) -> [Float] {
        var rows = [Float](repeating: 0, count: columns * height)
        let source = cells.span
        var target = rows.mutableSpan
        for row in 0..<height {
            let first = 2 * (row + margin) - reach
            for tap in 0..<weights.count {
                let weight = weights[tap]
                let from = (first + tap) * columns
                let to = row * columns
                for column in 0..<columns { target[to + column] += weight * source[from + column] }
            }
        }
        return rows
    }
}

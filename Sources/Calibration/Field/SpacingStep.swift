import Foundation
import Imaging
import Statistics

/// A place where all marks beyond it are displaced against those before it: pictures that were stitched, marks drawn on
/// whole pixels, a slide of several pieces. No even scale fits such marks, however small their scatter is.
struct SpacingStep: Equatable {
    /// px.
    var size: Double
    /// By how much the step may change the scale at the centre: see `turn`.
    var relativeError: Double

    /// Standard errors that chance does not reach at any of some hundred places.
    private static let certain = 6.0
    /// What a ruling is good for: 0.02 %.
    private static let relevant = 2e-4
    /// A step in the middle of evenly spaced marks turns a straight line through them by 1.5 times its size over their
    /// extent; the cubic that lens distortion adds makes it 2.81 at the centre (from Legendre's polynomials P1 and P3).
    private static let turn = 2.81

    private init?(size: Double, error: Double, extent: Double) {
        self.size = size
        relativeError = extent > 0 ? Self.turn * size / extent : 0
        guard size > Self.certain * error, relativeError > Self.relevant else { return nil }
    }

    // MARK: - Rulings

    private static let neighbours = 3
    /// Standard deviation of the difference of two medians of three, in those of a value.
    private static let errorOfMedians = 0.67 * 2.0.squareRoot()

    /// The largest step in a row of lines.
    ///
    /// - Parameters:
    ///   - residuals: measured minus fitted, in the order of the lines, px
    ///   - extent: from the first line to the last, px
    static func largest(ofLines residuals: [Double], extent: Double) -> SpacingStep? {
        guard residuals.count >= 4 * neighbours else { return nil }
        let noise = scatter(zip(residuals, residuals.dropFirst()).map { $1 - $0 })
        let steps = (neighbours...residuals.count - neighbours).compactMap { place -> SpacingStep? in
            let before = OrderStatistics.median(Array(residuals[place - neighbours..<place]))
            let after = OrderStatistics.median(Array(residuals[place..<place + neighbours]))
            return SpacingStep(size: abs(after - before), error: errorOfMedians * noise, extent: extent)
        }
        return steps.max { $0.size < $1.size }
    }

    /// Of values whose differences these are.
    private static func scatter(_ differences: [Double]) -> Double {
        OrderStatistics.scale(ofResiduals: differences, fittedCoefficients: 1) / 2.0.squareRoot()
    }

    // MARK: - Grids

    private static let fewestPairs = 4

    /// The largest step between neighbouring columns or rows of a grid.
    static func largest(ofNodes nodes: [GridNode], residuals: [Point], stepPixels: Double) -> SpacingStep? {
        var places: [Place: Int] = [:]
        for (index, node) in nodes.enumerated() { places[Place(column: node.column, row: node.row)] = index }
        func differences(columns: Int, rows: Int) -> [Int: [Point]] {
            var result: [Int: [Point]] = [:]
            for (index, node) in nodes.enumerated() {
                let next = Place(column: node.column + columns, row: node.row + rows)
                guard let neighbour = places[next] else { continue }
                result[columns > 0 ? node.column : node.row, default: []].append(residuals[neighbour] - residuals[index])
            }
            return result
        }
        let directions = [differences(columns: 1, rows: 0), differences(columns: 0, rows: 1)]
        // Where every row is displaced, the neighbours within a row still show the noise.
        let noise = directions.compactMap { direction -> Double? in
            let all = direction.values.flatMap { $0.flatMap { [$0.x, $0.y] } }
            return all.count >= 2 * fewestPairs ? scatter(all) : nil
        }.min() ?? 0
        let steps = directions.flatMap { direction -> [SpacingStep] in
            direction.values.filter { $0.count >= fewestPairs }.compactMap { pairs in
                let step = Point(x: OrderStatistics.median(pairs.map(\.x)), y: OrderStatistics.median(pairs.map(\.y)))
                // Of a median of so many differences.
                let error = 1.2533 * noise * (2 / Double(pairs.count)).squareRoot()
                return SpacingStep(
                    size: step.length, error: error, extent: Double(direction.count) * stepPixels)
            }
        }
        return steps.max { $0.size < $1.size }
    }

    private struct Place: Hashable {
        var column: Int
        var row: Int
    }
}

extension SpacingStep {
    var warning: CalibrationWarning {
        let text = String(format: "%.2f", size)
        let percent = String(format: "%.2f", 100 * relativeError)
        return CalibrationWarning(
            code: "uneven_marks",
            sentence: "the marks are displaced by \(text) px from one place on: was the picture stitched or resized, or is "
                + "the slide uneven? The errors were widened by the \(percent) % that this may change the scale by")
    }
}

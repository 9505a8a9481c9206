import Foundation
import Statistics

/// All pieces of a ruling's lines by one smooth law, u = offset + pitch k + lean v and a bend, without those that dirt has
/// moved.
struct PieceFit {
    /// Line k runs through u = offset + pitch k at v = 0, but for the bend.
    private(set) var offset: Double
    private(set) var pitch: Double
    /// du/dv of the line in the middle.
    private(set) var lean: Double
    private(set) var bend = RulingBend()
    private(set) var isInlier: [Bool]

    /// nil where the pieces do not determine it.
    init?(_ pieces: [LinePositions.Piece]) {
        let numbers = pieces.map { Double($0.number) }
        guard let first = numbers.min(), let last = numbers.max(), last > first else { return nil }
        let middle = ((first + last) / 2).rounded()
        let half = (last - first) / 2
        let x = numbers.map { ($0 - middle) / half }
        let middleV = OrderStatistics.median(pieces.map(\.v))
        let v = pieces.map { $0.v - middleV }
        var columns = [x.map { _ in 1 }, x, v]
        if Int(last - first) >= RulingFit.fewestForDistortion {
            columns += [x.map { $0 * $0 }, x.map { $0 * $0 * $0 }, zip(x, v).map { $0 * $1 }]
        }
        let typical = OrderStatistics.median(pieces.map(\.error))
        // A floor keeps a few pieces that happen to look noiseless from ruling the fit.
        guard
            let fit = RobustRegression.fit(
                design: Matrix(columns: columns), response: pieces.map(\.u),
                noiseScale: pieces.map { max($0.error, 0.5 * typical) })
        else { return nil }
        let b = fit.coefficients
        pitch = b[1] / half
        lean = b[2]
        offset = b[0] - pitch * middle - lean * middleV
        isInlier = fit.isInlier
        if b.count > 3 {
            bend = RulingBend(
                middleLine: middle, halfCount: half, square: b[3], cube: b[4], fan: b[5], middleV: middleV)
        }
    }
}

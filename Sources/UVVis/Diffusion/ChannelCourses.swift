import Foundation
import Statistics

/// Courses over time in every channel: what the unmixing leaves of the data, and of the influence of stray light.
///
/// Held spectrum by spectrum, with a weight of 0 where a channel is not used: sums over the times of all channels go
/// through memory in its order, which a series of a thousand spectra of a thousand channels is felt to need.
struct ChannelCourses {
    /// 1 / variance; one list per time, one value per channel.
    private var weights: [[Double]] = []
    private var data: [[Double]] = []
    private var influence: [[Double]] = []
    private let channels: Int

    /// At the times that have a moment.
    init(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, strayLightFraction fraction: Double) {
        channels = unmixing.spectra.wavelengths.count
        let none = Array(repeating: 0.0, count: channels)
        var amounts: [[Double]] = []
        for (absorbances, moment) in zip(unmixing.spectra.absorbances, beam.moments) {
            guard let moment else { continue }
            let projection = moment.projection
            var seen = moment.bend(strayLightFraction: fraction)
            for (j, channel) in projection.channels.enumerated() { seen[j] = absorbances[channel] - seen[j] }
            let left = projection.remainder(seen)
            let leftOfInfluence = projection.remainder(moment.strayLightDerivatives(at: fraction))
            var (row, rowOfInfluence, rowOfWeights) = (none, none, none)
            for (j, channel) in projection.channels.enumerated() {
                row[channel] = left[j]
                rowOfInfluence[channel] = leftOfInfluence[j]
                rowOfWeights[channel] = projection.weights[j]
            }
            data.append(row)
            influence.append(rowOfInfluence)
            weights.append(rowOfWeights)
            amounts.append(moment.amounts)
        }
        removeOwnCourse(Self.columns(amounts))
    }

    /// A constant and the amounts of the species, about their mean in units of their scatter; one list per time.
    private static func columns(_ amounts: [[Double]]) -> [[Double]] {
        let species = amounts.first?.count ?? 0
        let count = Double(max(1, amounts.count))
        let means = (0..<species).map { k in amounts.reduce(0) { $0 + $1[k] } / count }
        let scatter = means.indices.map { k in
            (amounts.reduce(0) { $0 + ($1[k] - means[k]) * ($1[k] - means[k]) } / count).squareRoot()
        }
        return amounts.map { row in [1] + row.indices.map { (row[$0] - means[$0]) / max(scatter[$0], 1e-300) } }
    }

    /// Takes off what is constant or goes with the amounts of the species, in every channel by itself. Channels in which
    /// that leaves too little are used no more.
    private mutating func removeOwnCourse(_ columns: [[Double]]) {
        guard let count = columns.first?.count else { return }
        let none = Array(repeating: 0.0, count: channels)
        var uses = none
        var products = Array(repeating: Array(repeating: none, count: count), count: count)
        var (ofData, ofInfluence) = (Array(repeating: none, count: count), Array(repeating: none, count: count))
        for i in columns.indices {
            for j in 0..<channels where weights[i][j] > 0 { uses[j] += 1 }
            for a in 0..<count {
                let weighted = weights[i].map { $0 * columns[i][a] }
                Self.add(weighted, data[i], to: &ofData[a])
                Self.add(weighted, influence[i], to: &ofInfluence[a])
                for b in 0...a { addMultiple(columns[i][b], of: weighted, to: &products[a][b]) }
            }
        }
        let isSolved = Self.solve(products, &ofData, &ofInfluence)
        let isUsed = isSolved.indices.map { isSolved[$0] && uses[$0] > Double(count + 2) }
        for i in columns.indices {
            for j in 0..<channels where !isUsed[j] { weights[i][j] = 0 }
            for a in 0..<count {
                addMultiple(-columns[i][a], of: ofData[a], to: &data[i])
                addMultiple(-columns[i][a], of: ofInfluence[a], to: &influence[i])
            }
        }
    }

    /// Normal equations of all channels at once, by elimination: they are symmetric, and positive where the columns do not
    /// depend on each other. Two lists of right sides become solutions.
    ///
    /// - Parameter gram: lower triangles; one value per channel.
    /// - Returns: whether a channel has a solution; where not, it is given one of 0.
    private static func solve(_ gram: [[[Double]]], _ one: inout [[Double]], _ other: inout [[Double]]) -> [Bool] {
        var products = gram
        var isSolved = gram[0][0].map { _ in true }
        for a in gram.indices {
            for j in isSolved.indices where !(products[a][a][j] > leastPivot * gram[a][a][j]) {
                isSolved[j] = false
                products[a][a][j] = .infinity
            }
            for b in gram.indices.dropFirst(a + 1) {
                let factors = zip(products[b][a], products[a][a]).map { -$0 / $1 }
                for c in a + 1...b { add(factors, products[c][a], to: &products[b][c]) }
                add(factors, one[a], to: &one[b])
                add(factors, other[a], to: &other[b])
            }
        }
        for a in gram.indices.reversed() {
            for b in gram.indices.dropFirst(a + 1) {
                let negative = products[b][a].map { -$0 }
                add(negative, one[b], to: &one[a])
                add(negative, other[b], to: &other[a])
            }
            for j in isSolved.indices {
                one[a][j] /= products[a][a][j]
                other[a][j] /= products[a][a][j]
            }
        }
        return isSolved
    }

    /// Of the square that a column leaves beside the others: less is rounding.
    private static let leastPivot = 1e-10

    private static func add(_ factors: [Double], _ values: [Double], to sums: inout [Double]) {
        for j in 0..<min(sums.count, values.count, factors.count) { sums[j] += factors[j] * values[j] }
    }

    /// Slope of the data on the influence; nil where there is none.
    ///
    /// Neighbouring channels and consecutive spectra may share their errors, which the photometric ones do not know: the
    /// variance is that of sums over whole spectra and over whole channels (Cameron, Gelbach and Miller 2011, J. Bus.
    /// Econ. Stat. 29, 238), and no less than that of independent values.
    var regression: (slope: Double, variance: Double, square: Double)? {
        var (product, square) = (0.0, 0.0)
        for i in weights.indices {
            for j in 0..<channels {
                let leverage = weights[i][j] * influence[i][j]
                product += leverage * data[i][j]
                square += leverage * influence[i][j]
            }
        }
        guard square > 0 else { return nil }
        let slope = product / square
        var byChannel = Array(repeating: 0.0, count: channels)
        var (byTime, single, misfit, count) = (0.0, 0.0, 0.0, 0.0)
        for i in weights.indices {
            var sum = 0.0
            for j in 0..<channels where weights[i][j] > 0 {
                let residual = data[i][j] - slope * influence[i][j]
                let score = weights[i][j] * influence[i][j] * residual
                sum += score
                byChannel[j] += score
                single += score * score
                misfit += weights[i][j] * residual * residual
                count += 1
            }
            byTime += sum * sum
        }
        let clustered = (byTime + byChannel.reduce(0) { $0 + $1 * $1 } - single) / (square * square)
        return (slope, max(clustered, misfit / max(1, count) / square), square)
    }

    /// The influence that is left at the k-th time, in some channels.
    func influence(_ k: Int, in some: [Int]) -> [Double] { some.map { weights[k][$0] > 0 ? influence[k][$0] : 0 } }
}

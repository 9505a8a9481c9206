import Foundation
import Statistics

/// Courses over time in every channel: what the unmixing leaves of the data, and of the influence of stray light.
///
/// Held spectrum by spectrum, with a weight of 0 where a channel is not used: sums over the times of all channels go
/// through memory in its order, which a series of a thousand spectra of a thousand channels is felt to need.
struct ChannelCourses {
    private var spectra: [Spectrum]
    private let channels: Int

    /// One time; one value per channel.
    private struct Spectrum {
        /// 1 / variance.
        var weights: [Double]
        var data: [Double]
        var influence: [Double]
    }

    /// At the times that have a moment.
    init(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, strayLightFraction fraction: Double) {
        let channels = unmixing.spectra.wavelengths.count
        let bend = beam.bend(strayLightFraction: fraction)
        let derivatives = beam.strayLightDerivatives(at: fraction)
        self.channels = channels
        spectra = SideBySide.map(beam.moments.count) { i -> Spectrum? in
            guard let moment = beam.moments[i] else { return nil }
            let projection = moment.projection
            let absorbances = unmixing.spectra.absorbances[i]
            var seen = bend.values(moment, at: i)
            for j in seen.indices { seen[j] = absorbances[projection.channels[j]] - seen[j] }
            let left = projection.remainder(seen)
            let leftOfInfluence = projection.remainder(derivatives.values(moment, at: i))
            func spread(_ values: [Double]) -> [Double] {
                var all = Array(repeating: 0.0, count: channels)
                for j in values.indices { all[projection.channels[j]] = values[j] }
                return all
            }
            return Spectrum(
                weights: spread(projection.weights), data: spread(left), influence: spread(leftOfInfluence))
        }.compactMap(\.self)
        removeOwnCourse(Self.columns(beam.moments.compactMap { $0?.amounts }))
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
        let before = spectra
        let empty = NormalEquations(count: count, channels: channels)
        let sums = SideBySide.parts(of: before.count) { part in
            part.reduce(into: empty) { $0.add(before[$1], columns[$1]) }
        }
        var all = sums.reduce(into: empty) { $0.add($1) }
        let isSolved = Self.solve(all.products, &all.ofData, &all.ofInfluence)
        let isUsed = isSolved.indices.map { isSolved[$0] && all.uses[$0] > Double(count + 2) }
        let found = all
        spectra = SideBySide.map(before.count) { i in
            var spectrum = before[i]
            for j in isUsed.indices where !isUsed[j] { spectrum.weights[j] = 0 }
            for a in 0..<count {
                addMultiple(-columns[i][a], of: found.ofData[a], to: &spectrum.data)
                addMultiple(-columns[i][a], of: found.ofInfluence[a], to: &spectrum.influence)
            }
            return spectrum
        }
    }

    /// Of every channel, from some of the times.
    private struct NormalEquations {
        /// Times at which the channel is used.
        var uses: [Double]
        /// Lower triangles.
        var products: [[[Double]]]
        var ofData: [[Double]]
        var ofInfluence: [[Double]]

        init(count: Int, channels: Int) {
            uses = Array(repeating: 0, count: channels)
            ofData = Array(repeating: uses, count: count)
            ofInfluence = ofData
            products = Array(repeating: ofData, count: count)
        }

        /// - Parameter columns: at the time of the spectrum.
        mutating func add(_ spectrum: Spectrum, _ columns: [Double]) {
            for j in uses.indices where spectrum.weights[j] > 0 { uses[j] += 1 }
            for a in columns.indices {
                let weighted = spectrum.weights.map { $0 * columns[a] }
                ChannelCourses.add(weighted, spectrum.data, to: &ofData[a])
                ChannelCourses.add(weighted, spectrum.influence, to: &ofInfluence[a])
                for b in 0...a { addMultiple(columns[b], of: weighted, to: &products[a][b]) }
            }
        }

        mutating func add(_ other: NormalEquations) {
            addMultiple(1, of: other.uses, to: &uses)
            for a in ofData.indices {
                addMultiple(1, of: other.ofData[a], to: &ofData[a])
                addMultiple(1, of: other.ofInfluence[a], to: &ofInfluence[a])
                for b in 0...a { addMultiple(1, of: other.products[a][b], to: &products[a][b]) }
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
        let products = SideBySide.map(spectra.count) { i in
            let leverage = zip(spectra[i].weights, spectra[i].influence).map { $0 * $1 }
            return (dotProduct(leverage, spectra[i].data), dotProduct(leverage, spectra[i].influence))
        }
        let square = products.reduce(0) { $0 + $1.1 }
        guard square > 0 else { return nil }
        let slope = products.reduce(0) { $0 + $1.0 } / square
        let none = Scatter(byChannel: Array(repeating: 0, count: channels))
        let scatter = SideBySide.parts(of: spectra.count) { part in
            part.reduce(into: none) { $0.add(spectra[$1], slope: slope) }
        }.reduce(into: none) { $0.add($1) }
        let byChannel = scatter.byChannel.reduce(0) { $0 + $1 * $1 }
        let clustered = (scatter.byTime + byChannel - scatter.single) / (square * square)
        return (slope, max(clustered, scatter.misfit / max(1, scatter.count) / square), square)
    }

    /// Sums over some of the times of what the slope leaves.
    private struct Scatter {
        /// Leverage times residual.
        var byChannel: [Double]
        /// Squares of the sums over whole spectra, and of every value.
        var (byTime, single) = (0.0, 0.0)
        var (misfit, count) = (0.0, 0.0)

        init(byChannel: [Double]) { self.byChannel = byChannel }

        mutating func add(_ spectrum: Spectrum, slope: Double) {
            var sum = 0.0
            for j in byChannel.indices {
                let weight = spectrum.weights[j]
                guard weight > 0 else { continue }
                let residual = spectrum.data[j] - slope * spectrum.influence[j]
                let score = weight * spectrum.influence[j] * residual
                sum += score
                byChannel[j] += score
                single += score * score
                misfit += weight * residual * residual
                count += 1
            }
            byTime += sum * sum
        }

        mutating func add(_ other: Scatter) {
            addMultiple(1, of: other.byChannel, to: &byChannel)
            byTime += other.byTime
            single += other.single
            misfit += other.misfit
            count += other.count
        }
    }

    /// The influence that is left at the k-th time, in some channels.
    func influence(_ k: Int, in some: [Int]) -> [Double] {
        some.map { spectra[k].weights[$0] > 0 ? spectra[k].influence[$0] : 0 }
    }
}

import Foundation
import Statistics

/// Amounts of several species from their pure spectra.
public struct SpeciesUnmixing: Sendable {
    public struct Species: Sendable {
        public var name: String
        /// Relative absorptivity on the wavelengths of the series, 1 at its maximum; NaN outside of its own range.
        var shape: [Double]
    }

    /// Above, stray light bends the absorbance.
    static let highest = 1.8

    private(set) var spectra: AbsorbanceSpectra
    public let species: [Species]
    /// Those that may be used at any time.
    let channels: [Int]
    private let hasOffset: Bool
    /// Error that all times share, of the baseline that was taken off; one per time.
    private(set) var baselineErrors: [Double]

    /// - Parameter baseline: window free of solute whose mean is taken off first; nil fits a constant with the species.
    /// Throws `UVVisError.unusable` for a pure spectrum that does not overlap the series, or species of equal shape.
    public init(
        _ spectra: AbsorbanceSpectra, pure: [(name: String, spectrum: Spectrum)], baseline: ClosedRange<Double>?
    ) throws(UVVisError) {
        var corrected = spectra
        var baselineErrors = spectra.times.map { _ in 0.0 }
        if let baseline {
            let window = try spectra.trace(band: baseline, baseline: nil)
            baselineErrors = window.map(\.commonError)
            corrected.absorbances = zip(spectra.absorbances, window).map { row, base in row.map { $0 - base.absorbance } }
        }
        self.spectra = corrected
        self.baselineErrors = baselineErrors
        hasOffset = baseline == nil
        var species: [Species] = []
        for (name, spectrum) in pure {
            species.append(Species(name: name, shape: try Self.shape(spectrum, on: spectra.wavelengths)))
        }
        self.species = species
        let shapes = species.map(\.shape)
        channels = spectra.wavelengths.indices.filter { j in
            !spectra.isMasked[j] && shapes.allSatisfy { $0[j].isFinite }
        }
        guard channels.count > species.count + 2 else {
            throw .unusable(
                path: spectra.path,
                reason: "only \(channels.count) usable wavelengths lie where every pure spectrum is known")
        }
        let design = Matrix(columns: Self.columns(channels, shapes, hasOffset: baseline == nil))
        let trial = LinearLeastSquares.fit(design: design, response: Array(repeating: 0, count: channels.count))
        guard trial.success else {
            throw .unusable(
                path: spectra.path, reason: "the pure spectra have the same shape: their species cannot be told apart")
        }
    }

    private static func shape(_ spectrum: Spectrum, on wavelengths: [Double]) throws(UVVisError) -> [Double] {
        let values = wavelengths.map { wavelength -> Double in
            guard let value = spectrum.value(at: wavelength) else { return .nan }
            return spectrum.quantity == .logAbsorptivity ? pow(10, value) : value
        }
        guard let largest = values.filter(\.isFinite).max(), largest > 0 else {
            throw .unusable(
                path: spectrum.path, reason: "the pure spectrum is nowhere positive within the wavelengths of the series")
        }
        return values.map { $0 / largest }
    }

    private static func columns(_ channels: [Int], _ shapes: [[Double]], hasOffset: Bool) -> [[Double]] {
        let columns = shapes.map { shape in channels.map { shape[$0] } }
        return hasOffset ? columns + [channels.map { _ in 1 }] : columns
    }

    /// Absorbance of every species at the maximum of its own spectrum, with its photometric error: one list per time.
    ///
    /// Weighted least squares on all channels below an absorbance of 1.8, without negative amounts (Lawson and Hanson,
    /// Solving Least Squares Problems, chapter 23).
    /// - Parameter tolerance: a negative amount of no more than so many standard errors stands as it is. 0 gives amounts
    ///   that are never negative; for a fit, noise about zero must not be made positive.
    public func amounts(tolerance: Double = 0) -> [[AbsorbanceValue]] {
        spectra.times.indices.map { amounts(at: $0, tolerance: tolerance, projection(at: $0)) }
    }

    /// - Parameter whole: of all species at this time.
    func amounts(at i: Int, tolerance: Double, _ whole: UnmixingProjection?) -> [AbsorbanceValue] {
        let row = spectra.absorbances[i]
        let blocked = channels.filter { !row[$0].isFinite }.count
        let unknown = AbsorbanceValue(absorbance: .nan, standardError: .nan, commonError: .nan, channelsAboveLimit: blocked)
        var active = Array(species.indices)
        while !active.isEmpty {
            let isWhole = active.count == species.count
            guard let projection = isWhole ? whole : projection(at: i, of: active) else {
                return species.map { _ in unknown }
            }
            let response = projection.channels.map { row[$0] }
            let amounts = projection.amounts(response)
            let errors = projection.standardErrors
            // Where the absorbance bends, an amount may be negative by more than the noise.
            let misfit = projection.misfit(response)
            let worst = active.indices.min { amounts[$0] / errors[$0] < amounts[$1] / errors[$1] }
            if let worst, amounts[worst] < 0, amounts[worst] < -tolerance * misfit * errors[worst] {
                active.remove(at: worst)
                continue
            }
            return species.indices.map { k in
                let place = active.firstIndex(of: k)
                return AbsorbanceValue(
                    absorbance: place.map { amounts[$0] } ?? 0, standardError: errors[place ?? 0], commonError: 0,
                    channelsAboveLimit: blocked)
            }
        }
        return species.map { _ in
            AbsorbanceValue(absorbance: 0, standardError: .nan, commonError: 0, channelsAboveLimit: blocked)
        }
    }

    /// That of the means of consecutive spectra, at most `count`.
    ///
    /// Means over more than a fifth of the time since the first spectrum are left out: there, or across a pause, the course
    /// between them is not straight.
    func averaged(to count: Int) -> SpeciesUnmixing {
        let all = spectra.times
        let size = (all.count + count - 1) / count
        let groups = stride(from: 0, to: all.count, by: size).map { $0..<min($0 + size, all.count) }
            .filter { all[$0.upperBound - 1] - all[$0.lowerBound] <= 0.2 * (all[$0.upperBound - 1] - all[0]) }
        func means(_ rows: [[Double]]) -> [[Double]] {
            SideBySide.map(groups.count) { k in
                let group = groups[k]
                var sums = rows[group.lowerBound]
                for i in group.dropFirst() { addMultiple(1, of: rows[i], to: &sums) }
                return sums.map { $0 / Double(group.count) }
            }
        }
        func means(_ values: [Double]) -> [Double] { means(values.map { [$0] }).map { $0[0] } }
        var some = self
        some.baselineErrors = means(baselineErrors)
        some.spectra.times = means(all)
        some.spectra.names = groups.map { spectra.names[$0.lowerBound] }
        some.spectra.absorbances = means(spectra.absorbances)
        some.spectra.variances = zip(groups, means(spectra.variances)).map { group, row in
            row.map { $0 / Double(group.count) }
        }
        some.spectra.commonErrors = means(spectra.commonErrors)
        return some
    }

    /// Those that are measured at a time, and not so dark that stray light rules.
    func usedChannels(at i: Int) -> [Int] {
        let row = spectra.absorbances[i]
        return channels.filter { row[$0].isFinite && row[$0] < Self.highest }
    }

    private func weight(of channel: Int, at i: Int) -> Double { 1 / max(spectra.variances[i][channel], 1e-12) }

    /// The unmixing of some species at a time, of all by default; nil where too few channels are left.
    func projection(at i: Int, of active: [Int]? = nil) -> UnmixingProjection? {
        let used = usedChannels(at: i)
        guard used.count > species.count + 2 else { return nil }
        let shapes = (active ?? Array(species.indices)).map { species[$0].shape }
        return UnmixingProjection(
            channels: used, columns: Self.columns(used, shapes, hasOffset: hasOffset),
            weights: used.map { weight(of: $0, at: i) })
    }
}

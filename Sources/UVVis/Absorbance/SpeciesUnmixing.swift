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

    let spectra: AbsorbanceSpectra
    public let species: [Species]
    private let channels: [Int]
    private let hasOffset: Bool

    /// - Parameter baseline: window free of solute whose mean is taken off first; nil fits a constant with the species.
    /// Throws `UVVisError.unusable` for a pure spectrum that does not overlap the series, or species of equal shape.
    public init(
        _ spectra: AbsorbanceSpectra, pure: [(name: String, spectrum: Spectrum)], baseline: ClosedRange<Double>?
    ) throws(UVVisError) {
        var corrected = spectra
        if let baseline {
            let window = try spectra.trace(band: baseline, baseline: nil)
            corrected.absorbances = zip(spectra.absorbances, window).map { row, base in row.map { $0 - base.absorbance } }
        }
        self.spectra = corrected
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

    /// Absorbance of every species at the maximum of its own spectrum, with its error: one list per time.
    ///
    /// Weighted least squares on all channels below an absorbance of 1.8, without negative amounts (Lawson and Hanson,
    /// Solving Least Squares Problems, chapter 23).
    /// - Parameter tolerance: a negative amount of no more than so many standard errors stands as it is. 0 gives amounts
    ///   that are never negative; for a fit, noise about zero must not be made positive.
    public func amounts(tolerance: Double = 0) -> [[AbsorbanceValue]] {
        spectra.times.indices.map { amounts(at: $0, tolerance: tolerance) }
    }

    private func amounts(at i: Int, tolerance: Double) -> [AbsorbanceValue] {
        let row = spectra.absorbances[i]
        let blocked = channels.filter { !row[$0].isFinite }.count
        let used = usedChannels(at: i)
        let unknown = AbsorbanceValue(absorbance: .nan, standardError: .nan, commonError: .nan, channelsAboveLimit: blocked)
        guard used.count > species.count + 2 else { return species.map { _ in unknown } }
        var active = Array(species.indices)
        while !active.isEmpty {
            guard let fit = solve(used.map { row[$0] }, at: i, used, active) else { return species.map { _ in unknown } }
            let worst = active.indices.min {
                fit.parameters[$0] / fit.standardErrors[$0] < fit.parameters[$1] / fit.standardErrors[$1]
            }
            if let worst, fit.parameters[worst] < 0, fit.parameters[worst] < -tolerance * fit.standardErrors[worst] {
                active.remove(at: worst)
                continue
            }
            return species.indices.map { k in
                let place = active.firstIndex(of: k)
                return AbsorbanceValue(
                    absorbance: place.map { fit.parameters[$0] } ?? 0,
                    standardError: place.map { fit.standardErrors[$0] } ?? fit.standardErrors[0], commonError: 0,
                    channelsAboveLimit: blocked)
            }
        }
        return species.map { _ in
            AbsorbanceValue(absorbance: 0, standardError: .nan, commonError: 0, channelsAboveLimit: blocked)
        }
    }

    /// Those that are measured at a time, and not so dark that stray light rules.
    func usedChannels(at i: Int) -> [Int] {
        let row = spectra.absorbances[i]
        return channels.filter { row[$0].isFinite && row[$0] < Self.highest }
    }

    /// Weighted least squares of a response on the channels with the weights of time i.
    func solve(_ response: [Double], at i: Int, _ used: [Int], _ active: [Int]) -> FitResult? {
        let columns = Self.columns(used, active.map { species[$0].shape }, hasOffset: hasOffset)
        let fit = LinearLeastSquares.fit(
            design: Matrix(columns: columns), response: response,
            weights: used.map { 1 / max(spectra.variances[i][$0], 1e-12) })
        return fit.success ? fit : nil
    }
}

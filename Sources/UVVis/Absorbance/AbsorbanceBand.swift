import Foundation
import Statistics

/// One value of an absorbance trace.
public struct AbsorbanceValue: Sendable, Equatable {
    /// NaN where no light came through in the whole band.
    public var absorbance: Double
    /// What differs from time to time.
    public var standardError: Double
    /// What all times share: it belongs to the baseline.
    public var commonError: Double
    /// Channels in which no light came through.
    public var channelsAboveLimit: Int
}

extension AbsorbanceSpectra {
    /// Mean absorbance over a band at every time, each channel weighted by its photometric error, minus that of a window
    /// free of solute.
    ///
    /// Throws `UVVisError.unusable` where no channel lies in the band or window.
    public func trace(band: ClosedRange<Double>, baseline: ClosedRange<Double>?) throws(UVVisError) -> [AbsorbanceValue] {
        let inside = try channels(band, "band")
        let window = try baseline.map { range throws(UVVisError) in try channels(range, "baseline window") }
        return times.indices.map { i in
            let value = mean(i, inside)
            guard let window else { return value }
            let base = mean(i, window)
            return AbsorbanceValue(
                absorbance: value.absorbance - base.absorbance,
                standardError: (value.standardError * value.standardError + base.standardError * base.standardError)
                    .squareRoot(),
                commonError: (value.commonError * value.commonError + base.commonError * base.commonError).squareRoot(),
                channelsAboveLimit: value.channelsAboveLimit)
        }
    }

    private func channels(_ range: ClosedRange<Double>, _ role: String) throws(UVVisError) -> [Int] {
        let inside = wavelengths.indices.filter { range.contains(wavelengths[$0]) }
        guard !inside.isEmpty else {
            throw .unusable(
                path: path,
                reason: "the \(role) \(range.lowerBound):\(range.upperBound) nm holds none of the wavelengths "
                    + "\(wavelengths.first ?? 0) to \(wavelengths.last ?? 0) nm")
        }
        let usable = inside.filter { !isMasked[$0] }
        guard !usable.isEmpty else {
            throw .unusable(
                path: path,
                reason: "all channels of the \(role) \(range.lowerBound):\(range.upperBound) nm are saturated or without light")
        }
        return usable
    }

    private func mean(_ i: Int, _ channels: [Int]) -> AbsorbanceValue {
        let open = channels.filter { absorbances[i][$0].isFinite }
        let blocked = channels.count - open.count
        var (sum, weights, common) = (0.0, 0.0, 0.0)
        for j in open {
            let weight = 1 / max(variances[i][j], 1e-12)
            sum += weight * absorbances[i][j]
            weights += weight
            common += weight * commonErrors[i][j] * weight * commonErrors[i][j]
        }
        // A channel without light says "more than"; to average over the others only would say less.
        guard weights > 0, 2 * blocked <= channels.count else {
            return AbsorbanceValue(
                absorbance: .nan, standardError: .nan, commonError: .nan, channelsAboveLimit: blocked)
        }
        return AbsorbanceValue(
            absorbance: sum / weights, standardError: (1 / weights).squareRoot(),
            commonError: common.squareRoot() / weights, channelsAboveLimit: blocked)
    }

    /// The band of 10 nm in which the absorbance changes most, measured by its error, below an absorbance of 1.
    public var suggestedBand: ClosedRange<Double>? {
        guard times.count > 1 else { return nil }
        let gains = wavelengths.indices.filter { !isMasked[$0] }.compactMap { j -> (Double, Double)? in
            let course = absorbances.map { $0[j] }.filter(\.isFinite)
            guard course.count == times.count, let high = course.max(), let low = course.min(), high < 1 else { return nil }
            let noise = OrderStatistics.median(variances.map { $0[j] }).squareRoot()
            return (wavelengths[j], (high - low) / max(noise, 1e-9))
        }
        guard let best = gains.max(by: { $0.1 < $1.1 }) else { return nil }
        return (best.0 - 5).rounded()...(best.0 + 5).rounded()
    }
}

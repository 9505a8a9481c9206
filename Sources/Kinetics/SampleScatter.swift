import Foundation
import Statistics

/// How much more the samples of a crystal scatter about its smooth growth than their standard errors say.
///
/// An error from one picture knows what the pixels of an edge tell apart, not what they share: a codec holds the move of
/// a whole edge back until it is worth its bits, and focus and light change from picture to picture. Of simulated plates
/// the sides scatter as their errors say in uncompressed pictures, and 2.5 to 3.5 times as much in H.264 of any quality.
public enum SampleScatter {
    /// A parabola follows the growth over this many samples; what changes more slowly is taken for growth.
    private static let window = 8
    private static let fewest = 5
    /// More windows do not change the median.
    private static let windowLimit = 256
    /// What of it changes too slowly to be told from growth, as a part of what changes from sample to sample. A codec's error and
    /// the focus have both: in simulated movies of mixed scenes, up to strong compression, sides drift by a half of the scatter
    /// from one half of the growth to the other, and in well kept ones by a fifth.
    static let slowShare = 0.35

    /// Standard deviation of the side that the standard errors do not contain, um; 0 where they suffice or the samples are
    /// too few to tell.
    ///
    /// From the scatter about robust parabolas, its (lower) median over stretches: neither changes of velocity nor stray
    /// samples move it.
    public static func excess(_ samples: [GrowthSeries.Sample]) -> Double {
        let usable = samples.filter {
            $0.isUsable && $0.timeSeconds.isFinite && $0.side.value.isFinite && $0.side.standardError > 0
                && $0.side.standardError.isFinite
        }
        guard usable.count >= fewest else { return 0 }
        let windows = max(1, usable.count / window)
        let step = max(1, windows / windowLimit)
        let scales = stride(from: 0, to: windows, by: step).compactMap { number in
            scatter(usable[(number * usable.count / windows)..<((number + 1) * usable.count / windows)])
        }
        guard !scales.isEmpty else { return 0 }
        let factor = max(1, scales.sorted()[(scales.count - 1) / 2])
        return (factor * factor - 1).squareRoot() * OrderStatistics.median(usable.map(\.side.standardError))
    }

    /// Of the samples that are not stray, in units of their standard errors; nil where no parabola can be laid.
    private static func scatter(_ samples: ArraySlice<GrowthSeries.Sample>) -> Double? {
        guard let first = samples.first?.timeSeconds, let last = samples.last?.timeSeconds, last > first else { return nil }
        let times = samples.map { 2 * ($0.timeSeconds - first) / (last - first) - 1 }
        let errors = samples.map(\.side.standardError)
        let fit = RobustRegression.fit(
            design: Matrix(columns: [times.map { _ in 1 }, times, times.map { $0 * $0 }]),
            response: samples.map(\.side.value), noiseScale: errors)
        guard let fit else { return nil }
        let inliers = errors.indices.filter { fit.isInlier[$0] }
        guard inliers.count > 3 else { return nil }
        let squares = inliers.reduce(0) { $0 + fit.residuals[$1] * fit.residuals[$1] / (errors[$1] * errors[$1]) }
        return (squares / ChiSquared.quantile(0.5, degreesOfFreedom: Double(inliers.count - 3))).squareRoot()
    }
}

extension GrowthSeries {
    /// With errors that hold what the samples scatter, and not what they share, which moves a fit along with them.
    public var withScatter: GrowthSeries { including(.independent(SampleScatter.excess(samples), of: habit)) }

    /// With an error besides those of all samples. Added in squares, it leaves the large error of a crystal of a few pixels
    /// nearly what it is.
    func including(_ error: SideError) -> GrowthSeries {
        var result = self
        for index in samples.indices {
            let sample = samples[index]
            result.samples[index].side = sample.side.including(error.side)
            result.samples[index].area = sample.area.including(
                error.area(side: sample.side.value, area: sample.area.value))
        }
        for (number, facet) in facets.enumerated() {
            for index in facet.samples.indices {
                result.facets[number].samples[index].distance = facet.samples[index].distance.including(error.distance)
            }
        }
        return result
    }
}

import Statistics

/// Samples that do not lie with their neighbours, whatever the growth does there.
enum LocalOutliers {
    private static let reach = 4

    /// Indices of the samples to keep.
    ///
    /// Each sample is compared with what its four neighbours on either side foretell: the median of their values
    /// carried along at their median slope (a local repeated median, Davies, Fried and Gather 2004, J. Stat. Plan.
    /// Inference 122, 65). A deviation counts only when it is also more than the growth of three frames, so that a
    /// sudden change of velocity is not cut away.
    static func kept(in series: MeasuredSeries) -> [Int] {
        guard series.count >= 7 else { return Array(series.times.indices) }
        let deviations = series.times.indices.map { deviation(of: $0, in: series) }
        let scale = OrderStatistics.scale(ofResiduals: deviations, fittedCoefficients: 1)
        let steps = zip(series.values.dropFirst(), series.values).map { abs($0 - $1) }
        let limit = max(5 * scale, 3 * OrderStatistics.median(steps))
        guard limit > 0 else { return Array(series.times.indices) }
        return series.times.indices.filter { abs(deviations[$0]) <= limit }
    }

    private static func deviation(of i: Int, in series: MeasuredSeries) -> Double {
        let low = max(0, min(i - reach, series.count - 1 - 2 * reach))
        let high = min(series.count - 1, max(i + reach, 2 * reach))
        let neighbours = (low...high).filter { $0 != i }
        var slopes: [Double] = []
        for (position, a) in neighbours.enumerated() {
            for b in neighbours.dropFirst(position + 1) {
                slopes.append((series.values[b] - series.values[a]) / (series.times[b] - series.times[a]))
            }
        }
        let slope = OrderStatistics.median(slopes)
        let foretold = OrderStatistics.median(
            neighbours.map { series.values[$0] + slope * (series.times[i] - series.times[$0]) })
        return series.values[i] - foretold
    }
}

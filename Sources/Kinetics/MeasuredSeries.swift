import Statistics

/// One measured quantity over time: finite, ascending, each time once.
struct MeasuredSeries {
    var times: [Double]
    var values: [Double]
    /// Relative standard deviation of each sample's noise, about 1.
    var noiseScale: [Double]
    /// Median of the standard errors that came with the samples; 0 where none were given.
    var typicalStandardError: Double
    /// Standard deviation of an error that changes slowly, besides what the samples state.
    var slowStandardDeviation: Double

    var count: Int { times.count }
    var first: Double { times.first ?? .nan }
    var last: Double { times.last ?? .nan }
    var span: Double { last - first }

    /// Orders the samples, leaves out what is not finite, and averages samples of the same time.
    ///
    /// A standard error from one picture knows nothing of focus and drift, which are the same for all pictures. So
    /// their median is added to each: no sample counts for more than two ordinary ones, a bad one still for less.
    init(_ samples: [(time: Double, estimate: Estimate)], slowStandardDeviation: Double = 0) {
        let usable = samples.filter { $0.time.isFinite && $0.estimate.value.isFinite }
            .sorted { ($0.time, $0.estimate.value) < ($1.time, $1.estimate.value) }
        var times: [Double] = []
        var values: [Double] = []
        var errors: [Double] = []
        var repeats = 1.0
        for sample in usable {
            if sample.time == times.last {
                repeats += 1
                values[values.count - 1] += (sample.estimate.value - values[values.count - 1]) / repeats
            } else {
                repeats = 1
                times.append(sample.time)
                values.append(sample.estimate.value)
                errors.append(sample.estimate.standardError)
            }
        }
        self.times = times
        self.values = values
        self.slowStandardDeviation = slowStandardDeviation
        let given = errors.filter { $0.isFinite && $0 > 0 }
        typicalStandardError = given.isEmpty ? 0 : OrderStatistics.median(given)
        let floor = typicalStandardError
        noiseScale = errors.map { error in
            guard floor > 0, error.isFinite, error > 0 else { return 1 }
            let ratio = min(error / floor, 100)
            return ((ratio * ratio + 1) / 2).squareRoot()
        }
    }

    func selecting(_ indices: [Int]) -> MeasuredSeries {
        var result = self
        result.times = indices.map { times[$0] }
        result.values = indices.map { values[$0] }
        result.noiseScale = indices.map { noiseScale[$0] }
        return result
    }

    func within(_ range: ClosedRange<Double>) -> MeasuredSeries {
        selecting(times.indices.filter { range.contains(times[$0]) })
    }

    /// At most `limit` samples, each standing for a block of neighbours; unchanged where there are no more than that.
    /// - Parameter combine: what stands for the block's values after its trend (per second) is taken out.
    func reduced(to limit: Int, trend: Double, combine: ([Double]) -> Double) -> MeasuredSeries {
        guard count > limit else { return self }
        var result = selecting([])
        for block in 0..<limit {
            let range = (block * count / limit)..<((block + 1) * count / limit)
            let size = Double(range.count)
            let time = range.reduce(0) { $0 + (times[$1] - times[range.lowerBound]) } / size + times[range.lowerBound]
            result.times.append(time)
            result.values.append(combine(range.map { values[$0] - trend * (times[$0] - time) }))
            // Relative to a mean of a typical block: blocks differ by one sample at most.
            result.noiseScale.append((range.reduce(0) { $0 + noiseScale[$1] * noiseScale[$1] } / size).squareRoot())
        }
        return result
    }

    /// Slope between the medians of the first and the last third, per second: enough to take the trend out of blocks.
    var roughTrend: Double {
        let third = max(1, count / 3)
        guard count >= 2 else { return 0 }
        func difference(_ numbers: [Double]) -> Double {
            OrderStatistics.median(Array(numbers.suffix(third))) - OrderStatistics.median(Array(numbers.prefix(third)))
        }
        let rise = difference(values)
        let run = difference(times)
        return run > 0 ? rise / run : 0
    }

    /// Standard deviation of an error that is too slow to show in the residuals of a fit: what the samples state of it once the
    /// residuals have as much of that as they can have (95 %), and what is known besides.
    func slowError(squares: Double, degreesOfFreedom: Int) -> Double {
        let shown = squares / ChiSquared.quantile(0.05, degreesOfFreedom: Double(degreesOfFreedom))
        let hidden = max(0, typicalStandardError * typicalStandardError - shown)
        return (hidden + slowStandardDeviation * slowStandardDeviation).squareRoot()
    }
}

import Statistics

/// The values that a fit uses.
struct TraceSamples: Sendable {
    var times: [Double]
    var absorbances: [Double]
    var noiseScale: [Double]

    func keeping(_ isKept: [Bool]) -> TraceSamples {
        func kept(_ values: [Double]) -> [Double] { zip(values, isKept).filter(\.1).map(\.0) }
        return TraceSamples(times: kept(times), absorbances: kept(absorbances), noiseScale: kept(noiseScale))
    }

    /// At most `count` of the values, evenly chosen.
    func thinned(to count: Int) -> TraceSamples {
        guard times.count > count else { return self }
        let chosen = (0..<count).map { $0 * (times.count - 1) / (count - 1) }
        return TraceSamples(
            times: chosen.map { times[$0] }, absorbances: chosen.map { absorbances[$0] },
            noiseScale: chosen.map { noiseScale[$0] })
    }
}

extension TraceSamples {
    init(_ trace: AbsorbanceTrace) {
        times = trace.times
        absorbances = trace.absorbances
        let errors = trace.standardErrors ?? []
        let typical = OrderStatistics.median(errors.filter { $0 > 0 && $0.isFinite })
        noiseScale = trace.times.indices.map { i in
            guard i < errors.count, typical > 0, errors[i] > 0, errors[i].isFinite else { return 1 }
            // Scatter between spectra has other sources too: no value is trusted far more than the typical one.
            return max(errors[i] / typical, 0.5)
        }
    }

    /// Means of as many consecutive values as leave at most `count`.
    func averaged(to count: Int) -> TraceSamples {
        let block = (times.count + count - 1) / count
        guard block > 1 else { return self }
        func means(_ values: [Double]) -> [Double] {
            stride(from: 0, to: values.count, by: block).map { start in
                let part = values[start..<min(start + block, values.count)]
                return part.reduce(0, +) / Double(part.count)
            }
        }
        return TraceSamples(times: means(times), absorbances: means(absorbances), noiseScale: means(noiseScale))
    }
}

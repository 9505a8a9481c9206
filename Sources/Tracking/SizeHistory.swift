/// How large an object was over its whole life, in bounded memory: when full, neighbouring samples are averaged.
///
/// Averaging instead of dropping keeps the information: a crystal that gains 0.02 px per frame shows after hundreds
/// of frames, when the noise has been averaged down.
struct SizeHistory {
    struct Sample {
        var frame: Double
        var timeSeconds: Double
        /// Square root of the area, um.
        var size: Double
        /// Area times relative contrast, um2: blur widens an object, but keeps this.
        var integratedContrast: Double
    }

    static let capacity = 96

    private(set) var samples: [Sample] = []
    private(set) var observationCount = 0
    private var observationsPerSample = 1
    private var open: [Sample] = []

    var times: [Double] { samples.map(\.timeSeconds) }
    var sizes: [Double] { samples.map(\.size) }

    mutating func append(_ sample: Sample) {
        observationCount += 1
        open.append(sample)
        guard open.count == observationsPerSample else { return }
        samples.append(Self.mean(open[...]))
        open.removeAll(keepingCapacity: true)
        if samples.count == Self.capacity { halve() }
    }

    private mutating func halve() {
        samples = stride(from: 0, to: samples.count, by: 2).map { Self.mean(samples[$0...$0 + 1]) }
        observationsPerSample *= 2
    }

    private static func mean(_ samples: ArraySlice<Sample>) -> Sample {
        let weight = 1 / Double(samples.count)
        return samples.reduce(Sample(frame: 0, timeSeconds: 0, size: 0, integratedContrast: 0)) {
            Sample(
                frame: $0.frame + weight * $1.frame, timeSeconds: $0.timeSeconds + weight * $1.timeSeconds,
                size: $0.size + weight * $1.size,
                integratedContrast: $0.integratedContrast + weight * $1.integratedContrast)
        }
    }

    /// Medians over the first and the last quarter of a series.
    struct Ends {
        var first: (integratedContrast: Double, area: Double)
        var last: (integratedContrast: Double, area: Double)
    }

    static func ends(of samples: ArraySlice<Sample>) -> Ends? {
        let length = max(2, samples.count / 4)
        guard let first = medians(samples.prefix(length)), let last = medians(samples.suffix(length)) else { return nil }
        return Ends(first: first, last: last)
    }

    private static func medians(_ samples: ArraySlice<Sample>) -> (integratedContrast: Double, area: Double)? {
        guard let contrast = Median.of(samples.map(\.integratedContrast)),
            let area = Median.of(samples.map { $0.size * $0.size })
        else { return nil }
        return (contrast, area)
    }
}

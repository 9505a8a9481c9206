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

        /// Moves a mean by `weight` of the way to another sample.
        fileprivate mutating func approach(_ other: Sample, by weight: Double) {
            frame += weight * (other.frame - frame)
            timeSeconds += weight * (other.timeSeconds - timeSeconds)
            size += weight * (other.size - size)
            integratedContrast += weight * (other.integratedContrast - integratedContrast)
        }
    }

    static let capacity = 96

    private(set) var samples: [Sample] = []
    private(set) var observationCount = 0
    private var observationsPerSample = 1
    /// Mean of the observations that do not fill a sample yet.
    private var open = Sample(frame: 0, timeSeconds: 0, size: 0, integratedContrast: 0)
    private var openCount = 0

    var times: [Double] { samples.map(\.timeSeconds) }
    var sizes: [Double] { samples.map(\.size) }

    mutating func append(_ sample: Sample) {
        observationCount += 1
        openCount += 1
        open.approach(sample, by: 1 / Double(openCount))
        guard openCount == observationsPerSample else { return }
        samples.append(open)
        openCount = 0
        if samples.count == Self.capacity { halve() }
    }

    private mutating func halve() {
        samples = stride(from: 0, to: samples.count, by: 2).map { index in
            var mean = samples[index]
            mean.approach(samples[index + 1], by: 0.5)
            return mean
        }
        observationsPerSample *= 2
    }

    /// Medians over the first and the last quarter of a series.
    struct Ends {
        var first: (integratedContrast: Double, area: Double)
        var last: (integratedContrast: Double, area: Double)
    }

    static func ends(of samples: ArraySlice<Sample>) -> Ends? {
        let length = max(2, samples.count / 4)
        guard let first = medians(samples.prefix(length)), let last = medians(samples.suffix(length)) else {
            return nil
        }
        return Ends(first: first, last: last)
    }

    private static func medians(_ samples: ArraySlice<Sample>) -> (integratedContrast: Double, area: Double)? {
        guard let contrast = Median.of(samples.map(\.integratedContrast)),
            let area = Median.of(samples.map { $0.size * $0.size })
        else { return nil }
        return (contrast, area)
    }
}

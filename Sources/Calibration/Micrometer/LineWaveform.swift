import Foundation

/// The mean profile of one division across its line: an even function of the distance from the line's centre, periodic
/// with the pitch.
///
/// Whatever the line looks like (thin, broad, blurred, overlapping its neighbours), this is what it looks like; being
/// even, it cannot pull a line to one side.
struct LineWaveform: Sendable {
    private static let steps = 1024
    /// At distances of i / steps of a pitch, mean 0, and the derivative by the distance in pitches.
    private let values: [Double]
    private let slopes: [Double]
    /// Largest minus smallest value.
    let height: Double
    /// Part of the pitch in which the profile is on the line's side of its middle level.
    let lineFraction: Double
    /// Separate lines in one pitch; more than one where the pitch is a multiple of the true one.
    let lineCount: Int
    /// The line's centre is half a pitch away from where it was expected: it is the other half of the wave.
    let isShifted: Bool

    /// Samples of a picture by their distance from the expected centre of the line.
    struct Samples: Sendable {
        /// px in a pitch, which limits the detail.
        let perPitch: Double
        fileprivate var sums: [Double]
        fileprivate var counts: [Double]

        init(perPitch: Double) {
            self.perPitch = perPitch
            sums = [Double](repeating: 0, count: max(8, min(256, Int(2 * perPitch))))
            counts = sums
        }

        /// - Parameter phase: in pitches, -0.5...0.5
        @inline(__always)
        mutating func add(phase: Double, value: Double) {
            let bin = min(sums.count - 1, max(0, Int((phase + 0.5) * Double(sums.count))))
            sums[bin] += value
            counts[bin] += 1
        }

        /// Those of other lines, of the same pitch.
        mutating func add(_ other: Samples) {
            for bin in sums.indices {
                sums[bin] += other.sums[bin]
                counts[bin] += other.counts[bin]
            }
        }
    }

    /// - Parameters:
    ///   - canShift: the gap may have been taken for the line; where lines and gaps look alike, asking twice may give
    ///     two answers
    /// nil where there are too few samples.
    init?(_ samples: Samples, canShift: Bool) {
        let (sums, counts) = (samples.sums, samples.counts)
        let bins = sums.count
        guard counts.filter({ $0 > 0 }).count >= 5 else { return nil }
        var profile = Self.filled(sums: sums, counts: counts)
        let isShifted = canShift && Self.isInverted(profile)
        if isShifted { profile = (0..<bins).map { profile[($0 + bins / 2) % bins] } }
        self.isShifted = isShifted
        let cosines = Self.cosines(profile, harmonics: max(1, min(48, Int(samples.perPitch / 2.5))))
        var values = [Double](repeating: 0, count: Self.steps + 1)
        var slopes = values
        for (order, coefficient) in cosines.enumerated() {
            let rate = 2 * .pi * Double(order + 1)
            for step in 0...Self.steps {
                let angle = rate * Double(step) / Double(Self.steps)
                values[step] += coefficient * cos(angle)
                slopes[step] -= coefficient * rate * sin(angle)
            }
        }
        self.values = values
        self.slopes = slopes
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        height = high - low
        let middle = (low + high) / 2
        let isDark = values[0] < middle
        lineFraction = Double(values.filter { ($0 < middle) == isDark }.count) / Double(Self.steps)
        lineCount = Self.lines(in: profile, isDark: isDark)
    }

    /// Empty bins take their neighbours' mean: at whole pitches along the pixel rows some never get a sample.
    private static func filled(sums: [Double], counts: [Double]) -> [Double] {
        let bins = sums.count
        return (0..<bins).map { bin in
            if counts[bin] > 0 { return sums[bin] / counts[bin] }
            var (sum, weight) = (0.0, 0.0)
            for direction in [-1, 1] {
                var distance = 1
                while distance < bins, counts[(bin + direction * distance + distance * bins) % bins] == 0 {
                    distance += 1
                }
                let neighbour = (bin + direction * distance + distance * bins) % bins
                guard counts[neighbour] > 0 else { continue }
                sum += sums[neighbour] / counts[neighbour] / Double(distance)
                weight += 1 / Double(distance)
            }
            return weight > 0 ? sum / weight : 0
        }
    }

    /// A line is narrower than the gap: where the middle of the expected centre and the median are on the same side, the
    /// gap has been taken for the line.
    private static func isInverted(_ profile: [Double]) -> Bool {
        let sorted = profile.sorted()
        let median = (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
        guard let low = sorted.first, let high = sorted.last else { return false }
        let lineIsDark = median > (low + high) / 2
        let bins = profile.count
        let atCentre = profile[bins / 2] + profile[bins / 2 - 1]
        let atGap = profile[0] + profile[bins - 1]
        return lineIsDark ? atCentre > atGap : atCentre < atGap
    }

    private static func cosines(_ profile: [Double], harmonics: Int) -> [Double] {
        let bins = profile.count
        return (1...min(harmonics, max(1, bins / 2 - 1))).map { order in
            var sum = 0.0
            for (bin, value) in profile.enumerated() {
                sum += value * cos(2 * .pi * Double(order) * ((Double(bin) + 0.5) / Double(bins) - 0.5))
            }
            return 2 * sum / Double(bins)
        }
    }

    private static func lines(in profile: [Double], isDark: Bool) -> Int {
        let (low, high) = (profile.min() ?? 0, profile.max() ?? 0)
        let sign = isDark ? -1.0 : 1.0
        let base = isDark ? high : low
        // Hysteresis: a line reaches two thirds of the depth, and ends where the profile is back to one third.
        var isInside = false
        var count = 0
        let start = profile.indices.min { sign * profile[$0] < sign * profile[$1] } ?? 0
        for step in 0..<profile.count {
            let depth = sign * (profile[(start + step) % profile.count] - base) / max(high - low, 1e-12)
            if !isInside, depth > 0.55 {
                isInside = true
                count += 1
            } else if isInside, depth < 0.35 {
                isInside = false
            }
        }
        return count
    }

    /// Value and derivative (by the distance in pitches) at a distance in pitches.
    @inline(__always)
    func sample(_ distance: Double) -> (value: Double, slope: Double) {
        // What was taken for lines may lean by more than a pitch; the profile repeats.
        let phase = abs(distance) < 1 ? distance : distance - distance.rounded(.towardZero)
        let place = (phase < 0 ? phase + 1 : phase) * Double(Self.steps)
        let index = min(Self.steps - 1, Int(place))
        let part = place - Double(index)
        return (
            values[index] + part * (values[index + 1] - values[index]),
            slopes[index] + part * (slopes[index + 1] - slopes[index])
        )
    }
}

import Foundation

/// Noise of a series in time: a white part and a part with a memory.
///
/// Covariance of samples i and j: variance ((1 - fraction) delta_ij + fraction a_i a_j rho(|t_i - t_j|)), with amplitudes a.
struct CorrelatedNoise {
    /// How the memory fades.
    enum Memory {
        /// rho = exp(-d / time): the Ornstein-Uhlenbeck process, AR(1) for equally spaced samples.
        case abrupt
        /// rho = (1 + d / time) exp(-d / time): Matérn 3/2, smooth as the drift of a focus is.
        case smooth
    }

    let memory: Memory
    /// Share of the variance that is correlated, 0...1.
    let fraction: Double
    /// Correlation time, in the unit of the times.
    let time: Double

    static let white = CorrelatedNoise(memory: .abrupt, fraction: 0, time: 1)

    /// The columns with the correlation taken out, and ln det of the covariance (for variance 1).
    ///
    /// The Kalman filter's innovations divided by their standard deviation: L⁻¹ x with C = L Lᵀ in linear time
    /// (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 3.4; Hartikainen and Särkkä 2010,
    /// IEEE MLSP, for the Matérn process as a state).
    /// - Parameters:
    ///   - times: ascending.
    ///   - amplitudes: of the part with a memory, relative to the white part's.
    func whiten(
        columns: [[Double]], times: [Double], amplitudes: [Double]
    ) -> (columns: [[Double]], logDeterminant: Double) {
        guard fraction > 0 else { return (columns, 0) }
        let steps = filter(times: times, amplitudes: amplitudes)
        var logDeterminant = 0.0
        for step in steps { logDeterminant += 2 * log(step.deviation) }
        let whitened = stride(from: 0, to: columns.count, by: 4).flatMap { first in
            Self.innovations(steps, Array(columns[first..<min(first + 4, columns.count)]))
        }
        return (whitened, logDeterminant)
    }

    /// Of up to four columns side by side: each value waits for the one before it, but the columns do not for each other.
    private static func innovations(_ steps: [Step], _ columns: [[Double]]) -> [[Double]] {
        var rows = Array(repeating: SIMD4<Double>.zero, count: steps.count)
        for (k, column) in columns.enumerated() {
            for i in rows.indices { rows[i][k] = column[i] }
        }
        var value = SIMD4<Double>.zero
        var slope = SIMD4<Double>.zero
        for i in rows.indices {
            let step = steps[i]
            let predicted = step.vv * value + step.vs * slope
            let predictedSlope = step.sv * value + step.ss * slope
            let innovation = rows[i] - step.amplitude * predicted
            value = predicted + step.gain * innovation
            slope = predictedSlope + step.slopeGain * innovation
            rows[i] = innovation / step.deviation
        }
        return columns.indices.map { k in rows.map { $0[k] } }
    }

    /// Transition of the state (value, slope times correlation time) from the sample before, and the gains there.
    private struct Step {
        var amplitude = 1.0
        var vv = 0.0
        var vs = 0.0
        var sv = 0.0
        var ss = 0.0
        var gain = 0.0
        var slopeGain = 0.0
        var deviation = 1.0
    }

    private func transition(_ interval: Double) -> Step {
        let d = interval / time
        let decay = exp(-d)
        switch memory {
        case .abrupt: return Step(vv: decay)
        case .smooth: return Step(vv: decay * (1 + d), vs: decay * d, sv: -decay * d, ss: decay * (1 - d))
        }
    }

    private func filter(times: [Double], amplitudes: [Double]) -> [Step] {
        // Covariance of the state: value, both, slope.
        var p = (v: 0.0, c: 0.0, s: 0.0)
        let slopeVariance = memory == .smooth ? fraction : 0
        return times.indices.map { i in
            var step = i == 0 ? Step() : transition(times[i] - times[i - 1])
            // A P Aᵀ + Q with Q = P∞ - A P∞ Aᵀ keeps the process stationary: A (P - P∞) Aᵀ + P∞.
            let d = (v: p.v - fraction, c: p.c, s: p.s - slopeVariance)
            let first = i == 0
            let v = first
                ? fraction
                : fraction + step.vv * step.vv * d.v + 2 * step.vv * step.vs * d.c + step.vs * step.vs * d.s
            let c = first
                ? 0
                : step.vv * step.sv * d.v + (step.vv * step.ss + step.vs * step.sv) * d.c + step.vs * step.ss * d.s
            let s = first
                ? slopeVariance
                : slopeVariance + step.sv * step.sv * d.v + 2 * step.sv * step.ss * d.c + step.ss * step.ss * d.s
            // The floor keeps samples of equal time and no white noise from dividing by zero.
            let a = amplitudes[i]
            let total = max(a * a * v + 1 - fraction, 1e-9)
            step.amplitude = a
            step.gain = a * v / total
            step.slopeGain = a * c / total
            step.deviation = total.squareRoot()
            p = (v: v - step.gain * a * v, c: c - step.gain * a * c, s: s - step.slopeGain * a * c)
            return step
        }
    }
}

import Foundation

/// Noise of a series in time: a white part and a part that is forgotten with a correlation time.
///
/// Covariance of samples i and j: variance ((1 - fraction) delta_ij + fraction exp(-|t_i - t_j| / time)), the
/// Ornstein-Uhlenbeck process, which is AR(1) for equally spaced samples, observed with white noise.
struct CorrelatedNoise {
    /// Share of the variance that is correlated, 0...1.
    let fraction: Double
    /// Correlation time, in the unit of the times.
    let time: Double

    /// The columns with the correlation taken out, and ln det of the covariance (for variance 1).
    ///
    /// The Kalman filter's innovations divided by their standard deviation: Lᵀ⁻¹ x with C = L Lᵀ in linear time
    /// (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 3.4).
    /// - Parameter times: ascending.
    func whiten(columns: [[Double]], times: [Double]) -> (columns: [[Double]], logDeterminant: Double) {
        guard fraction > 0 else { return (columns, 0) }
        let (gains, decays, deviations) = filter(times: times)
        var logDeterminant = 0.0
        for deviation in deviations { logDeterminant += 2 * log(deviation) }
        let whitened = columns.map { column in
            var state = 0.0
            var result = column
            for i in column.indices {
                state *= decays[i]
                let innovation = column[i] - state
                state += gains[i] * innovation
                result[i] = innovation / deviations[i]
            }
            return result
        }
        return (whitened, logDeterminant)
    }

    private func filter(times: [Double]) -> (gains: [Double], decays: [Double], deviations: [Double]) {
        let count = times.count
        var gains = Array(repeating: 0.0, count: count)
        var decays = gains
        var deviations = gains
        var variance = 0.0
        for i in 0..<count {
            let decay = i == 0 ? 0 : exp(-(times[i] - times[i - 1]) / time)
            let predicted = decay * decay * variance + fraction * (1 - decay * decay)
            // The floor keeps samples of equal time and no white noise from dividing by zero.
            let total = max(predicted + 1 - fraction, 1e-9)
            gains[i] = predicted / total
            decays[i] = decay
            deviations[i] = total.squareRoot()
            variance = predicted * (1 - gains[i])
        }
        return (gains, decays, deviations)
    }
}

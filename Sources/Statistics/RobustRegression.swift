/// What a robust linear fit found.
public struct RobustFit: Sendable {
    public var coefficients: [Double]
    /// Response minus model.
    public var residuals: [Double]
    /// Standard deviation of the noise without the outliers, for rows of noise scale 1.
    public var scale: Double
    /// Rows that belong to the noise, not to the outliers.
    public var isInlier: [Bool]
}

/// Linear regression that single bad measurements do not move.
public enum RobustRegression {
    /// M-estimate of y = X b by iteratively reweighted least squares.
    ///
    /// Starts from least absolute deviations, goes on with `loss` at the scale of the median absolute residual
    /// (Holland and Welsch 1977, Comm. Stat. A6, 813). A row is an outlier when noise would give so large a
    /// residual anywhere in the series with less than 1 % probability; the t distribution behind that has the
    /// degrees of freedom of the scale, which a median knows with 37 % efficiency.
    /// - Parameter noiseScale: relative standard deviation of each row's noise; nil for equal ones.
    /// - Returns: nil where the design does not have full rank or the data are not finite.
    public static func fit(
        design: Matrix, response: [Double], noiseScale: [Double]? = nil, loss: RobustLoss = .standardBisquare
    ) -> RobustFit? {
        let sigma = noiseScale ?? Array(repeating: 1, count: response.count)
        let variances = sigma.map { $0 * $0 }
        let start = LinearLeastSquares.fit(design: design, response: response, weights: variances.map { 1 / $0 })
        guard start.success else { return nil }
        let tiny = roundingLevel(response)
        var state = State(design: design, response: response, sigma: sigma, coefficients: start.parameters)
        for _ in 0..<30 {
            let floor = max(1e-4 * state.scale, tiny)
            guard state.update(weights: state.standardized.map { 1 / max(abs($0), floor) }) else { break }
        }
        for _ in 0..<50 {
            let scale = max(state.scale, tiny)
            guard state.update(weights: state.standardized.map { loss.weight($0 / scale) }) else { break }
        }
        let cutoff = outlierCutoff(count: response.count, coefficients: design.columns) * max(state.scale, tiny)
        return RobustFit(
            coefficients: state.coefficients, residuals: state.residuals, scale: state.scale,
            isInlier: state.standardized.map { abs($0) <= cutoff })
    }

    /// Size, in units of the scale, beyond which a residual is an outlier.
    public static func outlierCutoff(count: Int, coefficients: Int) -> Double {
        let degrees = max(1, 0.37 * Double(count - coefficients))
        return StudentT.quantile(1 - 0.005 / Double(count), degreesOfFreedom: degrees)
    }

    /// Residuals below this are the rounding of the numbers, not noise.
    private static func roundingLevel(_ response: [Double]) -> Double {
        let largest = response.reduce(0) { max($0, abs($1)) }
        return max(largest * 1e-12, .leastNormalMagnitude)
    }

    private struct State {
        let design: Matrix
        let response: [Double]
        let sigma: [Double]
        var coefficients: [Double]
        var residuals: [Double] = []
        var standardized: [Double] = []
        var scale = 0.0

        init(design: Matrix, response: [Double], sigma: [Double], coefficients: [Double]) {
            self.design = design
            self.response = response
            self.sigma = sigma
            self.coefficients = coefficients
            measure()
        }

        private mutating func measure() {
            let model = design.times(coefficients)
            residuals = response.indices.map { response[$0] - model[$0] }
            standardized = residuals.indices.map { residuals[$0] / sigma[$0] }
            scale = OrderStatistics.scale(ofResiduals: standardized, fittedCoefficients: design.columns)
        }

        /// One weighted fit; false when it moves no further or cannot be made.
        mutating func update(weights: [Double]) -> Bool {
            let full = weights.indices.map { weights[$0] / (sigma[$0] * sigma[$0]) }
            let fit = LinearLeastSquares.fit(design: design, response: response, weights: full, isRefined: false)
            guard fit.success else { return false }
            let before = residuals
            coefficients = fit.parameters
            measure()
            var change = 0.0
            for i in before.indices { change = max(change, abs(before[i] - residuals[i]) / sigma[i]) }
            return change > 1e-4 * scale
        }
    }
}

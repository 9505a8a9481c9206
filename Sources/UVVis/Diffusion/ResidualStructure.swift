import Foundation
import Statistics

/// Whether residuals follow a slow course that the model does not know.
struct ResidualStructure: Sendable, Equatable {
    /// Probability that noise with the memory that is seen gives such a course.
    var probability: Double
    /// Root mean square of the course, absorbance.
    var amplitude: Double

    private static let waves = 12
    /// Of neighbours: what is remembered over more than some five values is a course, not noise.
    private static let longestMemory = 0.8

    /// Compares the fit with one in which slow cosine waves over the series are free as well (an F test of the lack of
    /// fit: Draper and Smith, Applied Regression Analysis, 2.1), against the noise and the memory that the differences
    /// between neighbours show.
    /// - Parameters:
    ///   - noise: standard deviation of a residual.
    ///   - shared: courses of one standard error that all values may have in common. Each is one more measurement, of 0:
    ///     what they can account for is no lack of fit.
    init(residuals: [Double], derivatives: Matrix, noise: Double = 1, shared: [[Double]] = []) {
        let n = residuals.count
        let waves = min(Self.waves, max(1, (n - derivatives.columns) / 4))
        let parameters = (0..<derivatives.columns).map { j in (0..<n).map { derivatives[$0, j] } }
        let cosines = (1...waves).map { k in (0..<n).map { cos(.pi * Double(k) * (Double($0) + 0.5) / Double(n)) } }
        let none = shared.map { _ in 0.0 }
        let known = shared.indices.map { k in shared[k] + shared.indices.map { $0 == k ? noise : 0 } }
        let columns = parameters.map { $0 + none } + known
        let response = residuals + none
        let null = LinearLeastSquares.fit(design: Matrix(columns: columns), response: response)
        let free = LinearLeastSquares.fit(
            design: Matrix(columns: columns + cosines.map { $0 + none }), response: response)
        guard null.success, free.success, free.degreesOfFreedom > 2, free.chiSquare > 0 else {
            probability = 1
            amplitude = 0
            return
        }
        // What is smooth must not pass for the memory of the noise, so that is taken from the differences; it is known to
        // about 3 / sqrt(n), and the benefit of the doubt is the noise's.
        let noise = DifferenceNoise(Array(free.residuals.prefix(n)))
        let rho = min(noise.lagOne + 3 / Double(n).squareRoot(), Self.longestMemory)
        let scatter = max(noise.standardDeviation * noise.standardDeviation, 1e-3 * free.reducedChiSquare)
        let explained = max(0, null.chiSquare - free.chiSquare)
        let ratio = explained / Double(waves) / scatter / ((1 + rho) / (1 - rho))
        probability = 1 - FisherF.cumulative(ratio, numerator: Double(waves), denominator: max(4, Double(n) / 3))
        amplitude = (explained / Double(n)).squareRoot()
    }
}

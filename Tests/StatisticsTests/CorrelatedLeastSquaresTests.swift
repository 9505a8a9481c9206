import Foundation
import Testing

@testable import Statistics

@Suite("Regression on correlated series")
struct CorrelatedLeastSquaresTests {
    private func correlation(_ noise: CorrelatedNoise, _ distance: Double) -> Double {
        let d = distance / noise.time
        switch noise.memory {
        case .abrupt: return exp(-d)
        case .smooth: return (1 + d) * exp(-d)
        }
    }

    /// Solves C x = b and gives ln det C by Gaussian elimination: slow and plain, as a reference.
    private func eliminate(_ matrix: [[Double]], _ right: [Double]) -> (solution: [Double], logDeterminant: Double) {
        var a = matrix
        var b = right
        var logDeterminant = 0.0
        for k in a.indices {
            logDeterminant += log(a[k][k])
            for i in (k + 1)..<max(a.count, k + 1) {
                let factor = a[i][k] / a[k][k]
                for j in k..<a.count { a[i][j] -= factor * a[k][j] }
                b[i] -= factor * b[k]
            }
        }
        for k in a.indices.reversed() {
            for j in (k + 1)..<max(a.count, k + 1) { b[k] -= a[k][j] * b[j] }
            b[k] /= a[k][k]
        }
        return (b, logDeterminant)
    }

    @Test(
        "Whitening at uneven times equals the inverse of the full covariance",
        arguments: [(true, 0.6, 2.0), (true, 1, 0.7), (false, 0.4, 3), (false, 0.9, 1.5)])
    func whitening(smooth: Bool, fraction: Double, time: Double) {
        let noise = CorrelatedNoise(memory: smooth ? .smooth : .abrupt, fraction: fraction, time: time)
        let times = [0.0, 0.4, 1.1, 2.7, 3.0, 4.9, 9.0]
        let y = [0.3, -1.2, 0.8, 2.2, -0.4, 0.9, -2.0]
        let amplitudes = [1.0, 0.2, 0.5, 3, 1, 2, 0.8]
        let covariance = times.indices.map { i in
            times.indices.map { j in
                (i == j ? 1 - fraction : 0)
                    + fraction * amplitudes[i] * amplitudes[j] * correlation(noise, abs(times[i] - times[j]))
            }
        }
        let reference = eliminate(covariance, y)
        let expected = zip(y, reference.solution).reduce(0) { $0 + $1.0 * $1.1 }
        let (whitened, logDeterminant) = noise.whiten(columns: [y], times: times, amplitudes: amplitudes)
        let found = whitened[0].reduce(0) { $0 + $1 * $1 }
        #expect(abs(found / expected - 1) < 1e-9)
        #expect(abs(logDeterminant - reference.logDeterminant) < 1e-9)
    }

    @Test("A drift that is alike in sure and unsure rows hardly turns a line through all of them")
    func unsureRows() throws {
        let t = (0..<160).map(Double.init)
        // The rows of the later half are five times less sure, and drift no less and no more than the others.
        let scale = t.map { $0 < 80 ? 0.05 : 0.25 }
        let drift = t.map { 0.15 * sin($0 / 9) }
        let design = Matrix(columns: [t.map { _ in 1 }, t])
        let fit = try #require(
            CorrelatedLeastSquares(
                design: design, response: t.indices.map { 0.2 * t[$0] + drift[$0] + 0.02 * cos(t[$0] * 12.9898) }, times: t,
                noiseScale: scale))
        let slope = fit.estimate([0, 1])
        #expect(abs(slope.value - 0.2) < 2 * slope.standardError)
        #expect(slope.standardError < 0.002)
    }

    @Test("A coefficient that is certain beside the series is as if it were not there")
    func knowledgeBeside() throws {
        let t = (0..<40).map(Double.init)
        let response = t.map { 2 + 0.1 * $0 + sin($0 * 12.9898) }
        let ones = t.map { _ in 1.0 }
        let design = Matrix(columns: [ones, t])
        let certain = try #require(
            CorrelatedLeastSquares(
                design: design, response: response, times: t, beside: [(row: [0, 1e5], response: 1e5 * 0.13)]))
        #expect(abs(certain.coefficients[1] - 0.13) < 1e-6)
        let known = try #require(
            CorrelatedLeastSquares(
                design: Matrix(columns: [ones]), response: zip(response, t).map { $0 - 0.13 * $1 }, times: t))
        #expect(certain.degreesOfFreedom == known.degreesOfFreedom)
        #expect(abs(certain.coefficients[0] - known.coefficients[0]) < 1e-4)
        let errors = [certain.estimate([1, 0]), known.estimate([1])].map(\.standardError)
        #expect(abs(errors[0] / errors[1] - 1) < 1e-3)
        let wrong = CorrelatedLeastSquares(design: design, response: response, times: t, beside: [(row: [1], response: 0)])
        #expect(wrong == nil)
    }

    private func line(_ errors: [Double]) -> CorrelatedLeastSquares? {
        let t = errors.indices.map(Double.init)
        let centre = t[t.count - 1] / 2
        return CorrelatedLeastSquares(
            design: Matrix(columns: [t.map { _ in 1 }, t.map { $0 - centre }]),
            response: t.indices.map { 3 + 0.5 * (t[$0] - centre) + errors[$0] }, times: t)
    }

    /// Normal numbers, the same on every machine.
    private struct Normals {
        var state: UInt64

        mutating func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
        }

        mutating func next() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }

    @Test("A long white series gets the standard error of ordinary least squares, give or take 10 %")
    func white() throws {
        var normals = Normals(state: 11)
        let fit = try #require(line((0..<400).map { _ in normals.next() }))
        let ratio = fit.estimate([0, 1]).standardError / fit.whiteNoiseStandardErrors[1]
        #expect(ratio > 0.95 && ratio < 1.1)
        #expect(fit.correlatedProbability < 0.5)
    }

    @Test("An AR(1) series of correlation 0.9 gets the standard error that theory gives it, give or take 40 %")
    func autoregressive() throws {
        var normals = Normals(state: 5)
        var state = normals.next()
        let errors = (0..<400).map { _ in
            state = 0.9 * state + (1 - 0.81).squareRoot() * normals.next()
            return state
        }
        let fit = try #require(line(errors))
        // A trend's variance grows by (1 + rho) / (1 - rho) for a long series.
        let inflation = fit.estimate([0, 1]).standardError / fit.whiteNoiseStandardErrors[1]
        #expect(inflation > 0.6 * 19.0.squareRoot() && inflation < 1.4 * 19.0.squareRoot())
        #expect(fit.correlatedProbability > 0.99)
        #expect(fit.interval([0, 1]).contains(0.5))
    }

    @Test("Without a degree of freedom, or with data that are not finite, there is no fit")
    func undetermined() {
        #expect(line([0.1, 0.2]) == nil)
        #expect(line([0.1, .nan, 0.2, 0.3]) == nil)
        let flat = Matrix(columns: [[1, 1, 1], [2, 2, 2]])
        #expect(CorrelatedLeastSquares(design: flat, response: [1, 2, 3], times: [0, 1, 2]) == nil)
    }

    @Test("Lag-one correlation and effective sample size of alternating, constant and smooth residuals")
    func autocorrelation() {
        #expect(Autocorrelation.lagOne([1, -1, 1, -1]) == -0.75)
        #expect(Autocorrelation.lagOne([0, 0, 0]) == 0)
        let smooth = (0..<100).map { sin(Double($0) / 10) }
        #expect(Autocorrelation.effectiveSampleSize(smooth, fittedCoefficients: 0) < 5)
        let alternating = (0..<100).map { $0 % 2 == 0 ? 1.0 : -1 }
        #expect(Autocorrelation.effectiveSampleSize(alternating, fittedCoefficients: 0) == 100)
    }
}

@Suite("Profile likelihood")
struct ProfileLikelihoodTests {
    @Test("A linear parameter has the interval of Student's t")
    func linear() {
        let x = (0..<12).map(Double.init)
        let y = x.map { 1 + 2 * $0 + sin($0 * 5) }
        let residuals: LeastSquares.Residuals = { b in zip(x, y).map { b[0] + b[1] * $0 - $1 } }
        let fit = LeastSquares.fit(start: [0, 0], residuals: residuals)
        let t = StudentT.twoSidedQuantile(confidence: 0.95, degreesOfFreedom: 10)
        let interval = ProfileLikelihood.interval(
            of: 1, fit: fit, deviations: t, limits: -100...100, residuals: residuals)
        let slope = fit.estimate(1)
        #expect(abs(interval.upperBound - (slope.value + t * slope.standardError)) < 1e-3 * slope.standardError)
        #expect(abs(interval.lowerBound - (slope.value - t * slope.standardError)) < 1e-3 * slope.standardError)
    }

    @Test("The logarithm of a mean has the logarithms of the mean's ends, unequal on the two sides")
    func asymmetric() {
        let y = [0.4, 1.9, 1.1, 0.2, 1.4, 1.0]
        let residuals: LeastSquares.Residuals = { p in y.map { exp(p[0]) - $0 } }
        let fit = LeastSquares.fit(start: [0], residuals: residuals)
        let interval = ProfileLikelihood.interval(
            of: 0, fit: fit, deviations: 2, limits: -20...20, residuals: residuals)
        let halfWidth = 2 * fit.residualStandardDeviation / Double(y.count).squareRoot()
        #expect(abs(interval.lowerBound - log(1.0 - halfWidth)) < 2e-3)
        #expect(abs(interval.upperBound - log(1.0 + halfWidth)) < 2e-3)
    }

    @Test("A parameter without influence in one direction ends at the limit")
    func open() {
        let residuals: LeastSquares.Residuals = { p in [exp(-p[0]), 0.5, -0.5, 0.3] }
        let fit = LeastSquares.fit(start: [3], residuals: residuals)
        let interval = ProfileLikelihood.interval(
            of: 0, fit: fit, deviations: 2, limits: -5...50, residuals: residuals)
        #expect(interval.upperBound == 50)
        #expect(interval.lowerBound > -5 && interval.lowerBound < 1)
    }
}

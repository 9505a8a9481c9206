import Foundation
import Statistics
import Testing

@Suite("Nonlinear least squares")
struct LeastSquaresTests {
    private let x = (0..<20).map { Double($0) / 4 }

    private func decay(_ b: [Double], _ x: Double) -> Double { b[0] * exp(-b[1] * x) }

    @Test("An analytic Jacobian and central differences give the same fit")
    func jacobian() {
        let y = x.enumerated().map { decay([3, 0.7], $1) + 0.01 * sin(Double($0 * 7)) }
        let residuals: LeastSquares.Residuals = { b in zip(x, y).map { decay(b, $0) - $1 } }
        let numeric = LeastSquares.fit(start: [1, 1], residuals: residuals)
        let analytic = LeastSquares.fit(
            start: [1, 1],
            jacobian: { b in Matrix(columns: [x.map { exp(-b[1] * $0) }, x.map { -b[0] * $0 * exp(-b[1] * $0) }]) },
            residuals: residuals)
        #expect(numeric.success && analytic.success)
        for j in 0..<2 {
            #expect(abs(numeric.parameters[j] - analytic.parameters[j]) < 1e-9)
            #expect(abs(numeric.standardErrors[j] / analytic.standardErrors[j] - 1) < 1e-6)
        }
    }

    @Test("Residuals in units of their error give a covariance that does not follow their scatter")
    func standardized() {
        let residuals: LeastSquares.Residuals = { b in [b[0] - 1, b[0] - 1.5, b[0] - 2, b[0] - 9] }
        let free = LeastSquares.fit(start: [0], residuals: residuals)
        let known = LeastSquares.fit(start: [0], options: .init(residualsAreStandardized: true), residuals: residuals)
        #expect(abs(known.standardErrors[0] - 0.5) < 1e-9)
        #expect(abs(free.standardErrors[0] - free.residualStandardDeviation / 2) < 1e-9)
    }

    @Test("Two parameters that only enter as a product are reported as not separable")
    func degenerate() {
        let fit = LeastSquares.fit(start: [1, 1]) { b in x.map { b[0] * b[1] * $0 - 2 * $0 } }
        #expect(!fit.success)
        #expect(fit.message.contains("do not separate"))
    }

    @Test("Bad input is a failed result with its reason, not a crash")
    func badInput() {
        #expect(!LeastSquares.fit(start: [], residuals: { _ in [1] }).success)
        #expect(LeastSquares.fit(start: [.nan], residuals: { _ in [1] }).message.contains("not finite"))
        #expect(LeastSquares.fit(start: [1, 2], residuals: { _ in [1] }).message.contains("cannot determine"))
        #expect(LeastSquares.fit(start: [1], residuals: { _ in [.nan, 1] }).message.contains("not finite"))
        #expect(!LeastSquares.fit(start: [1], options: .init(scale: [0]), residuals: { _ in [1, 2] }).success)
    }

    @Test("A residual function that changes its length ends the fit")
    func changingLength() {
        let fit = LeastSquares.fit(start: [1]) { b in b[0] == 1 ? [1, 2, 3] : [1] }
        #expect(!fit.success)
        #expect(fit.message.contains("returned 1 residuals"))
    }

    @Test("Steps onto values without a logarithm are taken back")
    func undefinedRegion() {
        let y = x.map { log(2 + $0) }
        let fit = LeastSquares.fit(start: [40]) { b in zip(x, y).map { log(b[0] + $0) - $1 } }
        #expect(fit.success)
        #expect(abs(fit.parameters[0] - 2) < 1e-6)
    }
}

@Suite("Linear least squares")
struct LinearLeastSquaresTests {
    @Test("A weight of zero leaves a row out; weights act like repeated rows")
    func weights() {
        let x = [0.0, 1, 2, 3, 4]
        let y = [1.0, 3.2, 4.9, 7.1, 100]
        let design = Matrix(columns: [x.map { _ in 1 }, x])
        let weighted = LinearLeastSquares.fit(design: design, response: y, weights: [1, 2, 1, 1, 0])
        let repeated = LinearLeastSquares.fit(
            design: Matrix(columns: [[1, 1, 1, 1, 1], [0, 1, 1, 2, 3]]), response: [1, 3.2, 3.2, 4.9, 7.1])
        #expect(weighted.success && repeated.success)
        for j in 0..<2 { #expect(abs(weighted.parameters[j] - repeated.parameters[j]) < 1e-12) }
        #expect(weighted.degreesOfFreedom == 2)
    }

    @Test("Dependent columns, too few rows, and values that are not finite fail with a reason")
    func failures() {
        let dependent = Matrix(columns: [[1, 1, 1], [2, 2, 2]])
        #expect(LinearLeastSquares.fit(design: dependent, response: [1, 2, 3]).message.contains("rank 1 of 2"))
        let short = Matrix(columns: [[1], [2]])
        #expect(LinearLeastSquares.fit(design: short, response: [1]).message.contains("cannot determine"))
        let line = Matrix(columns: [[1, 1, 1], [0, 1, 2]])
        #expect(!LinearLeastSquares.fit(design: line, response: [1, .infinity, 3]).success)
        #expect(!LinearLeastSquares.fit(design: line, response: [1, 2]).success)
        #expect(!LinearLeastSquares.fit(design: line, response: [1, 2, 3], weights: [1, -1, 1]).success)
    }
}

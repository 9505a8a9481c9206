import Foundation
import Statistics
import Testing

@Suite("Linear least squares against NIST's certified data")
struct NISTLinearTests {
    private func design(_ set: NISTDataset) -> Matrix {
        switch set.designKind {
        case "none": return Matrix(columns: [set.x.map { $0[0] }])
        case "polynomial":
            return Matrix(
                columns: (0...set.designDegree).map { k in set.x.map { x in (0..<k).reduce(1) { p, _ in p * x[0] } } })
        default:
            let predictors = (0..<set.x[0].count).map { j in set.x.map { $0[j] } }
            return Matrix(columns: [set.x.map { _ in 1 }] + predictors)
        }
    }

    // The digits that double precision leaves: the powers of Filip's x are rounded before any solver sees them.
    @Test(
        "Coefficients and standard errors agree with the certified ones",
        arguments: [
            ("Norris", 12.0), ("Pontius", 11), ("NoInt1", 13), ("NoInt2", 13), ("Longley", 11), ("Wampler1", 9),
            ("Wampler2", 11), ("Wampler3", 9), ("Wampler4", 9), ("Wampler5", 8), ("Filip", 7),
        ])
    func certified(_ name: String, digits: Double) throws {
        let set = try NISTDataset(name)
        let fit = LinearLeastSquares.fit(design: design(set), response: set.y)
        #expect(fit.success, "\(fit.message)")
        for j in set.parameters.indices {
            #expect(agreeingDigits(fit.parameters[j], set.parameters[j]) >= digits, "\(name) B\(j)")
            if set.standardErrors[j] > 0 {
                let agreeing = agreeingDigits(fit.standardErrors[j], set.standardErrors[j])
                #expect(agreeing >= min(digits, 8), "\(name) SE\(j)")
            } else {
                #expect(fit.standardErrors[j] < 1e-8)
            }
        }
        let deviation = try #require(set.residualStandardDeviation)
        if deviation > 0 { #expect(agreeingDigits(fit.residualStandardDeviation, deviation) >= min(digits, 9)) }
    }
}

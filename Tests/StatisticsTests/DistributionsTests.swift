import Statistics
import Testing

@Suite("Quantiles and distribution functions")
struct DistributionsTests {
    // Published tables (NIST/SEMATECH e-Handbook 1.3.6.7; Abramowitz and Stegun, chapter 26).
    @Test("Quantiles agree with the published tables")
    func tables() {
        #expect(abs(Normal.quantile(0.975) - 1.959963984540054) < 1e-12)
        #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: 1) - 12.70620473617471) < 1e-9)
        #expect(abs(StudentT.twoSidedQuantile(confidence: 0.95, degreesOfFreedom: 10) - 2.228138851964939) < 1e-9)
        #expect(abs(ChiSquared.quantile(0.95, degreesOfFreedom: 3) - 7.814727903251179) < 1e-10)
        #expect(abs(FisherF.quantile(0.95, numerator: 2, denominator: 10) - 4.102821015130343) < 1e-9)
    }

    @Test("A quantile is the inverse of its distribution function", arguments: [0.001, 0.3, 0.5, 0.9, 0.9999])
    func inverse(_ p: Double) {
        #expect(abs(Normal.cumulative(Normal.quantile(p)) - p) < 1e-12)
        let t = StudentT.quantile(p, degreesOfFreedom: 2.5)
        #expect(abs(StudentT.cumulative(t, degreesOfFreedom: 2.5) - p) < 1e-10)
        let chi = ChiSquared.quantile(p, degreesOfFreedom: 7)
        #expect(abs(ChiSquared.cumulative(chi, degreesOfFreedom: 7) - p) < 1e-12)
        let f = FisherF.quantile(p, numerator: 3, denominator: 8)
        #expect(abs(FisherF.cumulative(f, numerator: 3, denominator: 8) - p) < 1e-12)
    }

    @Test("Arguments outside the domain give NaN, not an exception from C++")
    func domain() {
        #expect(Normal.quantile(1.5).isNaN)
        #expect(StudentT.quantile(0.9, degreesOfFreedom: -1).isNaN)
        #expect(StudentT.cumulative(.nan, degreesOfFreedom: 3).isNaN)
        #expect(ChiSquared.quantile(.nan, degreesOfFreedom: 2).isNaN)
        #expect(FisherF.cumulative(-1, numerator: 2, denominator: 2).isNaN)
    }
}

import Statistics
import Testing

@testable import Reporting

@Suite("Numbers for people")
struct RoundedTests {
    @Test(
        "A value has the decimals that its error supports",
        arguments: [
            (8.0214, 0.0312, "8.021 ± 0.031"), (8.0214, 0.041, "8.02 ± 0.04"), (7.63, 0.0212, "7.630 ± 0.021"),
            (147.2, 0.97, "147.2 ± 1.0"), (12345, 678, "12300 ± 700"), (21609, 18, "21609 ± 18"),
            (-1156.4, 186, "−1160 ± 190"), (1.5902e-5, 4.4e-8, "(1.590 ± 0.004) × 10⁻⁵"), (0, 0.5, "0.0 ± 0.5"),
            (0.00002, 0.3, "0.00 ± 0.30"), (3.2e9, 1e8, "(3.20 ± 0.10) × 10⁹"),
        ])
    func estimates(value: Double, error: Double, text: String) {
        #expect(Rounded.text(Estimate(value: value, standardError: error)) == text)
    }

    @Test(
        "An error below the digits of its value is written for itself",
        arguments: [
            (0.345, 1e-300, "0.3450 ± 1.000 × 10⁻³⁰⁰"), (0.345, 2e-21, "0.3450 ± 2.000 × 10⁻²¹"),
            (0, 1e-300, "(0.0 ± 1.0) × 10⁻³⁰⁰"),
        ])
    func tinyErrors(value: Double, error: Double, text: String) {
        #expect(Rounded.text(Estimate(value: value, standardError: error)) == text)
    }

    @Test("An error that is unknown is said to be so, and an exact value has none")
    func unknownError() {
        #expect(Rounded.text(Estimate(value: 7.6312, standardError: .nan)) == "7.631 (error unknown)")
        #expect(Rounded.text(Estimate(value: 0.75, standardError: 0)) == "0.7500")
        #expect(Rounded.text(Estimate(value: .nan, standardError: 1)) == "–")
    }

    @Test("An interval has the digits of its error")
    func interval() {
        #expect(Rounded.interval(7.5884 ... 7.6716, error: 0.0212) == "7.588 to 7.672")
        #expect(Rounded.interval(-0.02 ... 0.31, error: 0.08) == "−0.02 to 0.31")
    }

    @Test(
        "Plain numbers keep four digits",
        arguments: [(4.16, "4.160"), (123456.7, "123457"), (0.00012, "1.200 × 10⁻⁴"), (0, "0.000")])
    func plain(value: Double, text: String) { #expect(Rounded.plain(value) == text) }
}

import Facets
import Testing

@testable import Records

@Suite("Numbers and flags in tables")
struct NumberTextTests {
    @Test(
        "Fixed decimals, without locale and without negative zero",
        arguments: [
            (1.0, 5, "1.00000"), (-0.000004, 5, "0.00000"), (-0.000006, 5, "-0.00001"), (147.123456, 5, "147.12346"),
            (0.1, 1, "0.1"), (2.5, 0, "3"), (-12.25, 1, "-12.3"), (999.999999, 5, "1000.00000"),
            (.nan, 5, ""), (.infinity, 5, ""), (1e300, 2, "1e+300"), (1234567.00001, 5, "1234567.00001"),
            (2.5e-20, 21, "0.000000000000000000025"), (-1e-300, 301, "-0." + String(repeating: "0", count: 299) + "10"),
            (7, 400, "7.0"), (0, 400, "0.0"),
        ])
    func fixed(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(
        "Trimmed numbers lose only their trailing zeros",
        arguments: [
            (20.0, "20"), (17.06, "17.06"), (0.0, "0"), (1.0 / 3, "0.333333"), (100.5, "100.5"), (-3.10, "-3.1"),
        ])
    func trimmed(value: Double, text: String) {
        #expect(NumberText.trimmed(value, decimals: 6) == text)
    }

    @Test(
        "Scientific notation carries when rounding reaches ten",
        arguments: [
            (1.664e-5, "1.66400e-05"), (9.9999999e-6, "1.00000e-05"), (0, "0.00000e+00"), (-12345.678, "-1.23457e+04"),
            (1e-120, "1.00000e-120"),
        ])
    func scientific(value: Double, text: String) {
        #expect(NumberText.scientific(value, digits: 6) == text)
    }

    @Test("Cells with separators are quoted")
    func quoted() {
        #expect(TableFile.quoted("a, \"b\"") == "\"a, \"\"b\"\"\"")
        #expect(TableFile.quoted("line\nbreak") == "\"line\nbreak\"")
        #expect(TableFile.quoted("plain; text") == "plain; text")
    }

    @Test("A lasting contact ends free growth, also in the frames that miss it")
    func lastingContact() {
        let none: Set<MeasurementFlag> = []
        let touching: Set<MeasurementFlag> = [.touching]
        let flags = [none, none, none, touching, touching, none, touching, touching]
        #expect(FreeGrowth.usable(flags) == [true, true, true, false, false, false, false, false])
    }

    @Test("A contact that passes costs only its own frames")
    func passingContact() {
        var flags = [Set<MeasurementFlag>](repeating: [], count: 20)
        flags[4] = [.touching]
        flags[5] = [.touching, .border]
        flags[9] = [.occluded]
        #expect(FreeGrowth.usable(flags).indices.filter { !FreeGrowth.usable(flags)[$0] } == [4, 5, 9])
    }

    @Test("A crystal at the border from the start is usable where it is free later")
    func freeLater() {
        let flags: [Set<MeasurementFlag>] = [[.border], [.border], [.border], [.border], [], [.small]]
        #expect(FreeGrowth.usable(flags) == [false, false, false, false, true, true])
    }

    @Test("Directions around zero are averaged across it")
    func directions() {
        var mean = DirectionMean()
        for angle in [359.0, 1.0, 2.0, 358.0] { mean.add(angle) }
        #expect(min(mean.degrees, 360 - mean.degrees) < 1e-9)
        #expect((0 ..< 360).contains(mean.degrees))
    }
}

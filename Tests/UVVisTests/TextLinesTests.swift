import Foundation
import Testing

@testable import UVVis

@Suite("Lines and numbers from bytes")
struct TextLinesTests {
    @Test("Lines end where those of Unicode do")
    func lineEnds() {
        let text = "a\nb\r\nc\rd\r\r\ne\u{85}f\u{2028}g\u{2029}h\u{0B}i\u{0C}µ é\u{A0}\n\n"
        let expected = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        #expect(Array(TextLines(text)) == expected)
        #expect(Array(TextLines("")) == [""])
    }

    @Test("A number is read as Double reads it, to the last bit")
    func numbers() {
        var random = NormalNumbers(seed: 5)
        for k in 0..<20_000 {
            let value = random.next() * pow(10, Double(k % 30 - 12))
            let formats = ["%.3f", "%.6f", "%g", "%.12g", "%.17g", "%.2E", "%e"]
            let text = String(format: formats[k % formats.count], value)
            #expect(NumberFormat.point.number(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
            let withComma = text.replacing(".", with: ",")
            #expect(NumberFormat.comma.number(withComma)?.bitPattern == Double(text)?.bitPattern, "\(withComma)")
        }
    }

    @Test(
        "What is written strangely is read as before, or is no number",
        arguments: [
            ("", nil), ("-", nil), (".", nil), ("+5", 5), ("-0", -0.0), ("1e5", 1e5), ("1.5e-300", 1.5e-300), ("1e", nil),
            ("1.2.3", nil), ("12a", nil), (" 7 ", 7), ("\"8\"", 8), ("1e+22", 1e22), ("123456789012345680", 123_456_789_012_345_680),
            ("0x10", 16), ("--1", nil),
        ] as [(String, Double?)])
    func strange(text: String, value: Double?) {
        #expect(NumberFormat.point.number(text)?.bitPattern == value?.bitPattern)
    }
}

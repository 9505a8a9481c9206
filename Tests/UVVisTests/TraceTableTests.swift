import Foundation
import Testing

@testable import UVVis

@Suite("A trace in a table")
struct TraceTableTests {
    private func rows(_ line: (Int) -> String) -> String { (0..<9).map(line).joined(separator: "\n") }

    @Test("Plain CSV, other units, decimal commas and errors are read")
    func forms() throws {
        let plain = try TraceTable.read(text: "time_s,absorbance\n" + rows { "\($0 * 10),0.\($0)" }, path: "t")
        #expect(plain.times[8] == 80 && plain.absorbances[8] == 0.8 && plain.standardErrors == nil)
        let comma = try TraceTable.read(
            text: "time_min;absorbance;absorbance_se\r\n" + rows { "\($0),5;0,\($0);0,01" }, path: "t")
        #expect(comma.times[1] == 90 && comma.absorbances[3] == 0.3 && comma.standardErrors?[2] == 0.01)
    }

    @Test(
        "What cannot be used is refused with its place",
        arguments: [
            ("time,absorbance\n1,2", "time_s"), ("", "empty"), ("time_s,absorbance\n0,0.1", "1 value"),
            ("time_s,absorbance\n0,0.1\n1,NaN", "line 3"), ("time_s,absorbance\n0,0.1\n1,", "line 3"),
            ("time_s,absorbance\n0,0.1\n1,inf", "line 3"),
        ])
    func refused(text: String, word: String) {
        let error = #expect(throws: UVVisError.self) { try TraceTable.read(text: text, path: "t.csv") }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        #expect(error?.category == .unusableInput)
    }

    @Test("A negative standard error and a time beyond any recording are refused")
    func senseless() {
        let negative = "time_s,absorbance,absorbance_se\n" + rows { "\($0 * 10),0.1,\($0 == 5 ? -1 : 0.01)" }
        let late = "time_s,absorbance\n" + rows { "\($0 * 10),0.1" } + "\n1e308,0.1"
        for (text, word) in [(negative, "standard error at 50"), (late, "1e+308")] {
            let error = #expect(throws: UVVisError.self) { try TraceTable.read(text: text, path: "t") }
            #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        }
    }

    @Test("Negative times and times that go back are refused")
    func times() {
        for shift in ["-5", "0", "10"] {
            let text = "time_s,absorbance\n" + rows { "\($0 * 10),0.1" } + "\n\(shift),0.1"
            #expect(throws: UVVisError.self) { try TraceTable.read(text: text, path: "t") }
        }
        let negative = "time_s,absorbance\n" + rows { "\($0 * 10 - 30),0.1" }
        #expect(throws: UVVisError.self) { try TraceTable.read(text: negative, path: "t") }
    }
}

import Analysis
import Calibration
import Facets
import Foundation
import Statistics
import Testing

@testable import growthscope

@Suite("What a person at a terminal sees")
struct ConsoleTests {
    func progress(done: Int, total: Int?, elapsed: Double, crystals: Int = 3) -> ProgressState {
        ProgressState(
            AnalysisProgress(framesDone: done, framesTotal: total, crystals: crystals, elapsedSeconds: elapsed))
    }

    @Test("The bar shows the share, the rate and the time left")
    func bar() {
        let line = ProgressBar.line(progress(done: 50, total: 200, elapsed: 10), columns: 100)
        #expect(line == "[\(String(repeating: "#", count: 7))\(String(repeating: ".", count: 23))] 25 %  "
            + "frame 50/200  3 crystals  5.0 frames/s  30 s left")
    }

    @Test("Without a known total there is no bar and no promise")
    func unknownTotal() {
        let line = ProgressBar.line(progress(done: 50, total: nil, elapsed: 2.5, crystals: 1), columns: 80)
        #expect(line == "frame 50  1 crystal  20 frames/s  3 s")
    }

    @Test("Work without a count is named")
    func activity() {
        let state = ProgressState(
            AnalysisProgress(stage: .figures, framesDone: 9, framesTotal: 9, crystals: 1, elapsedSeconds: 61))
        #expect(ProgressBar.line(state, columns: 80) == "drawing figures  1:01")
    }

    @Test("More frames than the container announced are 100 %, and before the first frame there is no rate")
    func edges() {
        #expect(ProgressBar.line(progress(done: 210, total: 200, elapsed: 10), columns: 90).contains("100 %"))
        let first = ProgressBar.line(progress(done: 0, total: 200, elapsed: 0), columns: 90)
        #expect(first.contains("0 %") && !first.contains("frames/s") && !first.contains("left"))
    }

    @Test("The line never reaches the terminal's edge", arguments: 0...120)
    func width(columns: Int) {
        let line = ProgressBar.line(progress(done: 12345, total: 99999, elapsed: 1234), columns: columns)
        #expect(line.count <= max(0, columns - 1))
    }

    @Test(
        "Durations read like a clock",
        arguments: [(0.2, "1 s"), (59.0, "59 s"), (60, "1:00"), (185, "3:05"), (3723, "1:02:03"), (1e12, "over 100 h")])
    func durations(seconds: Double, text: String) {
        #expect(ProgressBar.duration(seconds) == text)
        #expect(ProgressBar.duration(.infinity) == "over 100 h")
    }

    @Test(
        "An estimate is written to the second digit of its error",
        arguments: [
            (8.0234, 0.0312, "8.023 +- 0.031"), (8.0234, 0, "8.0234"), (1234.5, 98.7, "1234 +- 99"),
            (1.6637e-5, 2.1e-7, "0.00001664 +- 0.00000021"), (0.0, 1e-30, "0.000000000000 +- 0.000000000000"),
        ])
    func estimates(value: Double, error: Double, text: String) {
        #expect(EstimateText.text(Estimate(value: value, standardError: error)) == text)
    }

    @Test("The closing lines name every crystal, its velocity or its flags, and the report")
    func closingLines() {
        let outcome = AnalysisOutcome(
            folder: "run", reportPath: "run/report.html", frames: 97,
            crystals: [
                .init(id: 1, habit: .square, sideVelocity: Estimate(value: 7.63, standardError: 0.02)),
                .init(id: 2, habit: .truncatedSquare, sideVelocity: nil, flags: ["too_few_frames"]),
            ], warnings: [], isInterrupted: true)
        #expect(
            ClosingLines.text(outcome) == """
                crystal 1 (square): side velocity 7.630 +- 0.020 um/min
                crystal 2 (truncated square): no velocity  [too_few_frames]
                2 crystals in 97 frames, interrupted
                report: run/report.html

                """)
    }

    @Test("A field full of crystals is cut short with a word about where the rest is")
    func manyCrystals() {
        let crystals = (1...31).map { AnalysisOutcome.Crystal(id: $0, habit: .rounded, sideVelocity: nil) }
        let lines = ClosingLines.text(
            AnalysisOutcome(
                folder: "run", reportPath: "run/report.html", frames: 1, crystals: crystals, warnings: [],
                isInterrupted: false)
        ).split(separator: "\n")
        #expect(lines.count == 23)
        #expect(lines[20] == "... and 11 more in run/crystals.csv")
        #expect(lines[21] == "31 crystals in 1 frame")
    }
}

@Suite("Exit statuses")
struct ExitStatusTests {
    @Test(
        "Each kind of calibration error has its status",
        arguments: [
            (CalibrationError.noSuchFile(path: "c"), CommandStatus.noSuchInput), (.noScale(input: "m"), .usage),
            (.wrongSchema(path: "c", found: nil), .unusableInput), (.unreadable(path: "c", reason: ""), .inputOutput),
        ])
    func calibration(error: CalibrationError, status: CommandStatus) {
        #expect(CommandStatus(of: error) == status)
    }

    @Test("A cancelled run is an interrupted one")
    func cancellation() {
        #expect(CommandStatus(of: CancellationError()) == .interrupted)
        #expect(ErrorMessage.sentence(for: CancellationError()) == "interrupted")
    }

    @Test("An error's description is told in one line")
    func oneLine() {
        #expect(ErrorMessage.sentence(for: CommandError(.inputOutput, "a\nb\n")) == "a b")
    }

    @Test("A JSON text that does not fit says where")
    func decoding() throws {
        struct Scene: Decodable { var frames: Int }
        for text in ["{}", "{\"frames\": \"three\"}"] {
            let error = try #require(throws: DecodingError.self) {
                try JSONDecoder().decode(Scene.self, from: Data(text.utf8))
            }
            #expect(ErrorMessage.sentence(for: error).contains("frames"))
            #expect(CommandStatus(of: error) == .unusableInput)
        }
    }
}

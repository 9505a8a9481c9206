import Analysis
import Foundation
import Synchronization

/// One line on a terminal that says how far the analysis is, how fast, and how long it will take.
final class ProgressBar: Sendable {
    private struct State {
        var lastDrawnSeconds = -Double.infinity
        var lastStage: AnalysisProgress.Stage?
    }

    // More often is not legible and costs time on slow terminals.
    private static let redrawSeconds = 0.1

    private let console: Console
    private let state = Mutex(State())

    init(console: Console) { self.console = console }

    func update(_ progress: AnalysisProgress) {
        guard console.isTerminal else { return }
        let isDue = state.withLock { state in
            guard state.lastStage != progress.stage
                || progress.elapsedSeconds - state.lastDrawnSeconds >= Self.redrawSeconds
            else { return false }
            state.lastStage = progress.stage
            state.lastDrawnSeconds = progress.elapsedSeconds
            return true
        }
        if isDue { console.status(Self.line(progress, columns: console.columns)) }
    }

    func finish() { console.status("") }

    /// The text of the line, cut to the terminal's width.
    static func line(_ progress: AnalysisProgress, columns: Int) -> String {
        guard progress.stage == .frames else {
            return String("\(phrase(progress.stage)) (\(duration(progress.elapsedSeconds)))".prefix(max(0, columns - 1)))
        }
        let rate = progress.elapsedSeconds > 0 ? Double(progress.framesDone) / progress.elapsedSeconds : 0
        var text = "frame \(progress.framesDone)"
        if let total = progress.framesTotal { text += "/\(total)" }
        text += "  \(progress.crystals) crystal\(progress.crystals == 1 ? "" : "s")"
        if rate > 0 { text += "  \(String(format: rate < 10 ? "%.1f" : "%.0f", rate)) frames/s" }
        guard let total = progress.framesTotal, total > 0 else {
            return String("\(text)  \(duration(progress.elapsedSeconds))".prefix(max(0, columns - 1)))
        }
        // A container's count of frames is often an estimate: more frames than announced is no more than all of them.
        let fraction = min(1, Double(progress.framesDone) / Double(total))
        if rate > 0 { text += "  \(duration(Double(max(0, total - progress.framesDone)) / rate)) left" }
        let percent = "\(Int((fraction * 100).rounded(.down))) %"
        let room = min(30, columns - text.count - percent.count - 7)
        let bar = room >= 5 ? "[\(blocks(fraction, width: room))] " : ""
        return String("\(bar)\(percent)  \(text)".prefix(max(0, columns - 1)))
    }

    private static func blocks(_ fraction: Double, width: Int) -> String {
        let full = Int(fraction * Double(width))
        return String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    }

    private static func phrase(_ stage: AnalysisProgress.Stage) -> String {
        switch stage {
        case .frames: "reading frames"
        case .kinetics: "fitting growth laws"
        case .tables: "writing tables"
        case .figures: "drawing figures"
        case .report: "writing the report"
        }
    }

    /// "45 s", "3:05", "1:02:03".
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 360_000 else { return "over 100 h" }
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
        if minutes < 60 { return "\(minutes):\(String(format: "%02d", rest))" }
        return "\(minutes / 60):\(String(format: "%02d:%02d", minutes % 60, rest))"
    }
}

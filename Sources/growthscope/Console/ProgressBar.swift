import Foundation
import Synchronization

/// How far a piece of work is.
struct ProgressState: Sendable, Equatable {
    /// What is being done, where it has no count: "drawing figures".
    var activity = ""
    /// Frames done, nil where the work has no count.
    var framesDone: Int?
    /// nil where only reading to the end can tell.
    var framesTotal: Int?
    /// A word about what was found so far: "3 crystals".
    var note = ""
    var elapsedSeconds: Double
}

/// One line on a terminal that says how far the work is, how fast, and how long it will take.
final class ProgressBar: Sendable {
    private struct Drawn {
        var seconds = -Double.infinity
        var activity: String?
    }

    // More often is not legible and costs time on slow terminals.
    private static let redrawSeconds = 0.1

    private let console: Console
    private let drawn = Mutex(Drawn())

    init(console: Console) { self.console = console }

    func update(_ state: ProgressState) {
        guard console.showsStatus else { return }
        let isDue = drawn.withLock { drawn in
            guard drawn.activity != state.activity || state.elapsedSeconds - drawn.seconds >= Self.redrawSeconds
            else { return false }
            drawn = Drawn(seconds: state.elapsedSeconds, activity: state.activity)
            return true
        }
        if isDue { console.status(Self.line(state, columns: console.columns)) }
    }

    func finish() { console.status("") }

    /// The text of the line, short of the terminal's last column, where some terminals wrap.
    static func line(_ state: ProgressState, columns: Int) -> String {
        guard let done = state.framesDone else {
            return cut("\(state.activity)  \(duration(state.elapsedSeconds))", to: columns)
        }
        let rate = state.elapsedSeconds > 0 ? Double(done) / state.elapsedSeconds : 0
        var parts = [state.framesTotal.map { "frame \(done)/\($0)" } ?? "frame \(done)"]
        if !state.note.isEmpty { parts.append(state.note) }
        if rate > 0 { parts.append("\(String(format: rate < 10 ? "%.1f" : "%.0f", rate)) frames/s") }
        guard let total = state.framesTotal, total > 0 else {
            return cut((parts + [duration(state.elapsedSeconds)]).joined(separator: "  "), to: columns)
        }
        if rate > 0 { parts.append("\(duration(Double(max(0, total - done)) / rate)) left") }
        // A container's count of frames is often an estimate: more frames than announced is no more than all of them.
        let fraction = min(1, Double(done) / Double(total))
        let text = (["\(Int(fraction * 100)) %"] + parts).joined(separator: "  ")
        let room = min(30, columns - text.count - 4)
        return cut(room >= 5 ? "[\(blocks(fraction, width: room))] \(text)" : text, to: columns)
    }

    private static func cut(_ text: String, to columns: Int) -> String { String(text.prefix(max(0, columns - 1))) }

    private static func blocks(_ fraction: Double, width: Int) -> String {
        let full = Int(fraction * Double(width))
        return String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
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

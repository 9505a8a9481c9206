import Analysis
import Synchronization
import Tracking

/// A live run as a person at a terminal sees it: a status line, warnings as they arise, Ctrl-C.
enum LiveSession {
    static func run(_ options: LiveOptions) async throws -> AnalysisOutcome {
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        let log = LiveLog()
        return try await Interruption.cancelling("closing the run with what was measured") {
            try await LiveRun(options: options).run { notice in
                switch notice {
                case .camera(let state): CameraNotices.announce(state)
                case .event(let event): Console.shared.warning(LiveStatus.sentence(event))
                case .progress(let progress): log.show(progress)
                case .closing(let progress): bar.update(ProgressState(progress))
                }
            }
        }
    }
}

/// The status of a run: a line that is redrawn on a terminal, and a line now and then in a log.
private final class LiveLog: Sendable {
    private let lastLine = Mutex(-Double.infinity)
    private static let redrawSeconds = 0.2
    private static let logSeconds = 60.0

    func show(_ progress: LiveProgress) {
        let console = Console.shared
        let interval = console.showsStatus ? Self.redrawSeconds : Self.logSeconds
        let isDue = lastLine.withLock { last in
            guard progress.elapsedSeconds - last >= interval else { return false }
            last = progress.elapsedSeconds
            return true
        }
        guard isDue else { return }
        let text = LiveStatus.line(progress)
        if console.showsStatus {
            console.status(String(text.prefix(max(0, console.columns - 1))))
        } else {
            console.note(text)
        }
    }
}

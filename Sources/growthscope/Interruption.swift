import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and a terminal that is closed: the first cancels the work, which then closes what it has; the second
/// ends the program at once.
final class Interruption: Sendable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    private struct State {
        var received = 0
        /// Cancels the work, as soon as there is any.
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let consequence: String

    private init(consequence: String) { self.consequence = consequence }

    /// Runs `work` in a task of its own that the first signal cancels; `consequence` says what follows from that.
    static func cancelling<Success: Sendable>(
        _ consequence: String, _ work: @escaping @Sendable () async throws -> Success
    ) async throws -> Success {
        let interruption = Interruption(consequence: consequence)
        // Under nohup a closed terminal is to be ignored.
        let heard = signals.filter { $0 != SIGHUP || !isIgnored($0) }
        let sources = heard.map { interruption.listen(to: $0) }
        defer {
            sources.forEach { $0.cancel() }
            heard.forEach { signal($0, SIG_DFL) }
        }
        let task = Task { try await work() }
        interruption.begin { task.cancel() }
        return try await task.value
    }

    /// Whether the program was started with the signal ignored, as the system tells in a mask of bits.
    private static func isIgnored(_ number: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let mask = status.firstMatch(of: /SigIgn:\s+([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) } ?? 0
        return mask >> UInt64(number - 1) & 1 == 1
    }

    /// Returns when signals of this number are heard.
    private func listen(to number: Int32) -> any DispatchSourceSignal {
        // The default action would end the program before the source hears of the signal.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
        let isListening = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { isListening.signal() }
        source.setEventHandler { self.handle() }
        source.resume()
        isListening.wait()
        return source
    }

    private func begin(cancel: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.cancel = cancel
            return state.received > 0
        }
        if isLate { cancel() }
    }

    private func handle() {
        let (count, cancel) = state.withLock { state in
            state.received += 1
            return (state.received, state.cancel)
        }
        guard count == 1 else { _exit(CommandStatus.interrupted.rawValue) }
        Console.shared.note("interrupted, \(consequence) (again to stop at once)")
        cancel?()
    }
}

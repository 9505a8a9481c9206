import Foundation
import Testing

@testable import growthscope

/// Each in a process of its own: a signal is everybody's.
@Suite("Ctrl-C")
struct InterruptionTests {
    @Test("The first signal cancels the work, which still returns what it has", arguments: [SIGINT, SIGTERM])
    func firstSignal(number: Int32) async {
        await #expect(processExitsWith: .exitCode(42)) { [number] in
            let measured = try await Interruption.cancelling("closing") {
                kill(getpid(), number)
                for _ in 0..<1000 where !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
                return Task.isCancelled ? 42 : 1
            }
            exit(Int32(measured))
        }
    }

    @Test("The second signal ends the program at once, with the status of an interrupted one")
    func secondSignal() async {
        await #expect(processExitsWith: .exitCode(130)) {
            try await Interruption.cancelling("closing") {
                // Two at the same time would arrive as one.
                kill(getpid(), SIGINT)
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                kill(getpid(), SIGTERM)
                for _ in 0..<1000 { usleep(10_000) }
            }
        }
    }

    @Test("Work that no signal meets is not cancelled, and its errors come through")
    func noSignal() async {
        await #expect(processExitsWith: .exitCode(42)) {
            do {
                try await Interruption.cancelling("closing") {
                    throw CommandError(.inputOutput, Task.isCancelled ? "cancelled" : "disk")
                }
            } catch let error as CommandError {
                exit(error.description == "disk" ? 42 : 1)
            }
        }
    }
}

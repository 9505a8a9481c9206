import Foundation
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Synchronization
import Testing
import Tracking

@testable import Analysis

@Suite("The record of a live run")
struct LiveStoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store() throws -> RunStore {
        try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
    }

    @Test("A full disk is waited for: nothing is lost, and the events say how long it took")
    func fullDisk() async throws {
        let store = try store()
        let told = Mutex<[TrackEvent]>([])
        var live = LiveStore(store: store, patienceSeconds: 3600) { notice in
            if case .event(let event) = notice { told.withLock { $0.append(event) } }
        }
        var attempts = 0
        try await live.write(atSeconds: 12, frame: 3) { store throws(RunError) in
            attempts += 1
            if attempts < 3 { throw .diskFull(path: "run.sqlite") }
            try store.recordFrame(3, timeSeconds: 12, status: .measured, detail: "")
        }
        #expect(attempts == 3)
        #expect(try store.summary().counts.framesMeasured == 1)
        let events = try store.events()
        #expect(events.map(\.kind) == [.diskFull])
        #expect(events.first?.detail.contains("waited") == true)
        #expect(told.withLock { $0.count } == 2)
    }

    @Test("A disk that stays full ends the run after its patience, with the disk's own error")
    func staysFull() async throws {
        var live = LiveStore(store: try store(), patienceSeconds: 1) { _ in }
        await #expect(throws: RunError.diskFull(path: "x")) {
            try await live.write(atSeconds: 0, frame: 0) { _ throws(RunError) in throw .diskFull(path: "x") }
        }
    }

    @Test("What was secured is in the main file itself: a power cut takes only what came after it")
    func secured() async throws {
        let store = try store()
        try store.recordFrame(0, timeSeconds: 0, status: .measured, detail: "")
        try store.secure(
            CaptureRecord(framesReceived: 1, framesLost: 0, framesDamaged: 0, framesSkipped: 0, outages: 0))
        // The log and its index are what a power cut may take.
        let copy = folder.file("copy")
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: store.folder.database, toPath: copy + "/run.sqlite")
        let left = try RunStore.open(copy)
        #expect(try left.summary().counts.framesMeasured == 1)
        #expect(try left.capture()?.framesReceived == 1)
    }

    @Test("The growth kept for the status stays bounded and spans all of it")
    func thinned() {
        var series = ThinnedSeries()
        for index in 0..<100_000 {
            series.append(
                GrowthSeries.Sample(
                    timeSeconds: Double(index), side: Estimate(value: 1, standardError: 0),
                    area: Estimate(value: 1, standardError: 0), perimeterMicrometers: 4, isUsable: true))
        }
        let times = series.samples.map(\.timeSeconds)
        #expect(times.count > ThinnedSeries.capacity / 2 && times.count <= ThinnedSeries.capacity)
        #expect(times.first == 0)
        #expect((times.last ?? 0) > 99_000)
        #expect(Set(zip(times, times.dropFirst()).map { $1 - $0 }).count == 1)
    }
}

import Facets
import Foundation
import Imaging
import Statistics
import Testing

@testable import Tracking

@Suite("Input that cannot be used")
struct InputTests {
    @Test("Frames out of order, times that stand still, scales and numbers that mean nothing are refused")
    func refused() throws {
        var scene = SyntheticScene()
        let speck = scene.speck(at: Point(x: 50, y: 50), radiusPixels: 3)
        var tracker = CrystalTracker()
        _ = try tracker.update(scene.frame(3, time: 30, [speck]))
        #expect(throws: TrackingError.frameOutOfOrder(frame: 3, after: 3)) {
            _ = try tracker.update(scene.frame(3, time: 40, [speck]))
        }
        #expect(throws: TrackingError.timeNotIncreasing(frame: 4, timeSeconds: 30, afterSeconds: 30)) {
            _ = try tracker.update(scene.frame(4, time: 30, [speck]))
        }
        var broken = speck
        broken.area = Estimate(value: .nan, standardError: 0)
        #expect(throws: TrackingError.measurementNotUsable(frame: 4, quantity: "area")) {
            _ = try tracker.update(scene.frame(4, time: 40, [broken]))
        }
        var flat = scene
        flat.pixel = 0
        #expect(throws: TrackingError.scaleNotPositive(frame: 4, micrometersPerPixel: 0)) {
            _ = try tracker.update(flat.frame(4, time: 40, []))
        }
        let update = try tracker.update(scene.frame(4, time: 40, [speck]))
        #expect(update.measurements.map(\.id) == [1])
    }

    @Test("A run without frames and frames without objects give nothing")
    func empty() throws {
        var tracker = CrystalTracker()
        #expect(tracker.predictions(frame: 0, timeSeconds: 0).isEmpty)
        let nothing = tracker.finish(timeSeconds: 0)
        #expect(nothing.measurements.isEmpty && nothing.events.isEmpty && nothing.verdicts.isEmpty)
        let record = try run(frames: 20) { frame, time, _ in SyntheticScene().frame(frame, time: time, []) }
        #expect(record.verdicts.isEmpty && record.events.isEmpty)
        #expect(record.drift.allSatisfy { $0 == .zero })
    }
}

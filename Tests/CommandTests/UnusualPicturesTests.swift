import Foundation
import Imaging
import Media
import RecordsTestSupport
import Testing

@Suite("analyze on pictures that a camera gives when something went wrong")
struct UnusualPicturesTests {
    let hostile: HostileInput

    init() throws { hostile = try HostileInput() }

    private func float(_ values: [Double]) -> PixelBuffer {
        PixelBuffer(
            width: GrowingSquare.width, height: GrowingSquare.height, bitDepth: 32,
            samples: .float32(values.map { Float($0) }))
    }

    @Test("All black, all saturated, all equal: no crystal", arguments: [0, 128, 255] as [UInt8])
    func flat(value: UInt8) throws {
        let frames = (0..<5).map { _ in FlatPicture.of(128, 96, value) }
        hostile.expectRun(try hostile.analyze(try hostile.stack("a.tif", frames)), "0 crystals in 5 frames")
    }

    @Test("Pure noise holds no crystal", arguments: [5.0, 20, 70])
    func noise(standardDeviation: Double) throws {
        var noise = RepeatableNoise(seed: 99)
        let frames = (0..<8).map { _ in
            GrowingSquare.picture((0..<GrowingSquare.width * GrowingSquare.height).map { _ in
                128 + standardDeviation * noise.normal()
            })
        }
        hostile.expectRun(try hostile.analyze(try hostile.stack("a.tif", frames)), "0 crystals in 8 frames")
    }

    @Test("Pictures of 16 x 16 pixels are looked at")
    func smallest() throws {
        var noise = RepeatableNoise(seed: 5)
        let frames = (0..<5).map { _ in
            PixelBuffer(
                width: 16, height: 16, bitDepth: 8,
                samples: .uint8((0..<256).map { _ in UInt8(128 + 20 * noise.uniform()) }))
        }
        hostile.expectRun(try hostile.analyze(try hostile.stack("a.tif", frames)), "0 crystals in 5 frames")
    }

    @Test("A single frame gives the crystal without a velocity")
    func single() throws {
        let result = try hostile.analyze(try hostile.stack("a.tif", GrowingSquare.frames(1)))
        hostile.expectRun(result, "1 crystal in 1 frame", "no velocity", "too_few_frames")
    }

    @Test("Two frames give no velocity")
    func two() throws {
        let result = try hostile.analyze(try hostile.stack("a.tif", GrowingSquare.frames(2)))
        hostile.expectRun(result, "in 2 frames")
        #expect(!result.output.contains("um/min"))
    }

    @Test("Frames in the dark and frames of a tenth of the light do not break a track")
    func shutter() throws {
        var frames = GrowingSquare.frames(24)
        frames[8] = GrowingSquare.frame(8, brightness: 0.1)
        frames[9] = GrowingSquare.frame(9, brightness: 0)
        frames[15] = FlatPicture.of(GrowingSquare.width, GrowingSquare.height, 255)
        let result = try hostile.analyze(try hostile.stack("a.tif", frames))
        hostile.expectRun(result, "1 crystal in 24 frames")
        #expect(abs(try hostile.side(of: result) - GrowingSquare.velocity) < 1.2)
    }

    @Test("A few numbers that are none (NaN, infinite) do not move the crystal")
    func notANumber() throws {
        let frames = (0..<16).map { index in
            var values = GrowingSquare.values(index)
            values[5 * GrowingSquare.width + 5] = .nan
            values[6 * GrowingSquare.width + 150] = .infinity
            values[90 * GrowingSquare.width + 90] = -.infinity
            return float(values)
        }
        let result = try hostile.analyze(try hostile.stack("a.tif", frames))
        hostile.expectRun(result, "1 crystal in 16 frames")
        #expect(abs(try hostile.side(of: result) - GrowingSquare.velocity) < 1.2)
    }

    @Test("Frames of nothing but NaN hold no crystal, and do not hide the others'")
    func nothingButNaN() throws {
        let count = GrowingSquare.width * GrowingSquare.height
        let empty = float([Double](repeating: .nan, count: count))
        hostile.expectRun(
            try hostile.analyze(try hostile.stack("a.tif", [empty, empty])), "0 crystals in 2 frames")
        var frames = (0..<16).map { float(GrowingSquare.values($0)) }
        frames[7] = empty
        let result = try hostile.analyze(try hostile.stack("b.tif", frames), "--force")
        hostile.expectRun(result, "1 crystal in 16 frames")
        #expect(abs(try hostile.side(of: result) - GrowingSquare.velocity) < 1.2)
    }
}

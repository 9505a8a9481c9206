import Foundation
import Imaging
import Testing

@testable import growth_benchmark

@Suite("Otsu's threshold, to compare with")
struct OtsuTests {
    private func picture(bright: Bool, hole: Bool = false) -> PixelBuffer {
        var samples = [UInt8](repeating: bright ? 20 : 200, count: 100 * 80)
        for y in 20..<50 {
            for x in 30..<70 where !(hole && (25..<45).contains(y) && (35..<65).contains(x)) {
                samples[y * 100 + x] = bright ? 220 : 30
            }
        }
        // A speck too small to be a crystal.
        for y in 70..<75 { for x in 10..<15 { samples[y * 100 + x] = bright ? 220 : 30 } }
        return PixelBuffer(width: 100, height: 80, bitDepth: 8, samples: .uint8(samples))
    }

    @Test(
        "A rectangle of 40 x 30 pixels, full or only its rim, dark or bright, is found with its 1200 pixels",
        arguments: [(false, false), (false, true), (true, false)])
    func rectangle(bright: Bool, hole: Bool) throws {
        let regions = try OtsuMeasurement(picture(bright: bright, hole: hole), isBright: bright).regions
        let region = try #require(regions.first)
        #expect(regions.count == 1)
        #expect(region.areaPixels == 1200)
        #expect(region.centre == Point(x: 49.5, y: 34.5))
        // Between the centres of the outermost pixels.
        #expect(abs(region.longSidePixels - 39) < 1e-9 && abs(region.shortSidePixels - 29) < 1e-9)
    }

    @Test("The least rectangle about a turned one with points inside is the turned one")
    func leastRectangle() {
        let (c, s) = (cos(0.4), sin(0.4))
        let corners: [(Double, Double)] = [(-6, -2), (6, -2), (6, 2), (-6, 2), (0, 0), (3, 1)]
        let points = corners.map { Point(x: 9 + $0.0 * c - $0.1 * s, y: 5 + $0.0 * s + $0.1 * c) }
        let rectangle = LeastRectangle(enclosing: points)
        #expect(abs(rectangle.longSide - 12) < 1e-9 && abs(rectangle.shortSide - 4) < 1e-9)
    }
}

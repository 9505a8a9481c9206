import Calibration
import Foundation
import Imaging
import Records
import Statistics
import Testing

@testable import Reporting

@Suite("Outlines on pictures")
struct OutlinePainterTests {
    static let scale = PixelScale(
        x: Estimate(value: 0.5, standardError: 0), y: Estimate(value: 0.25, standardError: 0), origin: "test")

    static func grey(_ width: Int, _ height: Int, _ value: UInt8 = 128) -> PixelBuffer {
        PixelBuffer(
            width: width, height: height, bitDepth: 8,
            samples: .uint8([UInt8](repeating: value, count: width * height)))
    }

    static func pixel(_ picture: PixelBuffer, _ x: Int, _ y: Int) -> [UInt8] {
        guard case .uint8(let samples) = picture.samples else { return [] }
        return Array(samples[(y * picture.width + x) * 3 ..< (y * picture.width + x) * 3 + 3])
    }

    static func mark(_ outline: [Point], number: Int = 1) -> CrystalMark {
        CrystalMark(
            number: number, outline: outline, centre: Polygon.centroid(outline), sideMicrometers: 100, flags: [])
    }

    @Test("An outline in um is drawn where the scale puts it in px")
    func position() {
        // 200 x 160 px at 0.5 and 0.25 um/px.
        let corners = [Point(x: 50, y: 20), Point(x: 150, y: 20), Point(x: 150, y: 60), Point(x: 50, y: 60)]
        let painted = OutlinePainter(scale: Self.scale).paint([Self.mark(corners)], on: Self.grey(400, 400))
        let yellow: [UInt8] = [240, 228, 66]
        for (x, y) in [(100, 80), (300, 80), (300, 240), (200, 80), (100, 160)] {
            #expect(Self.pixel(painted, x, y) == yellow)
        }
        #expect(Self.pixel(painted, 120, 100) == [128, 128, 128])
    }

    @Test("A reduced picture has its outline at the same place of the sample")
    func reduction() {
        let corners = [Point(x: 50, y: 20), Point(x: 150, y: 20), Point(x: 150, y: 60), Point(x: 50, y: 60)]
        let painted = OutlinePainter(scale: Self.scale)
            .paint([Self.mark(corners)], on: Self.grey(400, 400), maximumWidth: 200)
        #expect(painted.width == 200 && painted.height == 200)
        // px 100 of the full picture lies at (100.5) / 2 - 0.5 = 49.75.
        #expect(Self.pixel(painted, 50, 80)[2] < 100)
        #expect(Self.pixel(painted, 60, 60) == [128, 128, 128])
    }

    @Test("A line covers its length times its thickness", arguments: [0.0, 17, 45, 60, 90, 133])
    func coverage(degrees: Double) throws {
        var canvas = try #require(Canvas(DisplayPicture.rgb(Self.grey(200, 200, 0)).picture))
        let direction = Point(x: cos(degrees * .pi / 180), y: sin(degrees * .pi / 180))
        canvas.line(
            from: Point(x: 100, y: 100) - direction * 60, to: Point(x: 100, y: 100) + direction * 60, .white,
            thickness: 3)
        guard case .uint8(let samples) = canvas.picture.samples else { return }
        let area = samples.reduce(0.0) { $0 + Double($1) } / 255 / 3
        // The round ends add the area of a circle.
        #expect(abs(area - (120 * 3 + .pi * 9 / 4)) < 12)
    }

    @Test("Outlines and labels beyond the picture do no harm")
    func outside() {
        let far = [Point(x: -500, y: -900), Point(x: 5000, y: -900), Point(x: 5000, y: 7000), Point(x: .nan, y: 3)]
        let painter = OutlinePainter(scale: Self.scale)
        let painted = painter.paint(
            [Self.mark(far), Self.mark([]), Self.mark([Point(x: 199, y: 99), Point(x: 230, y: 140)], number: 977)],
            on: Self.grey(400, 400), timeSeconds: 1e7)
        #expect(painted.width == 400)
        #expect(painter.paint([], on: Self.grey(3, 2)).height == 2)
        #expect(painter.paint([], on: Self.grey(3, 2), maximumWidth: 1).width == 1)
    }

    @Test("A 16-bit picture is shown over the range that it uses")
    func sixteenBits() {
        let samples = (0 ..< 10_000).map { UInt16(1000 + $0 / 10) }
        let picture = PixelBuffer(width: 100, height: 100, bitDepth: 12, samples: .uint16(samples))
        let range = DisplayPicture.range(of: picture)
        #expect(range.lowerBound == 1005 && range.upperBound == 1994)
        let shown = DisplayPicture.rgb(picture).picture
        #expect(Self.pixel(shown, 0, 0) == [0, 0, 0])
        #expect(Self.pixel(shown, 99, 99) == [255, 255, 255])
        #expect(abs(Int(Self.pixel(shown, 0, 50)[0]) - 127) <= 1)
    }

    @Test("A picture of one value, or without any finite one, is shown without harm")
    func constant() {
        let nothing = PixelBuffer(
            width: 2, height: 2, bitDepth: 32, samples: .float32([.nan, .infinity, .nan, -.infinity]))
        #expect(Self.pixel(DisplayPicture.rgb(nothing).picture, 0, 0).count == 3)
        let flat = PixelBuffer(width: 2, height: 1, bitDepth: 16, samples: .uint16([700, 700]))
        #expect(Self.pixel(DisplayPicture.rgb(flat).picture, 1, 0).count == 3)
    }

    @Test(
        "Lengths of scale bars are 1, 2 or 5",
        arguments: [(199.0, 100.0), (200.0001, 200), (0.07, 0.05), (999, 500), (1, 1)])
    func bars(limit: Double, length: Double) {
        #expect(abs(OutlinePainter.roundLength(below: limit) / length - 1) < 1e-9)
    }
}

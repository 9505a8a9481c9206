import Imaging
import SceneTestSupport
import Simulation
import Testing

@testable import Segmentation

@Suite("Where is looked, and in what")
struct RegionTests {
    private let scene = GrowthScene.camera([
        .at(80, 80, side: 40), .at(240, 80, side: 40), .at(160, 190, side: 40),
    ])

    private func centres(_ settings: Segmenter.Settings) throws -> [Point] {
        try SegmentedScene(scene, settings: settings).outlines.map(\.centroid)
    }

    @Test("Outside of the region of interest nothing is found")
    func regionOfInterest() throws {
        let found = try centres(.init(regionOfInterest: PixelRect(x: 0, y: 0, width: 160, height: 140)))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.distance(to: Point(x: 80, y: 80)) < 0.5 })
    }

    @Test("What lies in an ignored region is no crystal")
    func ignored() throws {
        let regions = [
            PixelRect(x: 200, y: 40, width: 80, height: 80), PixelRect(x: 120, y: 150, width: 80, height: 80),
        ]
        let found = try centres(.init(ignored: regions))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.distance(to: Point(x: 80, y: 80)) < 0.5 })
        #expect(try centres(.init()).count == 3)
    }

    @Test("A region of interest with an ignored part leaves the rest of it")
    func both() throws {
        let found = try centres(
            .init(
                regionOfInterest: PixelRect(x: 0, y: 0, width: 320, height: 140),
                ignored: [PixelRect(x: 30, y: 30, width: 100, height: 100)]))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.distance(to: Point(x: 240, y: 80)) < 0.5 })
    }

    @Test("The regions hold for large pictures, which are reduced", arguments: [true, false])
    func reducedPicture(isInside: Bool) throws {
        let large = GrowthScene.camera([.at(600, 600, side: 150), .at(1700, 900, side: 150)], width: 2400, height: 1300)
        let half = PixelRect(x: 0, y: 0, width: 1200, height: 1300)
        let settings: Segmenter.Settings = isInside ? .init(regionOfInterest: half) : .init(ignored: [half])
        let found = try SegmentedScene(large, settings: settings).outlines
        #expect(found.count == 1)
        let place = isInside ? Point(x: 600, y: 600) : Point(x: 1700, y: 900)
        #expect(found.allSatisfy { $0.centroid.distance(to: place) < 1.5 })
    }

    @Test("A picture of fewer than 16 x 16 pixels is refused", arguments: [(15, 240), (240, 15), (1, 1), (0, 0)])
    func tooSmall(width: Int, height: Int) throws {
        let error = try #require(throws: SegmentationError.self) {
            try Segmenter(width: width, height: height, settings: .init())
        }
        guard case .tooSmall(width, height) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains("\(width)x\(height)"))
    }

    @Test("The smallest picture that is taken can hold a crystal")
    func smallest() throws {
        let scene = GrowthScene.camera([.at(8, 8, side: 5, orientation: 0)], width: 16, height: 16)
        let found = try SegmentedScene(scene).outlines
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.centroid.distance(to: Point(x: 8, y: 8)) < 1 })
    }

    @Test("A picture of three channels is refused: a channel has to be chosen")
    func threeChannels() throws {
        let colour = try scene.with { $0.isColour = true }.picture(channel: .rgb)
        var segmenter = try Segmenter(width: colour.width, height: colour.height, settings: .init())
        let error = try #require(throws: SegmentationError.self) { try segmenter.segment(colour, expected: []) }
        guard case .notGrey(channels: 3) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("Pictures of floating point and of integers give the same outlines")
    func floatingPoint() throws {
        let pixels = try scene.picture()
        guard case .uint8(let values) = pixels.samples else {
            Issue.record("the scene has 8 bits")
            return
        }
        let floats = PixelBuffer(
            width: pixels.width, height: pixels.height, bitDepth: 32, samples: .float32(values.map { Float($0) / 7 }))
        let integer = try Segmenter.outlines(in: pixels)
        let floating = try Segmenter.outlines(in: floats)
        #expect(floating.count == integer.count)
        for (a, b) in zip(integer, floating) {
            #expect(a.centroid.distance(to: b.centroid) < 0.1)
            #expect(abs(a.areaPixels - b.areaPixels) < 0.01 * a.areaPixels)
        }
    }

    @Test("A picture with values that are no numbers is no reason to crash", arguments: [Float.nan, .infinity])
    func notANumber(value: Float) throws {
        var samples = [Float](repeating: 100, count: 64 * 64)
        samples[64 * 30 + 30] = value
        let pixels = PixelBuffer(width: 64, height: 64, bitDepth: 32, samples: .float32(samples))
        let outlines = try Segmenter.outlines(in: pixels)
        #expect(outlines.allSatisfy { $0.areaPixels.isFinite && $0.centroid.x.isFinite })
    }
}

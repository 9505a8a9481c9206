import Foundation
import Imaging

/// The specks of a recording: where its dust lies, and when which floater passes.
struct Contaminants: Sendable {
    /// Dust fixed in the picture.
    let opticsDust: [Speck]
    /// Dust on the sample, at its place in px without drift.
    let sampleDust: [Speck]
    let floaters: [Floater]

    /// A particle or bubble that crosses the field on a straight line.
    struct Floater: Sendable {
        var speck: Speck
        var start: Point
        var end: Point
        /// Frames, as fractions, at which it is at its start and end.
        var firstFrame: Double
        var lastFrame: Double

        func speck(inFrame index: Int) -> Speck? {
            let part = (Double(index) - firstFrame) / (lastFrame - firstFrame)
            guard part >= 0, part <= 1 else { return nil }
            var moved = speck
            moved.centre = start + (end - start) * part
            return moved
        }
    }

    init(_ scene: GrowthScene, frameCount: Int) {
        opticsDust = Self.opticsDust(scene)
        sampleDust = Self.sampleDust(scene)
        floaters = (0..<scene.contamination.floaterCount).map { Self.floater(scene, $0, frameCount: frameCount) }
    }

    /// The specks of a frame that move, in px of the picture.
    func specks(inFrame index: Int, driftPixels: Point, sigmaPixels: Double) -> [Speck] {
        let dust = sampleDust.map { speck in
            var moved = speck
            moved.centre = speck.centre + driftPixels
            moved.softness = max(0.3, sigmaPixels)
            return moved
        }
        return dust + floaters.compactMap { $0.speck(inFrame: index) }
    }

    private static func opticsDust(_ scene: GrowthScene) -> [Speck] {
        var random = RandomStream(seed: scene.seed, .opticsDust)
        return (0..<scene.contamination.opticsDustCount).map { _ in
            Speck(
                centre: place(in: scene, &random), radiusPixels: random.uniform(8...22),
                depth: random.uniform(0.02...0.06), softness: random.uniform(1.5...4))
        }
    }

    private static func sampleDust(_ scene: GrowthScene) -> [Speck] {
        var random = RandomStream(seed: scene.seed, .sampleDust)
        return (0..<scene.contamination.sampleDustCount).map { _ in
            Speck(
                centre: place(in: scene, &random), radiusPixels: random.uniform(1.2...4.5),
                elongation: random.uniform(1...1.7), orientationDegrees: random.uniform(0...180),
                depth: random.uniform(0.35...0.75), softness: 1)
        }
    }

    private static func place(in scene: GrowthScene, _ random: inout RandomStream) -> Point {
        Point(x: random.uniform(0...Double(scene.width)), y: random.uniform(0...Double(scene.height)))
    }

    private static func floater(_ scene: GrowthScene, _ number: Int, frameCount: Int) -> Floater {
        var random = RandomStream(seed: scene.seed, .floaters, number)
        let radius = random.uniform(5...14)
        let isBubble = random.uniform() < 0.5
        let speck = Speck(
            centre: .zero, radiusPixels: radius, elongation: isBubble ? 1 : random.uniform(1...1.6),
            orientationDegrees: random.uniform(0...180), depth: random.uniform(0.3...0.6),
            brightCore: isBubble ? 0.8 : 0, softness: random.uniform(1.2...3))
        // From beyond one side to beyond another, through a point of the inner field.
        let middle = Point(
            x: Double(scene.width) * random.uniform(0.25...0.75), y: Double(scene.height) * random.uniform(0.25...0.75))
        let angle = random.uniform(0...(2 * .pi))
        let half = hypot(Double(scene.width), Double(scene.height)) + 2 * radius
        let way = Point(x: cos(angle), y: sin(angle)) * half
        let duration = random.uniform(12...40)
        let centreFrame = random.uniform(0...Double(max(1, frameCount - 1)))
        return Floater(
            speck: speck, start: middle - way, end: middle + way, firstFrame: centreFrame - duration,
            lastFrame: centreFrame + duration)
    }
}

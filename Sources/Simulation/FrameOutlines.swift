import Foundation
import Imaging

/// The crystals of one frame as the renderer draws them: outlines in px of the picture with what they do to the light.
struct FrameOutlines: Sendable {
    /// An area whose exact coverage is drawn, in one of the two planes of a tile.
    struct Layer: Sendable {
        var outline: ConvexOutline
        /// Coverage by crystal (opaque to the channel's degree).
        var body: Double
        /// Light added, the same in all channels: terraces, a box-shaped rim.
        var light: Double
    }

    let layers: [Layer]
    /// Outlines with a relief along their edges.
    let reliefOutlines: [ConvexOutline]
    let relief: EdgeRelief?
    let blur: PixelBlur

    init(
        _ scene: GrowthScene, growths: [FacetGrowth], time: Double, drift: Point, defocusMicrometers: Double,
        sigmaPixels: Double
    ) {
        let scale = scene.micrometersPerPixel
        var layers: [Layer] = []
        var outlines: [ConvexOutline] = []
        for grown in Impingement.crystals(growths, at: time) {
            let outline = grown.outline.moved(by: drift).scaled(by: 1 / scale)
            guard outline.vertices.count >= 3 else { continue }
            outlines.append(outline)
            layers.append(Layer(outline: outline, body: 1, light: 0))
            let seed = (growths[grown.index].crystal.seedMicrometers + drift) * (1 / scale)
            layers += Self.terraces(scene, outline, about: seed, count: growths[grown.index].crystal.terraceCount)
            layers += Self.boxRim(scene, outline)
        }
        self.layers = layers
        relief = EdgeRelief(
            appearance: scene.appearance, micrometersPerPixel: scale, defocusMicrometers: defocusMicrometers)
        reliefOutlines = relief == nil ? [] : outlines
        blur = PixelBlur(sigmaPixels: sigmaPixels)
    }

    private static func terraces(
        _ scene: GrowthScene, _ outline: ConvexOutline, about seed: Point, count: Int
    ) -> [Layer] {
        (0..<count).map { step in
            let part = Double(step + 1) / Double(count + 1)
            return Layer(
                outline: outline.scaled(by: part, about: seed), body: 0, light: -scene.appearance.terraceContrast)
        }
    }

    /// A dark band of constant depth, half its width on each side of the edge.
    private static func boxRim(_ scene: GrowthScene, _ outline: ConvexOutline) -> [Layer] {
        let appearance = scene.appearance
        guard appearance.contrast == .transparent, appearance.rimProfile == .box, appearance.rimDepth > 0 else {
            return []
        }
        let half = appearance.rimWidthMicrometers / scene.micrometersPerPixel / 2
        let outer = Layer(outline: outline.offset(by: half), body: 0, light: -appearance.rimDepth)
        let inner = outline.offset(by: -half)
        guard inner.vertices.count >= 3 else { return [outer] }
        return [outer, Layer(outline: inner, body: 0, light: appearance.rimDepth)]
    }
}

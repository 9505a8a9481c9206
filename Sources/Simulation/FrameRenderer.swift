import Foundation
import Imaging

/// Renders any frame of a scene by itself; the same frame is the same whatever was rendered before.
struct FrameRenderer: Sendable {
    let scene: GrowthScene
    let growths: [FacetGrowth]
    let conditions: FrameConditions
    let contaminants: Contaminants
    private let staticField: StaticField
    private let encoder: PixelEncoder
    private let lightOfCoverage: [Float]

    init(_ scene: GrowthScene) {
        self.scene = scene
        growths = scene.crystals.map(FacetGrowth.init)
        conditions = FrameConditions(scene)
        contaminants = Contaminants(scene, frameCount: conditions.times.count)
        staticField = StaticField(scene, opticsDust: contaminants.opticsDust)
        encoder = PixelEncoder(sensor: scene.sensor, gamma: scene.gamma, bitDepth: scene.bitDepth)
        lightOfCoverage = scene.appearance.lightOfCoverage(channels: scene.channels)
    }

    func pixels(ofFrame index: Int) -> PixelBuffer {
        let drift = conditions.drifts[index]
        let sigma = conditions.sigmaPixels[index]
        let outlines = FrameOutlines(
            scene, growths: growths, time: conditions.times[index], drift: drift,
            defocusMicrometers: conditions.defocusMicrometers[index], sigmaPixels: sigma)
        let tiles = TileRenderer(outlines)
        let specks = contaminants.specks(
            inFrame: index, driftPixels: drift * (1 / scene.micrometersPerPixel), sigmaPixels: sigma)
        var encoded = [UInt16](repeating: 0, count: scene.width * scene.height * scene.channels)
        var first = 0
        while first < scene.height {
            let rows = min(TileRenderer.size, scene.height - first)
            let band = Band(scene: scene, firstRow: first, rows: rows, tiles: tiles, specks: specks)
            expose(band, frame: index, to: &encoded)
            first += rows
        }
        InscriptionPainter(scene).paint(&encoded, timeSeconds: conditions.times[index] - conditions.times[0])
        return buffer(encoded)
    }

    /// Light of a band, row by row through the camera.
    private func expose(_ band: Band, frame: Int, to encoded: inout [UInt16]) {
        let samples = scene.width * scene.channels
        let gain = Float(conditions.gains[frame])
        var row = [Float](repeating: 0, count: samples)
        for line in 0..<band.rows {
            let y = band.firstRow + line
            for channel in 0..<scene.channels {
                light(of: band, line: line, channel: channel, gain: gain, into: &row)
            }
            var random = RandomStream(seed: scene.seed, .noise, frame, y)
            encoder.encode(&row, random: &random)
            let values = row.span
            var target = encoded.mutableSpan
            for index in 0..<samples { target[y * samples + index] = UInt16(values[index] + 0.5) }
        }
    }

    /// Light on one row in one channel, before the camera.
    private func light(of band: Band, line: Int, channel: Int, gain: Float, into row: inout [Float]) {
        let (width, channels) = (scene.width, scene.channels)
        let field = scene.appearance.fieldLight
        let coverage = lightOfCoverage[channel]
        let (body, relief, passing) = (band.body.span, band.light.span, band.passing.span)
        let fixed = staticField.gains.span
        var row = row.mutableSpan
        let start = line * width
        let fixedStart = (band.firstRow + line) * width * channels
        for x in 0..<width {
            let light = max(0, field + relief[start + x] * field + coverage * body[start + x])
            let sample = x * channels + channel
            row[sample] = light * gain * passing[start + x] * fixed[fixedStart + sample]
        }
    }

    private func buffer(_ encoded: [UInt16]) -> PixelBuffer {
        PixelBuffer(
            width: scene.width, height: scene.height, channels: scene.channels, bitDepth: scene.bitDepth,
            samples: scene.bitDepth == 8 ? .uint8(encoded.map { UInt8(truncatingIfNeeded: $0) }) : .uint16(encoded))
    }
}

/// A strip of rows across the picture, before the camera.
private struct Band {
    let firstRow: Int
    let rows: Int
    /// Coverage by crystals, light added along their edges, and the part that dust lets pass.
    private(set) var body: [Float]
    private(set) var light: [Float]
    private(set) var passing: [Float]

    init(scene: GrowthScene, firstRow: Int, rows: Int, tiles: TileRenderer, specks: [Speck]) {
        self.firstRow = firstRow
        self.rows = rows
        let count = scene.width * rows
        body = [Float](repeating: 0, count: count)
        light = [Float](repeating: 0, count: count)
        passing = [Float](repeating: 1, count: count)
        for x in stride(from: 0, to: scene.width, by: TileRenderer.size) {
            let rect = PixelRect(
                x: x, y: firstRow, width: min(TileRenderer.size, scene.width - x), height: rows)
            let tile = tiles.tile(rect)
            if !tile.isEmpty { insert(tile, at: rect, width: scene.width) }
        }
        for speck in specks { speck.shade(&passing, width: scene.width, firstRow: firstRow) }
    }

    private mutating func insert(_ tile: TileRenderer.Tile, at rect: PixelRect, width: Int) {
        for line in 0..<rect.height {
            for column in 0..<rect.width {
                body[line * width + rect.x + column] = tile.body[line * rect.width + column]
                light[line * width + rect.x + column] = tile.light[line * rect.width + column]
            }
        }
    }
}

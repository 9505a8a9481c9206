import Foundation
import Imaging
import SceneTestSupport
import Simulation

/// A stack of 8-bit pages, each directory before its pixels, as recording programs append them.
enum PlainTIFF {
    static func data(_ scene: GrowthScene) throws -> Data {
        var data = Data("II*\u{0}".utf8) + little(8, bytes: 4)
        let entries = 8
        let directoryBytes = 2 + 12 * entries + 4
        for index in scene.times.indices {
            guard case .uint8(let samples) = try scene.picture(index).samples else {
                throw CocoaError(.coderInvalidValue)
            }
            let pixelsAt = data.count + directoryBytes
            let isLast = index == scene.times.count - 1
            data += little(entries, bytes: 2)
            // Width, height, bits, no compression, black is zero, place, rows in the strip, its length.
            for (tag, value) in [
                (256, scene.width), (257, scene.height), (258, 8), (259, 1), (262, 1), (273, pixelsAt),
                (278, scene.height), (279, samples.count),
            ] {
                data += little(tag, bytes: 2) + little(4, bytes: 2) + little(1, bytes: 4) + little(value, bytes: 4)
            }
            data += little(isLast ? 0 : pixelsAt + samples.count, bytes: 4)
            data += Data(samples)
        }
        return data
    }

    private static func little(_ value: Int, bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
}

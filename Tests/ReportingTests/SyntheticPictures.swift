import Calibration
import Imaging
import Records
import RecordsTestSupport
import Reporting

/// Frames of the synthetic run as a microscope might show them, painted for the report.
enum SyntheticPictures {
    static func frame(_ marks: [CrystalMark], scale: PixelScale, width: Int = 800, height: Int = 600) -> PixelBuffer {
        var noise = RepeatableNoise(seed: 7)
        let outlines = marks.map { $0.outline.map { scale.pixels($0) } }
        var samples = [UInt8](repeating: 0, count: width * height)
        for y in 0 ..< height {
            for x in 0 ..< width {
                let isCrystal = outlines.contains { Polygon.contains(Point(x: Double(x), y: Double(y)), in: $0) }
                samples[y * width + x] = UInt8((isCrystal ? 90 : 180) + 8 * noise.uniform())
            }
        }
        return PixelBuffer(width: width, height: height, bitDepth: 8, samples: .uint8(samples))
    }

    static func report(of store: RunStore, frames: [Int]) throws -> [RunPicture] {
        let scale = store.settings.scale.pixelScale
        return try frames.map { frame in
            let marks = try store.marks(inFrame: frame)
            let painted = OutlinePainter(scale: scale).paint(
                marks, on: Self.frame(marks, scale: scale), timeSeconds: SyntheticRun.time(frame))
            return RunPicture(
                name: "frame \(frame)", caption: "Frame \(frame)", mediaType: "image/png",
                bytes: PortableNetworkGraphic.encode(painted))
        }
    }
}

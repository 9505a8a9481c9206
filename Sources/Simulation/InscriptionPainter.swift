import Imaging

/// Writes clock and scale bar over the encoded picture, as recording programs do.
struct InscriptionPainter {
    private let scene: GrowthScene
    /// Size of a dot of the letters in px.
    private let dot: Int

    init(_ scene: GrowthScene) {
        self.scene = scene
        dot = max(1, scene.height / 300)
    }

    func paint(_ samples: inout [UInt16], timeSeconds: Double) {
        if scene.inscription.showsClock {
            write(Self.clock(timeSeconds), x: 4 * dot, y: 4 * dot, in: &samples)
        }
        if let length = scene.inscription.scaleBarMicrometers { drawScaleBar(length, in: &samples) }
    }

    static func clock(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds))
        func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(whole / 3600):\(twoDigits(whole / 60 % 60)):\(twoDigits(whole % 60))"
    }

    private func drawScaleBar(_ micrometers: Double, in samples: inout [UInt16]) {
        let length = Int((micrometers / scene.micrometersPerPixel).rounded())
        let right = scene.width - 6 * dot
        let top = scene.height - 8 * dot
        fill(x: right - length, y: top, width: length, height: 2 * dot, in: &samples)
        let text = (micrometers == micrometers.rounded() ? "\(Int(micrometers))" : "\(micrometers)") + " um"
        let textWidth = DotFont.advance * dot * text.count
        write(text, x: right - length / 2 - textWidth / 2, y: top - 9 * dot, in: &samples)
    }

    private func write(_ text: String, x: Int, y: Int, in samples: inout [UInt16]) {
        let letters = Array(text)
        for row in 0..<DotFont.height {
            for column in 0..<DotFont.advance * letters.count where DotFont.hasDot(letters, column: column, row: row) {
                fill(x: x + column * dot, y: y + row * dot, width: dot, height: dot, in: &samples)
            }
        }
    }

    /// White, clipped to the picture.
    private func fill(x: Int, y: Int, width: Int, height: Int, in samples: inout [UInt16]) {
        let white = UInt16((1 << scene.bitDepth) - 1)
        let left = max(0, x)
        let right = min(scene.width, x + width)
        guard left < right else { return }
        for row in max(0, y)..<max(0, min(scene.height, y + height)) {
            let first = (row * scene.width + left) * scene.channels
            for sample in first..<(first + (right - left) * scene.channels) {
                samples[sample] = white
            }
        }
    }
}

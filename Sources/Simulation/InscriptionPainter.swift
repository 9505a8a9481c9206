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
        var left = x
        for character in text {
            for (line, bits) in (DotFont.rows[character] ?? []).enumerated() {
                for column in 0..<DotFont.width where bits & (1 << (DotFont.width - 1 - column)) != 0 {
                    fill(x: left + column * dot, y: y + line * dot, width: dot, height: dot, in: &samples)
                }
            }
            left += DotFont.advance * dot
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

/// Letters of 5 x 7 dots; each number is a row, its highest of five bits on the left.
private enum DotFont {
    static let width = 5
    static let advance = 6
    static let rows: [Character: [UInt8]] = [
        "0": [14, 17, 19, 21, 25, 17, 14], "1": [4, 12, 4, 4, 4, 4, 14], "2": [14, 17, 1, 2, 4, 8, 31],
        "3": [31, 2, 4, 2, 1, 17, 14], "4": [2, 6, 10, 18, 31, 2, 2], "5": [31, 16, 30, 1, 1, 17, 14],
        "6": [6, 8, 16, 30, 17, 17, 14], "7": [31, 1, 2, 4, 8, 8, 8], "8": [14, 17, 17, 14, 17, 17, 14],
        "9": [14, 17, 17, 15, 1, 2, 12], ":": [0, 12, 12, 0, 12, 12, 0], ".": [0, 0, 0, 0, 0, 12, 12],
        "u": [0, 0, 17, 17, 17, 19, 13], "m": [0, 0, 26, 21, 21, 17, 17],
    ]
}

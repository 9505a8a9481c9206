import Foundation
import Imaging

/// Notices when the picture as a whole becomes brighter or darker: an exposure or a lamp that changed.
///
/// The median over a grid of points of their brightness relative to a reference picture does not see crystals, which
/// cover less than half of the points; where they come to cover more, a new reference is taken.
struct ExposureWatch {
    private var reference: [Float] = []
    /// Deviations in a row: a single flash is none.
    private var deviations = 0

    private static let pointsPerSide = 64
    private static let tolerance: Float = 0.03
    private static let confirmations = 2
    private static let coverageLimit = 0.25

    /// A sentence where the exposure has changed with this frame.
    mutating func see(_ pixels: PixelBuffer) -> String? {
        let now = Self.grid(pixels)
        guard now.count == reference.count else {
            reference = now
            return nil
        }
        // One grey level is no ratio to be judged.
        let ratios = zip(now, reference).filter { $0.1 >= 8 }.map { $0.0 / $0.1 }.sorted()
        guard ratios.count > now.count / 4 else { return nil }
        let median = ratios[ratios.count / 2]
        guard abs(median - 1) > Self.tolerance else {
            deviations = 0
            let changed = ratios.count { abs($0 / median - 1) > 0.1 }
            if Double(changed) > Self.coverageLimit * Double(ratios.count) { reference = now }
            return nil
        }
        deviations += 1
        guard deviations >= Self.confirmations else { return nil }
        deviations = 0
        reference = now
        return "the picture became \(String(format: "%.1f", abs(Double(median) - 1) * 100)) % "
            + (median > 1 ? "brighter" : "darker")
    }

    private static func grid(_ pixels: PixelBuffer) -> [Float] {
        let rows = stride(from: 0, to: pixels.height, by: max(1, pixels.height / pointsPerSide))
        let columns = stride(from: 0, to: pixels.width, by: max(1, pixels.width / pointsPerSide))
        let places = rows.flatMap { row in columns.map { row * pixels.width + $0 } }
        return switch pixels.samples {
        case .uint8(let values): places.map { Float(values[$0]) }
        case .uint16(let values): places.map { Float(values[$0]) }
        case .float32(let values): places.map { values[$0] }
        }
    }
}

import CVision
import Foundation
import Imaging
import Statistics

/// A sharp peak in the power spectrum of a picture: something periodic.
struct SpectralPeak: Sendable, Equatable {
    /// Cycles per px; `x` >= 0.
    var frequency: Point
    var power: Double
    /// Power over the median at the same distance from zero.
    var prominence: Double

    var periodPixels: Double { 1 / frequency.length }
    /// Direction of the frequency vector, -90...90.
    var degrees: Double { atan2(frequency.y, frequency.x) * 180 / .pi }
}

/// The power spectrum of a flattened picture, and the periodic patterns in it.
struct PictureSpectrum: Sendable {
    /// Values right of zero frequency, rows from 0 to the highest and back from the negative ones.
    private let power: [Float]
    private let columns: Int
    private let rows: Int
    private let paddedWidth: Int
    private let reduction: Int

    // Below 3 px lines cannot be told apart; above a sixth of the picture there are too few of them.
    static let shortestPeriodPixels = 3.0

    /// Of a picture in which blocks of `reduction` px are averaged. Throws `CalibrationError.pictureFailed`.
    init(_ small: FlatPicture, reduction: Int) throws(CalibrationError) {
        let width = cvision_fast_transform_length(Int32(small.width))
        let height = cvision_fast_transform_length(Int32(small.height))
        guard width > 0, height > 0 else { throw .pictureFailed(picture: "picture") }
        columns = Int(width) / 2 + 1
        rows = Int(height)
        paddedWidth = Int(width)
        self.reduction = reduction
        var power = [Float](repeating: 0, count: columns * rows)
        guard
            cvision_power_spectrum(
                small.values, Int32(small.width), Int32(small.height), Self.taper(small.width), Self.taper(small.height),
                width, height, &power) == 0
        else { throw .pictureFailed(picture: "picture") }
        self.power = power
    }

    /// Pixels to average so that a spectrum is quick; what is periodic shows as well in a million of them.
    static func reduction(of picture: FlatPicture) -> Int { picture.width * picture.height > 1_600_000 ? 2 : 1 }

    /// Falls off to zero over a twentieth of the size at every border, whose jump would look like structure.
    private static func taper(_ count: Int) -> [Float] {
        let length = max(1, count / 20)
        return (0..<count).map { position in
            let distance = min(position, count - 1 - position)
            guard distance < length else { return 1 }
            return Float(0.5 - 0.5 * cos(.pi * (Double(distance) + 0.5) / Double(length)))
        }
    }

    /// Cycles per px of the picture as it was given.
    private func frequency(column: Int, row: Int) -> Point {
        let signedRow = row <= rows / 2 ? row : row - rows
        return Point(
            x: Double(column) / Double(paddedWidth) / Double(reduction),
            y: Double(signedRow) / Double(rows) / Double(reduction))
    }

    /// The strongest sharp peaks, by power, at most `limit`.
    func peaks(
        limit: Int, minimumProminence: Double, shortestPeriodPixels: Double = Self.shortestPeriodPixels
    ) -> [SpectralPeak] {
        let medians = radialMedians()
        let found = SideBySide.parts(of: rows) { part in
            part.flatMap { row in
                (0..<columns).compactMap { column in
                    peak(
                        column: column, row: row, medians: medians, minimumProminence: minimumProminence,
                        shortestPeriodPixels: shortestPeriodPixels)
                }
            }
        }.flatMap(\.self)
        return Array(found.sorted { $0.power > $1.power }.prefix(limit))
    }

    @inline(__always)
    private func peak(
        column: Int, row: Int, medians: [Float], minimumProminence: Double, shortestPeriodPixels: Double
    ) -> SpectralPeak? {
        let frequency = frequency(column: column, row: row)
        let distance = frequency.length * Double(reduction)
        let ring = Int(distance * Self.rings)
        guard ring < medians.count, medians[ring] > 0 else { return nil }
        guard frequency.length * shortestPeriodPixels <= 1, distance * Double(rows) > 5,
            distance * Double(paddedWidth) > 5
        else { return nil }
        let value = power[row * columns + column]
        let prominence = Double(value / medians[ring])
        guard prominence >= minimumProminence, isMaximum(value, column: column, row: row) else { return nil }
        return SpectralPeak(frequency: frequency, power: Double(value), prominence: prominence)
    }

    private func isMaximum(_ value: Float, column: Int, row: Int) -> Bool {
        for dy in -2...2 {
            for dx in -2...2 where dx != 0 || dy != 0 {
                let x = column + dx
                guard x >= 0, x < columns else { continue }
                if power[(row + dy + rows) % rows * columns + x] > value { return false }
            }
        }
        return true
    }

    // Rings of equal width, 0.5 cycles per px being the 100th.
    private static let rings = 200.0

    private func radialMedians() -> [Float] {
        var values = [[Double]](repeating: [], count: Int(0.75 * Self.rings))
        // Some thousand values are enough for a median; the innermost rings have few.
        let step = max(1, columns * rows / 100_000) | 1
        for row in 0..<rows {
            let isInner = min(row, rows - row) * 25 < rows
            for column in stride(from: isInner ? 0 : row % step, to: columns, by: isInner ? 1 : step) {
                let ring = Int(frequency(column: column, row: row).length * Double(reduction) * Self.rings)
                if ring < values.count, ring < 8 || column % step == row % step {
                    values[ring].append(Double(power[row * columns + column]))
                }
            }
        }
        return values.map { $0.isEmpty ? 0 : Float(OrderStatistics.ranked($0.count / 2, of: $0)) }
    }
}

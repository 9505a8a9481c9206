import Foundation

/// How the solute that the injection mixed may have been spread, besides evenly up to one height.
///
/// A premixed part is fitted as if it were even up to a height. What stirred the liquid hardly left it so, and D feels the
/// difference. So the shares of the premixed part in bands of height (evenly in the logarithm, from the layer to the
/// surface) may depart from that, by as much as shares usually scatter: with a Dirichlet distribution of two
/// observations, whose variance is p (1 - p) / 2.
struct StartProfile {
    /// A unit of each band's share is one of all solute in the column.
    let bands: [BeamProfile]
    /// Standard deviations of the shares, before any is seen.
    let usual: [Double]

    private static let count = 16
    /// Of the expected shares: a part may be anywhere in the column.
    private static let anywhere = 0.5

    /// nil where nothing was premixed.
    init?(model: TraceModel, premixedFraction: Double) {
        guard let height = model.premixedHeightMillimeters, premixedFraction > 0 else { return nil }
        let geometry = model.geometry
        let (low, high) = (geometry.layerHeightMillimeters, geometry.columnHeightMillimeters)
        guard high > low else { return nil }
        let edges = (0...Self.count).map { low * pow(high / low, Double($0) / Double(Self.count)) }
        let ranges = zip([0] + edges.dropFirst().dropLast(), edges.dropFirst()).map { $0...$1 }
        bands = ranges.map {
            model.layer.with(column: geometry.column(betweenMillimeters: $0), beamMeters: geometry.beamMeters)
        }
        usual = ranges.map { range in
            let inside = max(0, min(range.upperBound, height) - range.lowerBound) / height
            let share = (1 - Self.anywhere) * inside + Self.anywhere / Double(Self.count)
            return premixedFraction * (share * (1 - share) / 2).squareRoot()
        }
    }

    /// d absorbance / d share of each band, the premixed part as a whole kept.
    func derivatives(_ model: TraceModel, _ p: TraceParameters, at times: [Double]) -> [[Double]] {
        guard let even = model.premixed else { return [] }
        let interpolation = model.interpolation(p, at: times)
        var columns = bands.map { _ in interpolation.rows.map { _ in 0.0 } }
        var values = model.weights
        var spread = values
        var band = values
        for (i, row) in interpolation.rows.enumerated() {
            model.layer.evaluate(row: row, into: &values)
            even.evaluate(row: row, into: &spread)
            for j in values.indices { values[j] += p.premixedFraction * (spread[j] - values[j]) }
            let sensitivity = model.sensitivity(p, to: values)
            for (k, profile) in bands.enumerated() {
                profile.evaluate(row: row, into: &band)
                var sum = 0.0
                for j in band.indices { sum += sensitivity[j] * (band[j] - spread[j]) }
                columns[k][i] = sum
            }
        }
        return columns.map { interpolation.values($0) }
    }
}

import Foundation
import Statistics

/// What a trace says of D if the solute may have been anywhere at the start.
///
/// The column is divided into bands, evenly in the logarithm of the height, and the solute that each held at the injection is
/// free but not negative. For every D the best of these starts is fitted; the D at which it fits no worse than noise allows
/// are those that some start explains (profile likelihood).
struct FreeStart {
    /// Of ln D, 95 %, as far as it was searched.
    let interval: ClosedRange<Double>

    private static let bands = 36
    private static let mostSamples = 150
    /// Of ln D.
    private static let step = 0.03
    /// In steps; more than one D may fit, so that much is searched in any case.
    private static let leastReach = 7
    private static let mostReach = 20

    /// - Parameter centre: ln D of a fit.
    init(_ candidate: CandidateFit, centre: Double) {
        let problem = Problem(candidate)
        var starts = [0: problem.start(logDiffusion: centre, near: nil)]
        func chiSquare(_ k: Int) -> Double {
            if let known = starts[k] { return known.chiSquare }
            let inward = k - k.signum()
            let found = problem.start(logDiffusion: centre + Double(k) * Self.step, near: starts[inward]?.amounts)
            starts[k] = found
            return found.chiSquare
        }
        let directions = [-1, 1]
        for direction in directions { for k in 1...Self.leastReach { _ = chiSquare(direction * k) } }
        let least = starts.values.map(\.chiSquare).min() ?? .infinity
        let limit = least + problem.allowance(least)
        let ends = directions.map { direction -> Double in
            var k = direction * Self.leastReach
            if chiSquare(k) > limit {
                while k != -direction * Self.leastReach, chiSquare(k - direction) > limit { k -= direction }
            } else {
                while abs(k) < Self.mostReach, chiSquare(k) <= limit { k += direction }
            }
            let (outside, inside) = (chiSquare(k), chiSquare(k - direction))
            let share = outside > limit && inside <= limit ? (outside - limit) / (outside - inside) : 0
            return centre + Self.step * (Double(k) - share * Double(direction))
        }
        interval = min(ends[0], ends[1])...max(ends[0], ends[1])
    }

    /// Least squares of the starts, for a D.
    private struct Problem {
        let model: TraceModel
        let parameters: TraceParameters
        let samples: TraceSamples
        let hasBaseline: Bool
        let span: Double
        /// Variance of a value.
        let variance: Double
        let inflation: Double
        /// The layer, and the bands above it.
        let profiles: [BeamProfile]

        init(_ candidate: CandidateFit) {
            let fitter = candidate.fitter
            model = fitter.model
            parameters = candidate.parameters
            let all = TraceSamples(
                times: fitter.times, absorbances: fitter.absorbances, noiseScale: fitter.noiseScale)
            samples = all.averaged(to: FreeStart.mostSamples)
            hasBaseline = candidate.free.contains(.baseline)
            span = fitter.span
            variance = fitter.noise * fitter.noise * Double(samples.times.count) / Double(all.times.count)
            inflation = NoiseMemory(
                residuals: candidate.residuals, fittedCoefficients: candidate.fit.parameters.count
            ).inflation
            let geometry = model.geometry
            let (low, high) = (geometry.layerHeightMillimeters, geometry.columnHeightMillimeters)
            let layer = model.layer
            let edges = (0...FreeStart.bands).map { low * pow(high / low, Double($0) / Double(FreeStart.bands)) }
            profiles = [layer] + zip(edges, edges.dropFirst()).map {
                layer.with(column: geometry.column(betweenMillimeters: $0...$1), beamMeters: geometry.beamMeters)
            }
        }

        /// Of the sum of squares, for 95 %.
        func allowance(_ least: Double) -> Double {
            let scatter = max(variance, least / Double(samples.times.count))
            return ChiSquared.quantile(0.95, degreesOfFreedom: 1) * scatter * inflation
        }

        /// The start that fits best with a D, and the sum of squares that it leaves.
        ///
        /// The light bends the absorbance, which is taken as straight about the last start, a few times over.
        /// - Parameter near: the start for nearly the same D.
        func start(logDiffusion: Double, near: [Double]?) -> (amounts: [Double], chiSquare: Double) {
            var p = parameters
            p.logDiffusion = logDiffusion
            let interpolation = TauInterpolation(
                taus: samples.times.map { model.tau(p, at: $0) },
                among: (profiles.map(\.rows.lowerBound).min() ?? 0)..<model.layer.rows.upperBound)
            var amounts = near ?? profiles.indices.map { $0 == 0 ? exp(p.logAmplitude) : 0 }
            var about = linearised(amounts, interpolation)
            var best = (amounts: amounts, chiSquare: Double.infinity)
            for _ in 0..<(near == nil ? 4 : 2) {
                let found = coefficients(about, amounts)
                amounts = Array(found.prefix(profiles.count))
                about = linearised(amounts, interpolation)
                let sum = chiSquare(about.values, beside: Array(found.dropFirst(profiles.count)))
                if sum < best.chiSquare { best = (amounts, sum) }
            }
            return best
        }

        /// Of the amounts, then of the nuisances.
        private func coefficients(_ about: (values: [Double], slopes: [[Double]]), _ amounts: [Double]) -> [Double] {
            let data = samples.times.indices.map { i in
                samples.absorbances[i] - about.values[i]
                    + amounts.indices.reduce(0) { $0 + about.slopes[$1][i] * amounts[$1] }
            }
            // The usual drift is one more measurement, of 0.
            return NonNegativeLeastSquares.coefficients(
                columns: about.slopes.map { scaled($0) + [0] }
                    + nuisances.map { scaled($0.course) + [$0.drift * driftWeight] },
                response: scaled(data) + [0])
        }

        private func chiSquare(_ fitted: [Double], beside: [Double]) -> Double {
            var residuals = samples.times.indices.map { samples.absorbances[$0] - fitted[$0] }
            var drift = 0.0
            for (coefficient, nuisance) in zip(beside, nuisances) {
                for i in residuals.indices { residuals[i] -= coefficient * nuisance.course[i] }
                drift += coefficient * nuisance.drift * driftWeight
            }
            return scaled(residuals).reduce(drift * drift) { $0 + $1 * $1 }
        }

        private var driftWeight: Double { variance.squareRoot() / TraceFitter.usualDrift }

        /// Of either sign, since the coefficients are not negative.
        private var nuisances: [(course: [Double], drift: Double)] {
            [1.0, -1].flatMap { sign in
                [(samples.times.map { sign * $0 / span }, sign)]
                    + (hasBaseline ? [(samples.times.map { _ in sign }, 0)] : [])
            }
        }

        private func scaled(_ values: [Double]) -> [Double] { zip(values, samples.noiseScale).map { $0 / $1 } }

        /// Absorbances for the amounts in the layer and the bands, and their derivatives.
        private func linearised(
            _ amounts: [Double], _ interpolation: TauInterpolation
        ) -> (values: [Double], slopes: [[Double]]) {
            var unit = parameters
            unit.logAmplitude = 0
            var absorbances: [Double] = []
            var slopes = profiles.map { _ in [Double]() }
            var bands = profiles.map { _ in model.weights }
            for row in interpolation.rows {
                var total = model.weights.map { _ in 0.0 }
                for (b, profile) in profiles.enumerated() {
                    profile.evaluate(row: row, into: &bands[b])
                    guard amounts[b] != 0 else { continue }
                    for j in total.indices { total[j] += amounts[b] * bands[b][j] }
                }
                let sensitivity = model.sensitivity(unit, to: total)
                for b in profiles.indices {
                    var sum = 0.0
                    for j in sensitivity.indices { sum += sensitivity[j] * bands[b][j] }
                    slopes[b].append(sum)
                }
                absorbances.append(model.absorbance(unit, of: total))
            }
            return (interpolation.values(absorbances), slopes.map { interpolation.values($0) })
        }
    }
}

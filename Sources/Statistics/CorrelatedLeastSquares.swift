import Foundation

/// Linear regression on a series in time whose noise may be correlated, with intervals that stay honest.
///
/// How long the noise remembers is not known and a short series cannot tell. So generalised least squares is done
/// for a grid of noise models from white to correlation over the whole series; each is weighted by its restricted
/// likelihood, and what is said of a coefficient is the mixture of their t distributions. With flat priors on the
/// coefficients and 1 / sigma on the noise this is the exact posterior (Zellner and Tiao 1964, J. Am. Stat. Assoc.
/// 59, 763; Harville 1974, Biometrika 61, 383), and the uncertainty of the correlation is in the interval.
public struct CorrelatedLeastSquares: Sendable {
    struct Node: Sendable {
        var noise: CorrelatedNoise
        var weight: Double
        var coefficients: [Double]
        var covariance: Matrix
        var maximumLogLikelihood: Double
    }

    public let degreesOfFreedom: Int
    let nodes: [Node]
    /// ln of the likelihood at its maximum over coefficients, variance and noise models, up to a constant that is
    /// the same for every design on the same data.
    public let maximumLogLikelihood: Double
    /// Standard errors under white noise alone, for comparison.
    public let whiteNoiseStandardErrors: [Double]

    /// - Parameters:
    ///   - times: ascending, any unit.
    ///   - noiseScale: relative standard deviation of each row's noise, as far as it has no memory; nil for equal ones.
    ///   - beside: what is known of the coefficients besides the series, each as a row in units of the noise's standard
    ///     deviation, and independent of the noise.
    /// - Returns: nil without a degree of freedom, for a design without full rank, or data that are not finite.
    public init?(
        design: Matrix, response: [Double], times: [Double], noiseScale: [Double]? = nil,
        beside: [(row: [Double], response: Double)] = []
    ) {
        let n = design.rows
        let p = design.columns
        guard n > p, response.count == n, times.count == n, times.allSatisfy(\.isFinite) else { return nil }
        let sigma = noiseScale ?? Array(repeating: 1, count: n)
        guard sigma.allSatisfy({ $0 > 0 && $0.isFinite }), beside.allSatisfy({ $0.row.count == p }) else { return nil }
        let columns = (0..<p).map { j in (0..<n).map { design[$0, j] / sigma[$0] } + beside.map { $0.row[j] } }
        let scaled = (0..<n).map { response[$0] / sigma[$0] }
        guard (columns + [scaled]).allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
        // What one row alone is less sure of has no memory: what drifts is as large for all of them.
        let typical = OrderStatistics.median(sigma)
        let problem = CorrelatedProblem(
            columns: columns, response: scaled, amplitudes: sigma.map { typical / $0 },
            besideResponse: beside.map(\.response))
        guard let problem else { return nil }
        let rounding = scaled.reduce(0) { max($0, abs($1)) } * 1e-13
        let smallest = Double(n) * rounding * rounding

        var found: [(node: Node, logWeight: Double)] = []
        for (noise, prior) in Self.noiseModels(times: times) {
            if let entry = Self.node(noise: noise, prior: prior, problem, times: times, smallest: smallest) {
                found.append(entry)
            }
        }
        guard let white = found.first, white.node.noise.fraction == 0,
            let best = found.map(\.logWeight).max(), best.isFinite
        else { return nil }
        whiteNoiseStandardErrors = white.node.covariance.diagonal.map { $0.squareRoot() }
        degreesOfFreedom = n + beside.count - p
        maximumLogLikelihood = found.map(\.node.maximumLogLikelihood).max() ?? -.infinity
        nodes = Self.normalised(found, best: best)
    }

    /// Nodes of no weight would only cost time in the quantiles.
    private static func normalised(_ found: [(node: Node, logWeight: Double)], best: Double) -> [Node] {
        var kept = found.compactMap { entry -> Node? in
            var node = entry.node
            node.weight = exp(entry.logWeight - best)
            return node.weight > 1e-5 ? node : nil
        }
        let sum = kept.reduce(0) { $0 + $1.weight }
        for i in kept.indices { kept[i].weight /= sum }
        return kept
    }

    /// White noise first; then correlation times from the spacing of the samples to the length of the series.
    private static func noiseModels(times: [Double]) -> [(CorrelatedNoise, prior: Double)] {
        guard let first = times.first, let last = times.last, last > first, times.count >= 4 else {
            return [(.white, prior: 1)]
        }
        let spacing = (last - first) / Double(times.count - 1)
        var correlated: [CorrelatedNoise] = []
        var time = 0.8 * spacing
        while time < last - first {
            for fraction in [0.3, 0.6, 0.85, 1] {
                correlated.append(CorrelatedNoise(memory: .abrupt, fraction: fraction, time: time))
            }
            // Below that it cannot be told from an abrupt memory; without white noise it would be exactly smooth.
            if time > 1.5 * spacing {
                for fraction in [0.3, 0.6, 0.9] {
                    correlated.append(CorrelatedNoise(memory: .smooth, fraction: fraction, time: time / 2))
                }
            }
            time *= 2
        }
        let share = (1 - whitePrior) / Double(correlated.count)
        return [(.white, prior: whitePrior)] + correlated.map { ($0, prior: share) }
    }

    /// Chosen with the coverage of simulated series of 10 to 200 samples, white, correlated and drifting.
    private static let whitePrior = 0.6

    private static func node(
        noise: CorrelatedNoise, prior: Double, _ problem: CorrelatedProblem, times: [Double], smallest: Double
    ) -> (node: Node, logWeight: Double)? {
        guard let solution = problem.solved(noise, times: times) else { return nil }
        // Exact data: the rounding of the numbers is the noise that is left.
        let sum = max(solution.chiSquare, smallest, .leastNormalMagnitude)
        let count = Double(problem.rows)
        let degrees = count - Double(problem.columns)
        let node = Node(
            noise: noise, weight: 0, coefficients: solution.coefficients,
            covariance: solution.inverseGram.scaled(by: sum / degrees),
            maximumLogLikelihood: -0.5 * (solution.logDeterminant + count * log(sum / count)))
        let restricted = -0.5 * (solution.logDeterminant + solution.logDeterminantOfGram + degrees * log(sum))
        return (node, log(prior) + restricted)
    }
}

extension CorrelatedLeastSquares {
    /// Means of the coefficients.
    public var coefficients: [Double] {
        (0..<(nodes.first?.coefficients.count ?? 0)).map { j in
            nodes.reduce(0) { $0 + $1.weight * $1.coefficients[j] }
        }
    }

    /// Covariance of the coefficients, the uncertainty of the noise model included.
    public var covariance: Matrix {
        let mean = coefficients
        var result = Matrix(rows: mean.count, columns: mean.count)
        for node in nodes {
            for a in mean.indices {
                for b in mean.indices {
                    let shift = (node.coefficients[a] - mean[a]) * (node.coefficients[b] - mean[b])
                    result[a, b] += node.weight * (node.covariance[a, b] + shift)
                }
            }
        }
        return result
    }

    /// A linear combination of the coefficients with its standard error.
    public func estimate(_ combination: [Double]) -> Estimate {
        var value = 0.0
        for (j, coefficient) in coefficients.enumerated() { value += combination[j] * coefficient }
        return Estimate(
            value: value, standardError: max(0, covariance.quadraticForm(combination)).squareRoot())
    }

    /// The equal-tailed interval of a linear combination.
    public func interval(_ combination: [Double], confidence: Double = 0.95) -> ClosedRange<Double> {
        let parts = nodes.map { node in
            var centre = 0.0
            for (j, coefficient) in node.coefficients.enumerated() { centre += combination[j] * coefficient }
            return (
                weight: node.weight, centre: centre,
                scale: max(0, node.covariance.quadraticForm(combination)).squareRoot()
            )
        }
        let low = mixtureQuantile(0.5 - confidence / 2, parts)
        let high = mixtureQuantile(0.5 + confidence / 2, parts)
        return min(low, high)...max(low, high)
    }

    private func mixtureQuantile(
        _ probability: Double, _ parts: [(weight: Double, centre: Double, scale: Double)]
    ) -> Double {
        let degrees = Double(degreesOfFreedom)
        let t = StudentT.quantile(probability, degreesOfFreedom: degrees)
        let ends = parts.map { $0.centre + t * $0.scale }
        // The quantile of a mixture lies between the quantiles of its parts.
        guard var low = ends.min(), var high = ends.max() else { return .nan }
        for _ in 0..<40 where high - low > 1e-6 * (abs(t) * (parts.map(\.scale).max() ?? 0)) {
            let middle = (low + high) / 2
            var sum = 0.0
            for part in parts {
                sum += part.weight
                    * (part.scale > 0
                        ? StudentT.cumulative((middle - part.centre) / part.scale, degreesOfFreedom: degrees)
                        : (middle >= part.centre ? 1 : 0))
            }
            if sum < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Probability that the correlated part is more than half of the noise's variance and outlasts the spacing.
    public var correlatedProbability: Double {
        nodes.reduce(0) { $1.noise.fraction > 0.5 ? $0 + $1.weight : $0 }
    }
}

import Foundation
import Statistics

/// A fit averaged over how strong lens distortion and tilt may be.
///
/// A scale's own fit hardly says whether a faint bow is distortion or noise. Taking every distortion as found makes the
/// scale needlessly uncertain, taking none makes it wrong where there is some. Here a distortion is a normal deviate of
/// standard deviation tau, of which nothing is known but its possible sizes: every tau of a logarithmic scale is as
/// likely as any other, and the fits are averaged with the evidence that the marks give for each (Kass and Raftery 1995,
/// J. Am. Stat. Assoc. 90, 773). The variance is that of the mixture. A kind that a microscope may lack altogether is
/// taken as absent with the odds of one to one: a slide that is in focus all over lies flat to a thousandth.
struct DistortionAverage {
    struct Kind {
        /// Of its parameters, relative displacements in the corners.
        let indices: [Int]
        var mayBeAbsent = false
    }

    private(set) var parameters: [Double]
    private(set) var covariance: Matrix

    /// Relative displacement in the picture's corners: microscope lenses and slides that lie askew stay below 3 %, and
    /// what is below 0.001 % matters to no scale.
    static let largest = 0.03
    private static let smallest = 1e-5
    private static let stepsPerDecade = 4.0

    /// - Parameters:
    ///   - parameters: fitted with every distortion taken as 0 +- `largest`
    ///   - covariance: of these
    init(parameters: [Double], covariance: Matrix, kinds: [Kind]) {
        let sizes = Self.sizes
        var weighted: [(fit: Fit, weight: Double)] = []
        // Every combination of the kinds' sizes, counted up like the digits of a number.
        let combinations = kinds.reduce(1) { count, _ in count * sizes.count }
        for number in 0..<combinations {
            var fit = Fit(parameters: parameters, covariance: covariance)
            var digits = number
            var logOdds = 0.0
            for kind in kinds {
                let size = sizes[digits % sizes.count]
                digits /= sizes.count
                // The smallest size is none at all.
                if kind.mayBeAbsent, size == sizes.last { logOdds += log(Double(sizes.count - 1)) }
                for index in kind.indices { fit.narrow(index, to: size) }
            }
            weighted.append((fit, fit.logEvidence + logOdds))
        }
        let most = weighted.map(\.weight).max() ?? 0
        for index in weighted.indices { weighted[index].weight = exp(weighted[index].weight - most) }
        let total = weighted.reduce(0) { $0 + $1.weight }
        var mean = [Double](repeating: 0, count: parameters.count)
        for (fit, weight) in weighted {
            for index in mean.indices { mean[index] += weight / total * fit.parameters[index] }
        }
        var spread = Matrix(rows: parameters.count, columns: parameters.count)
        for (fit, weight) in weighted {
            let shift = mean.indices.map { fit.parameters[$0] - mean[$0] }
            for i in mean.indices {
                for j in mean.indices {
                    spread[i, j] += weight / total * (fit.covariance[i, j] + shift[i] * shift[j])
                }
            }
        }
        self.parameters = mean
        self.covariance = spread
    }

    private static var sizes: [Double] {
        let count = Int((log10(largest / smallest) * stepsPerDecade).rounded())
        return (0...count).map { largest * pow(10, -Double($0) / stepsPerDecade) }
    }

    private struct Fit {
        var parameters: [Double]
        var covariance: Matrix
        var logEvidence = 0.0

        /// Takes a parameter, known beforehand as 0 +- `largest`, as 0 +- `size` instead: a further observation of 0.
        mutating func narrow(_ index: Int, to size: Double) {
            let precision = 1 / (size * size) - 1 / (largest * largest)
            guard precision > 1e-6 / (largest * largest) else { return }
            let variance = covariance[index, index] + 1 / precision
            let value = parameters[index]
            logEvidence += log(largest / size) - 0.5 * log(precision * variance) - 0.5 * value * value / variance
            let column = parameters.indices.map { covariance[$0, index] }
            for i in parameters.indices {
                parameters[i] -= column[i] / variance * value
                for j in parameters.indices { covariance[i, j] -= column[i] * column[j] / variance }
            }
        }
    }
}

import Foundation

/// Solute that diffuses from a thin layer through a liquid column closed at both ends.
///
/// Heights are counted in metres from the inner floor. Time enters as tau = D t / L², and concentrations are relative
/// to the one at the end, injected amount / column volume. Solutions: Crank, The Mathematics of Diffusion, eq. 2.17
/// (images of the layer, which converge for short times) and its Fourier cosine series (for long ones).
public struct DiffusionColumn: Sendable, Equatable {
    /// L, m.
    public let heightMeters: Double
    /// Where the solute is at time 0, m.
    public let layerMeters: ClosedRange<Double>

    /// Both series need few terms here; on either side one of them soon needs many.
    static let seriesChange = 0.1
    /// Absolute error of the truncated series.
    private static let tolerance = 1e-14

    // In units of L.
    private let bottom: Double
    private let top: Double

    /// - Precondition: the layer has a height, and lies in the column.
    public init(heightMeters: Double, layerMeters: ClosedRange<Double>) {
        precondition(
            heightMeters > 0 && layerMeters.lowerBound >= 0 && layerMeters.upperBound <= heightMeters
                && layerMeters.upperBound > layerMeters.lowerBound, "a layer with a height inside of the column")
        self.heightMeters = heightMeters
        self.layerMeters = layerMeters
        bottom = layerMeters.lowerBound / heightMeters
        top = layerMeters.upperBound / heightMeters
    }

    /// c / c_inf at a height (m); at tau <= 0 that of the layer as it was injected.
    public func relativeConcentration(atMeters height: Double, tau: Double) -> Double {
        let z = height / heightMeters
        guard tau > 0 else { return z >= bottom && z <= top ? 1 / (top - bottom) : 0 }
        return tau < Self.seriesChange ? images(z, tau) : cosines(z, tau)
    }

    /// c / c_inf averaged over the heights of a beam (m).
    public func meanRelativeConcentration(overMeters beam: ClosedRange<Double>, tau: Double) -> Double {
        let (low, high) = (beam.lowerBound / heightMeters, beam.upperBound / heightMeters)
        guard high > low else { return relativeConcentration(atMeters: beam.lowerBound, tau: tau) }
        guard tau > 0 else { return max(0, min(top, high) - max(bottom, low)) / ((top - bottom) * (high - low)) }
        return tau < Self.seriesChange ? meanImages(low, high, tau) : meanCosines(low, high, tau)
    }
}

extension DiffusionColumn {
    /// Sum over the layer's images in both ends; z in units of L.
    func images(_ z: Double, _ tau: Double) -> Double {
        let s = 2 * tau.squareRoot()
        let count = imageCount(z, tau)
        var sum = 0.0
        for n in -count...count {
            let shift = 2 * Double(n) - z
            sum += Self.errorFunctionRise(from: (shift + bottom) / s, to: (shift + top) / s)
            sum += Self.errorFunctionRise(from: (shift - top) / s, to: (shift - bottom) / s)
        }
        return sum / (2 * (top - bottom))
    }

    private func imageCount(_ z: Double, _ tau: Double) -> Int {
        let reach = (tau * log(4 / ((top - bottom) * Self.tolerance))).squareRoot()
        return Int((reach + (z + top) / 2).rounded(.up))
    }

    private func cosineCount(_ tau: Double) -> Int {
        Int((log(4 / Self.tolerance) / (.pi * .pi * tau)).squareRoot().rounded(.up))
    }

    /// Fourier series of the layer; z in units of L.
    func cosines(_ z: Double, _ tau: Double) -> Double {
        var sum = 0.0
        for k in 1...max(1, cosineCount(tau)) { sum += amplitude(k, tau) * cos(Double(k) * .pi * z) }
        return 1 + 2 * sum
    }

    private func amplitude(_ k: Int, _ tau: Double) -> Double {
        let wave = Double(k) * .pi
        return (sin(wave * top) - sin(wave * bottom)) / (wave * (top - bottom)) * exp(-wave * wave * tau)
    }

    func meanCosines(_ low: Double, _ high: Double, _ tau: Double) -> Double {
        var sum = 0.0
        for k in 1...max(1, cosineCount(tau)) {
            let wave = Double(k) * .pi
            sum += amplitude(k, tau) * (sin(wave * high) - sin(wave * low)) / (wave * (high - low))
        }
        return 1 + 2 * sum
    }

    func meanImages(_ low: Double, _ high: Double, _ tau: Double) -> Double {
        let s = 2 * tau.squareRoot()
        // The closed form is a second difference, which loses the digits where the profile is flat over the beam:
        // there a quadrature is exact.
        if s > 1.5 * (high - low) {
            return GaussLegendre.twelve.mean(from: low, to: high) { images($0, tau) }
        }
        let width = top - bottom
        let beam = high - low
        let count = imageCount(high, tau)
        var sum = 0.0
        for n in -count...count {
            for start in [2 * Double(n) + bottom, 2 * Double(n) - top] {
                sum += Self.secondDifference(start - high, width, beam, s)
            }
        }
        return sum / (2 * width * beam)
    }

    /// erf(b) - erf(a) without loss of digits in the tails.
    private static func errorFunctionRise(from a: Double, to b: Double) -> Double {
        if a > 0.5 { return erfc(a) - erfc(b) }
        if b < -0.5 { return erfc(-b) - erfc(-a) }
        return erf(b) - erf(a)
    }

    /// F(x + w + W) - F(x + w) - F(x + W) + F(x) with F(x) = x erf(x/s) + s/sqrt(pi) exp(-x²/s²), the integral of erf.
    private static func secondDifference(_ x: Double, _ width: Double, _ beam: Double, _ s: Double) -> Double {
        let (first, last) = (x, x + width + beam)
        // |x|, which F approaches, has no second difference where all four lie on one side.
        if first > 0 || last < 0 {
            return remainder(last, s) - remainder(x + width, s) - remainder(x + beam, s) + remainder(first, s)
        }
        func integral(_ y: Double) -> Double { abs(y) + remainder(y, s) }
        return integral(last) - integral(x + width) - integral(x + beam) + integral(first)
    }

    /// F(x) - |x| = s ierfc(|x| / s).
    private static func remainder(_ x: Double, _ s: Double) -> Double {
        let y = abs(x) / s
        return s * (exp(-y * y) / Double.pi.squareRoot() - y * erfc(y))
    }
}

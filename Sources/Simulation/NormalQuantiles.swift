import Foundation

/// Standard normal values by table: 16 random bits choose one of 65536 equally probable quantiles. A draw costs one
/// load; mean 0 and variance 1 are exact, values end at 4.3 standard deviations.
enum NormalQuantiles {
    static let table: [Float] = {
        let count = 65536
        var values = [Double](repeating: 0, count: count)
        for index in 0..<(count / 2) {
            let quantile = quantile(of: (Double(index) + 0.5) / Double(count))
            values[index] = quantile
            values[count - 1 - index] = -quantile
        }
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
        return values.map { Float($0 / variance.squareRoot()) }
    }()

    /// Inverse of the normal distribution function below 1/2: Abramowitz and Stegun 26.2.23, then Newton's method.
    private static func quantile(of probability: Double) -> Double {
        let t = (-2 * log(probability)).squareRoot()
        var x = -(t - (2.515517 + t * (0.802853 + t * 0.010328))
            / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
        for _ in 0..<3 {
            let distribution = 0.5 * erfc(-x / 2.0.squareRoot())
            let density = exp(-x * x / 2) / (2 * .pi).squareRoot()
            x -= (distribution - probability) / density
        }
        return x
    }
}

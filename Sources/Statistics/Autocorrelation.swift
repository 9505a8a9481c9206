/// Correlation of residuals that follow each other.
public enum Autocorrelation {
    /// Sum r[i] r[i+1] / sum r[i]^2 of residuals in the order of time; 0 for fewer than three or for none but zeros.
    public static func lagOne(_ residuals: [Double]) -> Double {
        guard residuals.count >= 3 else { return 0 }
        var products = 0.0
        var squares = residuals[0] * residuals[0]
        for i in 1..<residuals.count {
            products += residuals[i] * residuals[i - 1]
            squares += residuals[i] * residuals[i]
        }
        return squares > 0 ? products / squares : 0
    }

    /// Number of independent residuals that say as much about a mean: n (1 - rho) / (1 + rho) for an AR(1) process.
    ///
    /// rho is corrected for the bias that the `fittedCoefficients` give it, about -(1 + p) / n; negative correlation
    /// is not counted as a gain. Bayley and Hammersley 1946, Suppl. J. R. Stat. Soc. 8, 184.
    public static func effectiveSampleSize(_ residuals: [Double], fittedCoefficients p: Int) -> Double {
        let n = Double(residuals.count)
        guard n > 0 else { return 0 }
        let corrected = lagOne(residuals) + (1 + Double(p)) / n
        let rho = min(max(corrected, 0), 0.99)
        return max(1, n * (1 - rho) / (1 + rho))
    }
}

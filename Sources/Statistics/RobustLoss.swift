/// How a residual counts in a robust fit; u is the residual in units of the noise's standard deviation.
public enum RobustLoss: Sendable, Hashable {
    /// Quadratic to |u| = k, linear beyond (Huber 1964); k = 1.345 costs 5 % efficiency for normal noise.
    case huber(k: Double)
    /// No influence beyond |u| = c (Beaton and Tukey 1974); c = 4.685 costs 5 % efficiency for normal noise.
    case bisquare(c: Double)

    public static let standardHuber = RobustLoss.huber(k: 1.345)
    public static let standardBisquare = RobustLoss.bisquare(c: 4.685)

    /// Weight psi(u) / u of iteratively reweighted least squares, 0...1.
    public func weight(_ u: Double) -> Double {
        switch self {
        case .huber(let k):
            return abs(u) <= k ? 1 : k / abs(u)
        case .bisquare(let c):
            let ratio = u / c
            guard abs(ratio) < 1 else { return 0 }
            let rest = 1 - ratio * ratio
            return rest * rest
        }
    }
}

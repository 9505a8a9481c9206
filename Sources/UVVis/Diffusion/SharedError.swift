import Statistics

/// Errors that the values of a trace have in common, from the dark, the reference and the stray light.
///
/// Such errors do not average out over the series and do not show in the scatter. They change slowly with time, so their
/// covariance is kept at a few of the times and taken as linear in between.
struct SharedError: Sendable, Equatable {
    private static let mostKnots = 48
    private static let mostCourses = 12

    /// Indices into the times of the trace.
    let knots: [Int]
    private let knotTimes: [Double]
    private(set) var covariance: Matrix

    init(times: [Double]) {
        let count = min(times.count, Self.mostKnots)
        knots = count < 2 ? Array(times.indices) : (0..<count).map { $0 * (times.count - 1) / (count - 1) }
        knotTimes = knots.map { times[$0] }
        covariance = Matrix(rows: knots.count, columns: knots.count)
    }

    /// - Parameter course: by how much one standard error of one more independent cause moves the value at each knot.
    mutating func add(course: [Double]) {
        for (a, left) in course.enumerated() where left != 0 {
            for (b, right) in course.enumerated() { covariance[a, b] += left * right }
        }
    }

    /// Independent courses of one standard error each that together make up the covariance, but for a ten-thousandth of the
    /// largest variance: its Cholesky factor, the largest pivot first. One value for each time.
    func courses(at times: [Double]) -> [[Double]] {
        var left = covariance
        let largest = left.diagonal.max() ?? 0
        var courses: [[Double]] = []
        while courses.count < Self.mostCourses {
            guard let pivot = knots.indices.max(by: { left[$0, $0] < left[$1, $1] }),
                left[pivot, pivot] > 1e-4 * largest
            else { break }
            let root = left[pivot, pivot].squareRoot()
            let course = knots.indices.map { left[$0, pivot] / root }
            for a in knots.indices {
                for b in knots.indices { left[a, b] -= course[a] * course[b] }
            }
            courses.append(course)
        }
        let shares = shares(at: times)
        return courses.map { course in
            shares.map { course.count > 1 ? (1 - $0.share) * course[$0.upper - 1] + $0.share * course[$0.upper] : course[0] }
        }
    }

    /// Of the knots around each time, the upper one and its weight.
    private func shares(at times: [Double]) -> [(upper: Int, share: Double)] {
        var upper = 1
        return times.map { time in
            while upper < knots.count - 1, knotTimes[upper] < time { upper += 1 }
            guard knots.count > 1 else { return (upper, 0) }
            let (low, high) = (knotTimes[upper - 1], knotTimes[upper])
            return (upper, min(max((time - low) / (high - low), 0), 1))
        }
    }

    /// Variance of a sum of the values with the weights given; times within those of the trace.
    func variance(ofSumWith weights: [Double], at times: [Double]) -> Double {
        var sums = knots.map { _ in 0.0 }
        for ((upper, share), weight) in zip(shares(at: times), weights) {
            sums[upper - 1] += (1 - share) * weight
            sums[upper] += share * weight
        }
        return max(0, covariance.quadraticForm(sums))
    }

    /// Of ln D: the fit follows an error that all values share as if it were signal.
    func standardErrorOfLogD(_ candidate: CandidateFit) -> Double {
        let fitter = candidate.fitter
        let jacobian = fitter.jacobian(candidate.fit.parameters)
        guard knots.count > 1, let inverse = LinearLeastSquares.unscaledCovariance(design: jacobian) else { return 0 }
        // The first row of (JᵀJ)⁻¹Jᵀ: how far ln D goes with each value.
        let weights = fitter.times.indices.map { i in
            (0..<jacobian.columns).reduce(0) { $0 + inverse[0, $1] * jacobian[i, $1] } / fitter.noiseScale[i]
        }
        return variance(ofSumWith: weights, at: fitter.times).squareRoot()
    }
}

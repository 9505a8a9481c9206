import CNumerics
import Foundation

/// One run of cminpack: the only place where Swift closures meet the C callback.
///
/// A class, because the C side carries it as its context for the duration of the call.
final class LevenbergMarquardtProblem {
    private let residualCount: Int
    private let options: LeastSquares.Options
    private let jacobian: LeastSquares.Jacobian?
    private let residuals: LeastSquares.Residuals
    private var calls = 1
    private var failure: String?
    /// The residuals that were asked for last: the start's, and mostly the result's, are asked for twice, and one-sided
    /// differences begin from them.
    private var latest: (point: [Double], values: [Double])?

    /// From this tolerance on one-sided differences do on the way to the minimum, at half the price of central ones.
    private static let looseTolerance = 1e-8
    /// Step of one-sided differences relative to the parameter: longer than what balances rounding (1e-8), because a
    /// parameter near zero is small against what it is good for.
    private static let oneSidedStep = 1e-6

    /// - Parameter first: the residuals at `start`.
    init(
        start: [Double], first: [Double], options: LeastSquares.Options, jacobian: LeastSquares.Jacobian?,
        residuals: @escaping LeastSquares.Residuals
    ) {
        residualCount = first.count
        latest = (start, first)
        self.options = options
        self.jacobian = jacobian
        self.residuals = residuals
    }

    func run(from start: [Double], stepBound: Double) -> FitResult {
        var parameters = start
        let settings = cnumerics_options(
            relative_reduction_tolerance: options.tolerance, relative_step_tolerance: options.tolerance,
            orthogonality_tolerance: 0, maximum_evaluations: Int32(clamping: options.maximumEvaluations),
            step_bound: stepBound)
        var evaluations: Int32 = 0
        let context = Unmanaged.passUnretained(self).toOpaque()
        let scale = options.scale?.map { 1 / $0 }
        let info = withExtendedLifetime(self) {
            if let scale {
                return cnumerics_levenberg_marquardt(
                    Self.callback, context, Int32(residualCount), Int32(start.count), &parameters, scale, settings,
                    &evaluations)
            }
            return cnumerics_levenberg_marquardt(
                Self.callback, context, Int32(residualCount), Int32(start.count), &parameters, nil, settings,
                &evaluations)
        }
        return result(parameters: parameters, info: info)
    }

    private static let callback: cnumerics_residual_function = {
        context, residualCount, parameterCount, parameters, residuals, jacobian, task in
        guard let context, let parameters else { return -1 }
        let problem = Unmanaged<LevenbergMarquardtProblem>.fromOpaque(context).takeUnretainedValue()
        let point = Array(UnsafeBufferPointer(start: parameters, count: Int(parameterCount)))
        if task == 1 {
            guard let residuals, let values = problem.evaluate(point) else { return -1 }
            for (i, value) in values.enumerated() { residuals[i] = value }
            return 0
        }
        guard let jacobian, let matrix = problem.derivatives(point, isFinal: false) else { return -1 }
        for j in 0..<matrix.columns {
            for i in 0..<matrix.rows { jacobian[i + j * matrix.rows] = matrix[i, j] }
        }
        return 0
    }

    /// Not finite residuals are passed on: MINPACK takes such a step for a bad one and shortens it.
    private func evaluate(_ point: [Double]) -> [Double]? {
        if let latest, latest.point == point { return latest.values }
        calls += 1
        let values = residuals(point)
        guard values.count == residualCount else {
            failure = "the residual function returned \(values.count) residuals, then \(residualCount)"
            return nil
        }
        latest = (point, values)
        return values
    }

    private func derivatives(_ point: [Double], isFinal: Bool) -> Matrix? {
        let isRough = !isFinal && options.tolerance >= Self.looseTolerance
        let differences = { isRough ? self.oneSidedDifferences(point) : self.centralDifferences(point) }
        guard let matrix = jacobian.map({ $0(point) }) ?? differences() else { return nil }
        guard matrix.rows == residualCount, matrix.columns == point.count else {
            failure = "the Jacobian is \(matrix.rows) x \(matrix.columns), not \(residualCount) x \(point.count)"
            return nil
        }
        guard matrix.elements.allSatisfy(\.isFinite) else {
            failure = "the derivatives are not finite at \(point)"
            return nil
        }
        return matrix
    }

    private func oneSidedDifferences(_ point: [Double]) -> Matrix? {
        guard let base = evaluate(point) else { return nil }
        var matrix = Matrix(rows: residualCount, columns: point.count)
        for j in point.indices {
            let size = abs(point[j]) > 0 ? abs(point[j]) : (options.scale?[j] ?? 1)
            var ahead = point
            ahead[j] += Self.oneSidedStep * size
            let width = ahead[j] - point[j]
            guard let high = evaluate(ahead) else { return nil }
            for i in 0..<residualCount { matrix[i, j] = (high[i] - base[i]) / width }
        }
        return matrix
    }

    /// The step that balances rounding against the third derivative: cube root of the precision.
    private func centralDifferences(_ point: [Double]) -> Matrix? {
        var matrix = Matrix(rows: residualCount, columns: point.count)
        for j in point.indices {
            let size = abs(point[j]) > 0 ? abs(point[j]) : (options.scale?[j] ?? 1)
            let step = cbrt(Double.ulpOfOne) * size
            var ahead = point
            var behind = point
            ahead[j] += step
            behind[j] -= step
            // The difference as it is represented, not as it was asked for.
            let width = ahead[j] - behind[j]
            guard let high = evaluate(ahead), let low = evaluate(behind) else { return nil }
            for i in 0..<residualCount { matrix[i, j] = (high[i] - low[i]) / width }
        }
        return matrix
    }

    private func result(parameters: [Double], info: Int32) -> FitResult {
        let values = evaluate(parameters) ?? []
        guard failure == nil, values.allSatisfy(\.isFinite), let matrix = derivatives(parameters, isFinal: true) else {
            return .failure(
                parameters: parameters, residuals: values.filter(\.isFinite), evaluations: calls,
                message: failure ?? "the residuals are not finite at \(parameters)")
        }
        // Differences are exact to about 1e-10: two columns that agree to that are the same column.
        let qr = HouseholderQR(matrix, tolerance: jacobian == nil ? 1e-9 : nil)
        guard qr.isFullRank else {
            return .failure(
                parameters: parameters, residuals: values, evaluations: calls,
                message: "the data do not separate the parameters (rank \(qr.rank) of \(parameters.count))")
        }
        var sum = 0.0
        for value in values { sum += value * value }
        let degrees = values.count - parameters.count
        var factor = 1.0
        if !options.residualsAreStandardized { factor = degrees > 0 ? sum / Double(degrees) : .nan }
        return FitResult(
            parameters: parameters, covariance: qr.inverseGram().scaled(by: factor), chiSquare: sum,
            degreesOfFreedom: degrees, residuals: values, evaluations: calls, success: Self.converged(info),
            message: Self.message(info))
    }

    /// 6 to 8: the tolerance is below what rounding allows, so the minimum is as exact as it gets.
    private static func converged(_ info: Int32) -> Bool { (1...4).contains(info) || (6...8).contains(info) }

    private static func message(_ info: Int32) -> String {
        switch info {
        case 1: "converged: the sum of squares falls no further"
        case 2, 3: "converged: the parameters move no further"
        case 4: "converged: the residuals are orthogonal to the derivatives"
        case 5: "not converged within the allowed evaluations: try other starting values"
        case 6, 7, 8: "converged to the precision of the numbers"
        case CNUMERICS_OUT_OF_MEMORY: "out of memory"
        default: "MINPACK ended with code \(info)"
        }
    }
}

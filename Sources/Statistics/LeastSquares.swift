/// Nonlinear least squares by Levenberg-Marquardt (MINPACK's lmder through cminpack).
public enum LeastSquares {
    /// Residuals (model - data, divided by the error where it is known) at the parameters.
    public typealias Residuals = ([Double]) -> [Double]
    /// d residual i / d parameter j, one row per residual.
    public typealias Jacobian = ([Double]) -> Matrix

    public struct Options: Sendable {
        /// Ends the fit when the sum of squares falls by less than this fraction, or a step is shorter. The sum is flat at
        /// its minimum: parameters are then exact to its square root, in units of their standard error.
        public var tolerance: Double
        /// Calls of the residual function by one attempt, those for numerical derivatives not counted.
        public var maximumEvaluations: Int
        /// Typical size of each parameter; nil lets MINPACK scale by the Jacobian.
        public var scale: [Double]?
        /// Bounds of the first step relative to the start, tried one after the other until the fit converges.
        public var firstSteps: [Double]
        /// The residuals are in units of their known standard deviation: the covariance is (JᵀJ)⁻¹, not
        /// chi2 / dof (JᵀJ)⁻¹.
        public var residualsAreStandardized: Bool

        public init(
            tolerance: Double = 1e-15, maximumEvaluations: Int = 2000, scale: [Double]? = nil,
            firstSteps: [Double] = [100, 10, 1, 0.1], residualsAreStandardized: Bool = false
        ) {
            self.tolerance = tolerance
            self.maximumEvaluations = maximumEvaluations
            self.scale = scale
            self.firstSteps = firstSteps
            self.residualsAreStandardized = residualsAreStandardized
        }
    }

    /// Minimises the sum of squared residuals from `start`.
    ///
    /// Without `jacobian` the derivatives are central differences. Moré's first step bound (100 times the start)
    /// carries some problems onto a plateau where a parameter has no influence; such an end is recognised by the
    /// rank of the Jacobian, and the fit is tried again with smaller first steps.
    /// - Returns: the best attempt. `success` is false when none converged or the parameters cannot be separated.
    /// - Source: Moré 1978, Lecture Notes in Mathematics 630, 105.
    public static func fit(
        start: [Double], options: Options = Options(), jacobian: Jacobian? = nil, residuals: @escaping Residuals
    ) -> FitResult {
        if let problem = problem(start: start, options: options) {
            return .failure(parameters: start, message: problem)
        }
        let first = residuals(start)
        guard first.count >= start.count else {
            return .failure(
                parameters: start, residuals: first, evaluations: 1,
                message: "\(first.count) residuals cannot determine \(start.count) parameters")
        }
        guard first.allSatisfy(\.isFinite) else {
            return .failure(
                parameters: start, residuals: first, evaluations: 1,
                message: "the residuals at the start are not finite: check the data and the starting values")
        }
        var best: FitResult?
        for stepBound in options.firstSteps {
            let problem = LevenbergMarquardtProblem(
                start: start, first: first, options: options, jacobian: jacobian, residuals: residuals)
            let attempt = problem.run(from: start, stepBound: stepBound)
            if attempt.success { return attempt }
            if best.map({ attempt.chiSquare < $0.chiSquare }) ?? true { best = attempt }
        }
        return best ?? .failure(parameters: start, residuals: first, evaluations: 1, message: "no attempt was made")
    }

    private static func problem(start: [Double], options: Options) -> String? {
        if start.isEmpty { return "there is no parameter to fit" }
        if !start.allSatisfy(\.isFinite) { return "the starting values are not finite" }
        if let scale = options.scale,
            scale.count != start.count || scale.contains(where: { !($0 > 0) || !$0.isFinite })
        {
            return "the scale must be one positive number per parameter"
        }
        return nil
    }
}

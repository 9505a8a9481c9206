/// What a least squares fit found. A fit that failed is a result too: look at `success`, show `message`.
public struct FitResult: Sendable {
    public var parameters: [Double]
    /// Of the parameters; NaN where the data do not determine them.
    public var covariance: Matrix
    /// Sum of the squared (weighted) residuals.
    public var chiSquare: Double
    /// Residuals minus parameters.
    public var degreesOfFreedom: Int
    /// Weighted, at `parameters`.
    public var residuals: [Double]
    /// Calls of the residual function, those for numerical derivatives included.
    public var evaluations: Int
    public var success: Bool
    /// For people: why the fit ended, and what to do where it failed.
    public var message: String

    public init(
        parameters: [Double], covariance: Matrix, chiSquare: Double, degreesOfFreedom: Int, residuals: [Double],
        evaluations: Int, success: Bool, message: String
    ) {
        self.parameters = parameters
        self.covariance = covariance
        self.chiSquare = chiSquare
        self.degreesOfFreedom = degreesOfFreedom
        self.residuals = residuals
        self.evaluations = evaluations
        self.success = success
        self.message = message
    }

    public var standardErrors: [Double] { covariance.diagonal.map { $0.squareRoot() } }

    public func estimate(_ index: Int) -> Estimate {
        Estimate(value: parameters[index], standardError: standardErrors[index])
    }

    /// chi2 / dof; NaN without degrees of freedom.
    public var reducedChiSquare: Double {
        degreesOfFreedom > 0 ? chiSquare / Double(degreesOfFreedom) : .nan
    }

    public var residualStandardDeviation: Double { reducedChiSquare.squareRoot() }

    static func failure(
        parameters: [Double], residuals: [Double] = [], evaluations: Int = 0, message: String
    ) -> FitResult {
        let n = parameters.count
        var sum = 0.0
        for residual in residuals { sum += residual * residual }
        return FitResult(
            parameters: parameters, covariance: Matrix(rows: n, columns: n, repeating: .nan),
            chiSquare: residuals.isEmpty ? .nan : sum, degreesOfFreedom: residuals.count - n,
            residuals: residuals, evaluations: evaluations, success: false, message: message)
    }
}

import Statistics

/// What a trace says of the diffusion coefficient.
public struct DiffusionResult: Sendable {
    public struct FittedNuisance: Sendable, Equatable {
        public var name: String
        public var estimate: Estimate
        public var unit: String
        public var isFree: Bool
        /// Why it is free or fixed, for people.
        public var reason: String
    }

    public struct ProfilePoint: Sendable, Equatable {
        /// m2/s
        public var diffusionCoefficient: Double
        /// Rise of chi2 over its minimum, allowing for the memory of the noise: 3.84 at the ends of the 95 % interval.
        public var chiSquareRise: Double
    }

    /// What the textbook's plane source in a half-space, with a beam without height, would have given.
    public struct PlaneSourceComparison: Sendable, Equatable {
        /// m2/s, with the standard error that independent noise gives.
        public var diffusionCoefficient: Estimate
        /// Of it over the result of the closed column, less 1.
        public var relativeDifference: Double
        /// Absorbance.
        public var residualStandardDeviation: Double
    }

    public struct Noise: Sendable, Equatable {
        /// Absorbance.
        public var standardDeviation: Double
        public var lagOneCorrelation: Double
        public var effectiveCount: Double
    }

    public var name: String?
    public var status: DiffusionStatus
    public var warnings: [DiffusionWarning]
    /// Facts that need no action.
    public var notes: [String]
    /// What would help where the trace does not determine D.
    public var advice: [String]

    /// m2/s; nil where no diffusion describes the trace at all.
    public var diffusionCoefficient: Estimate?
    /// 95 %, m2/s.
    public var interval: ClosedRange<Double>?
    /// Share of the standard error (of ln D) that comes from the stated errors of the geometry.
    public var geometryStandardErrorOfLogD: Double
    /// A_inf.
    public var endAbsorbance: Estimate?
    public var nuisances: [FittedNuisance]
    public var noise: Noise?
    public var planeSource: PlaneSourceComparison?
    public var profile: [ProfilePoint]

    /// s, absorbance: the trace as it was fitted.
    public var times: [Double]
    public var absorbances: [Double]
    public var standardErrors: [Double]?
    public var fitted: [Double]
    public var isInlier: [Bool]
    /// What the concentration in the column follows from; nil without a fit.
    public var parameters: FittedCourse?

    /// Enough to draw the column at any time.
    public struct FittedCourse: Sendable, Equatable {
        public var endAbsorbance: Double
        public var diffusionCoefficient: Double
        public var startSeconds: Double
        public var premixedFraction: Double
        public var premixedHeightMillimeters: Double?
    }
}

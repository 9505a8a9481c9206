import Statistics

/// What is known of one crystal's growth when the run is over. A number that could not be determined is nil, and
/// `flags` says why.
public struct CrystalKinetics: Sendable {
    /// A stretch of constant velocity.
    public struct Segment: Sendable {
        public var startSeconds: Double
        public var endSeconds: Double
        /// um/min
        public var sideVelocity: Estimate

        public init(startSeconds: Double, endSeconds: Double, sideVelocity: Estimate) {
            self.startSeconds = startSeconds
            self.endSeconds = endSeconds
            self.sideVelocity = sideVelocity
        }
    }

    public struct FacetRate: Sendable {
        public var facet: Int
        public var normalDegrees: Double
        /// Along the outward normal, um/min.
        public var normalRate: Estimate

        public init(facet: Int, normalDegrees: Double, normalRate: Estimate) {
            self.facet = facet
            self.normalDegrees = normalDegrees
            self.normalRate = normalRate
        }
    }

    /// side = side0 + velocity * (t - fitStart): the robust straight line over the stretch of steady growth.
    public struct SideFit: Sendable {
        public var startSeconds: Double
        public var endSeconds: Double
        /// um, at startSeconds.
        public var sideAtStart: Estimate
        /// um/min; the standard error holds for correlated residuals and does not contain the scale's.
        public var velocity: Estimate
        /// Fit and scale combined, um/min.
        public var combinedStandardError: Double
        public var confidence95: ClosedRange<Double>
        /// um
        public var residualStandardDeviation: Double
        public var sampleCount: Int

        public init(
            startSeconds: Double, endSeconds: Double, sideAtStart: Estimate, velocity: Estimate,
            combinedStandardError: Double, confidence95: ClosedRange<Double>, residualStandardDeviation: Double,
            sampleCount: Int
        ) {
            self.startSeconds = startSeconds
            self.endSeconds = endSeconds
            self.sideAtStart = sideAtStart
            self.velocity = velocity
            self.combinedStandardError = combinedStandardError
            self.confidence95 = confidence95
            self.residualStandardDeviation = residualStandardDeviation
            self.sampleCount = sampleCount
        }
    }

    /// area = a0 + a1 T + a2 T^2 with T in minutes from `startSeconds`.
    public struct AreaLaw: Sendable {
        public var startSeconds: Double
        public var endSeconds: Double
        /// um2
        public var a0: Estimate
        /// um2/min
        public var a1: Estimate
        /// um2/min2
        public var a2: Estimate
        /// a2 that the side's velocity implies for this habit: (area / side^2) v^2.
        public var a2FromSide: Estimate
        /// (a2 - a2FromSide) in units of their combined standard error.
        public var disagreementSigmas: Double

        public init(
            startSeconds: Double, endSeconds: Double, a0: Estimate, a1: Estimate, a2: Estimate,
            a2FromSide: Estimate, disagreementSigmas: Double
        ) {
            self.startSeconds = startSeconds
            self.endSeconds = endSeconds
            self.a0 = a0
            self.a1 = a1
            self.a2 = a2
            self.a2FromSide = a2FromSide
            self.disagreementSigmas = disagreementSigmas
        }
    }

    /// side = k (t - t_n)^n.
    public struct PowerLaw: Sendable {
        public var exponent: Estimate
        public var confidence95: ClosedRange<Double>

        public init(exponent: Estimate, confidence95: ClosedRange<Double>) {
            self.exponent = exponent
            self.confidence95 = confidence95
        }
    }

    public enum Regime: String, Sendable, Codable, CaseIterable {
        case interfaceLimited = "interface_limited"
        case diffusionLimited = "diffusion_limited"
        case mixed
        case notGrowing = "not_growing"
        case undetermined
    }

    /// Why a number is missing or doubtful.
    public enum Flag: String, Sendable, Codable, CaseIterable, Comparable {
        case tooFewFrames = "too_few_frames"
        case notGrowing = "not_growing"
        case velocityChanges = "velocity_changes"
        case areaDisagreesWithSide = "area_disagrees_with_side"
        case nucleationNotDetermined = "nucleation_not_determined"
        case correlatedResiduals = "correlated_residuals"
        case noFacets = "no_facets"
        case touchedBorder = "touched_border"
        case touchedCrystal = "touched_crystal"

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    public var sideFit: SideFit?
    /// s; by extrapolation of the side to zero and by the frames in which the crystal was absent.
    public var nucleationTime: Estimate?
    public var segments: [Segment]
    public var powerLaw: PowerLaw?
    public var regime: Regime
    public var areaLaw: AreaLaw?
    public var facetRates: [FacetRate]
    /// rho (dA/dt) / P at the middle of the fit, g mm-2 min-1; only with a density.
    public var soluteFlux: Estimate?
    public var flags: Set<Flag>

    public init(
        sideFit: SideFit? = nil, nucleationTime: Estimate? = nil, segments: [Segment] = [],
        powerLaw: PowerLaw? = nil, regime: Regime = .undetermined, areaLaw: AreaLaw? = nil,
        facetRates: [FacetRate] = [], soluteFlux: Estimate? = nil, flags: Set<Flag> = []
    ) {
        self.sideFit = sideFit
        self.nucleationTime = nucleationTime
        self.segments = segments
        self.powerLaw = powerLaw
        self.regime = regime
        self.areaLaw = areaLaw
        self.facetRates = facetRates
        self.soluteFlux = soluteFlux
        self.flags = flags
    }
}

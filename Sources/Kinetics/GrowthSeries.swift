import Facets
import Statistics

/// The measurements of one crystal in the order of time: what the growth laws are fitted to.
public struct GrowthSeries: Sendable {
    public struct Sample: Sendable {
        public var timeSeconds: Double
        /// um
        public var side: Estimate
        /// um2
        public var area: Estimate
        public var perimeterMicrometers: Double
        /// Isolated, inside the field, in focus: may enter a fit.
        public var isUsable: Bool

        public init(
            timeSeconds: Double, side: Estimate, area: Estimate, perimeterMicrometers: Double, isUsable: Bool
        ) {
            self.timeSeconds = timeSeconds
            self.side = side
            self.area = area
            self.perimeterMicrometers = perimeterMicrometers
            self.isUsable = isUsable
        }
    }

    public struct FacetSample: Sendable {
        public var timeSeconds: Double
        /// From the seed point along the normal, um.
        public var distance: Estimate
        public var isUsable: Bool

        public init(timeSeconds: Double, distance: Estimate, isUsable: Bool) {
            self.timeSeconds = timeSeconds
            self.distance = distance
            self.isUsable = isUsable
        }
    }

    public struct FacetSeries: Sendable {
        public var facet: Int
        /// Mean direction of the outward normal, [0, 360).
        public var normalDegrees: Double
        public var samples: [FacetSample]

        public init(facet: Int, normalDegrees: Double, samples: [FacetSample]) {
            self.facet = facet
            self.normalDegrees = normalDegrees
            self.samples = samples
        }
    }

    /// Of all sides together: an error that is not in those of the samples, and common to them.
    public struct CommonError: Sendable {
        public static let none = CommonError(side: 0, velocity: 0)

        /// Standard error, um. It moves the line through the samples.
        public var side: Double
        /// Standard error, um/min. It tilts the line.
        public var velocity: Double

        public init(side: Double, velocity: Double) {
            self.side = side
            self.velocity = velocity
        }
    }

    public var crystalID: Int
    public var habit: Habit
    public var samples: [Sample]
    public var facets: [FacetSeries]
    /// The last time before the crystal was first seen at which it was looked for and not there, s; nil where it was
    /// there from the first frame on.
    public var lastAbsentTimeSeconds: Double?
    public var commonError: CommonError

    public init(
        crystalID: Int, habit: Habit, samples: [Sample], facets: [FacetSeries], lastAbsentTimeSeconds: Double?,
        commonError: CommonError = .none
    ) {
        self.crystalID = crystalID
        self.habit = habit
        self.samples = samples
        self.facets = facets
        self.lastAbsentTimeSeconds = lastAbsentTimeSeconds
        self.commonError = commonError
    }
}

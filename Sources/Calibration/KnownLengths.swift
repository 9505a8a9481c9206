import Foundation
import Imaging
import Statistics

/// The scale from points that a person placed in a picture, a known distance apart.
public struct KnownLengths: Sendable {
    public struct Pair: Sendable, Equatable {
        /// px of the picture.
        public var start: Point
        public var end: Point
        public var micrometers: Double

        public init(start: Point, end: Point, micrometers: Double) {
            self.start = start
            self.end = end
            self.micrometers = micrometers
        }
    }

    public let pairs: [Pair]
    public let x: Estimate
    public let y: Estimate
    /// Measured minus fitted length of each pair, px.
    public let residuals: [Double]
    public let details: CalibrationDetails

    /// - Parameters:
    ///   - pointError: standard deviation with which each coordinate was placed, px
    ///   - tolerance: the lengths lie within this part of what is stated
    /// Throws `CalibrationError.undetermined` for points that coincide, or lengths that contradict each other.
    public init(_ pairs: [Pair], pointErrorPixels pointError: Double, relativeTolerance: Double) throws(CalibrationError) {
        for pair in pairs where pair.start.distance(to: pair.end) < 3 * max(pointError, 0.1) {
            throw .undetermined(
                reason: "the points \(pair.start.x),\(pair.start.y) and \(pair.end.x),\(pair.end.y) are too close "
                    + "together for a scale: choose points far apart")
        }
        let lengths = pairs.map { pair in
            let way = pair.end - pair.start
            return ScaledLength(
                degrees: atan2(way.y, way.x) * 180 / .pi,
                pixels: Estimate(value: way.length, standardError: pointError * 2.0.squareRoot()),
                micrometers: pair.micrometers)
        }
        let solution = try ScaleSolution(lengths, kind: .distances)
        let tolerance = relativeTolerance / 3.0.squareRoot()
        func widened(_ scale: Estimate) -> Estimate {
            Estimate(value: scale.value, standardError: hypot(scale.standardError, tolerance * scale.value))
        }
        self.pairs = pairs
        x = widened(solution.x)
        y = widened(solution.y)
        residuals = pairs.map { pair in
            let way = pair.end - pair.start
            let length = hypot(way.x * solution.x.value, way.y * solution.y.value)
            return (length - pair.micrometers) / length * way.length
        }
        var details = CalibrationDetails()
        details.relativeFitError = Self.fitError(lengths) * solution.disagreement
        details.relativeToleranceError = tolerance
        details.relativeAspectError = solution.relativeAspectError
        details.marks = pairs.count
        details.warnings = CalibrationWarning.implausible(solution.x)
            + CalibrationWarning.shared(tolerance: relativeTolerance, disagreement: solution.disagreement)
            + (solution.assumesSquarePixels ? [CalibrationWarning.squarePixels(doubt: solution.relativeAspectError)] : [])
        if pairs.count < 3 {
            details.warnings.append(
                CalibrationWarning(
                    code: "few_lengths",
                    sentence: "\(pairs.count == 1 ? "one length says" : "two lengths say") nothing about mistakes: place "
                        + "more pairs of points, or measure the slide with growthscope calibrate micrometer"))
        }
        self.details = details
    }

    private static func fitError(_ lengths: [ScaledLength]) -> Double {
        1 / lengths.reduce(0) { $0 + pow($1.pixels.value / max($1.pixels.standardError, 1e-9), 2) }.squareRoot()
    }
}

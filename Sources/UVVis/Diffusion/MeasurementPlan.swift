import Foundation
import Statistics

/// How well a measurement that is still to be made will know D.
///
/// From the Fisher information of the trace with everything free that a fit would leave free: the Cramér-Rao bound,
/// which the fit reaches.
public struct MeasurementPlan: Sendable {
    public var geometry: CuvetteGeometry
    /// m2/s
    public var diffusionCoefficient: Double
    /// A_inf: absorbance when the solute is spread evenly.
    public var endAbsorbance: Double
    /// Standard deviation of one value, absorbance.
    public var noise: Double
    public var intervalSeconds: Double

    /// One beam height.
    public struct Row: Sendable, Equatable {
        public var beamBottomMillimeters: Double
        public var beamTopMillimeters: Double
        public var peakAbsorbance: Double
        /// Relative standard error of D for each of the plan's durations; nil where nothing is known.
        public var relativeErrors: [Double?]
        /// The shortest recording with the wanted error; nil where a week does not do.
        public var sufficientSeconds: Double?
        /// The part of the error that a longer recording does not reduce: 2 d ln z.
        public var geometryError: Double
        public var isStated: Bool
    }

    public static let longestSeconds = 7 * 86_400.0
    private static let mostValues = 400

    public init(
        geometry: CuvetteGeometry, diffusionCoefficient: Double, endAbsorbance: Double, noise: Double,
        intervalSeconds: Double
    ) {
        self.geometry = geometry
        self.diffusionCoefficient = diffusionCoefficient
        self.endAbsorbance = endAbsorbance
        self.noise = noise
        self.intervalSeconds = intervalSeconds
    }

    /// s: from a twentieth of the time to the peak to a week, evenly in the logarithm.
    public func durations(count: Int = 24) -> [Double] {
        let peak = PlaneSource.peakSeconds(
            atMeters: geometry.beamDistanceMeters, diffusionCoefficient: diffusionCoefficient)
        let low = max(min(peak / 20, Self.longestSeconds / 2), 10 * intervalSeconds)
        let high = max(Self.longestSeconds, 2 * low)
        return (0..<count).map { low * pow(high / low, Double($0) / Double(count - 1)) }
    }

    /// The stated beam height first, then others from near the injection to past the middle of the column.
    public func rows(durations: [Double], wantedError: Double) -> [Row] {
        let width = geometry.beamTopMillimeters - geometry.beamBottomMillimeters
        let length = geometry.columnHeightMillimeters
        let ladder = [1.0, 1.5, 2, 3, 4, 6, 8, 12, 16, 20].filter { $0 + width <= 0.7 * length }
        let bottoms = ladder.map { geometry.injection == .bottomLayer ? $0 : length - $0 - width }
        return [row(geometry.beamBottomMillimeters, durations, wantedError, isStated: true)]
            + bottoms.filter { abs($0 - geometry.beamBottomMillimeters) > 0.25 }
            .map { row($0, durations, wantedError, isStated: false) }
    }

    private func row(_ bottom: Double, _ durations: [Double], _ wanted: Double, isStated: Bool) -> Row {
        var moved = geometry
        moved.beamTopMillimeters += bottom - moved.beamBottomMillimeters
        moved.beamBottomMillimeters = bottom
        let model = TraceModel(geometry: moved)
        let fromBeam = 2e-3 * (moved.beamHeightStandardErrorMillimeters ?? 0) / moved.beamDistanceMeters
        func error(_ seconds: Double) -> Double? {
            relativeError(model, seconds: seconds).map { ($0 * $0 + fromBeam * fromBeam).squareRoot() }
        }
        let errors = durations.map(error)
        let dense = (0...60).map { durations[0] * pow(durations[durations.count - 1] / durations[0], Double($0) / 60) }
        // A single lucky duration is not meant: from there on it has to stay so.
        let good = dense.map { error($0).map { $0 <= wanted } ?? false }
        let first = good.lastIndex(of: false).map { $0 + 1 } ?? 0
        let course = model.absorbances(parameters, at: times(durations[durations.count - 1]))
        return Row(
            beamBottomMillimeters: bottom, beamTopMillimeters: moved.beamTopMillimeters,
            peakAbsorbance: course.max() ?? 0, relativeErrors: errors,
            sufficientSeconds: first < dense.count ? dense[first] : nil, geometryError: fromBeam, isStated: isStated)
    }

    private var parameters: TraceParameters {
        var p = TraceParameters(logDiffusion: log(diffusionCoefficient), logAmplitude: log(endAbsorbance))
        p.strayLightFraction = geometry.strayLightFraction ?? 0
        return p
    }

    /// Denser at the beginning, where the course is steep: the squares of equal steps.
    private func times(_ seconds: Double) -> [Double] {
        let count = Double(Self.mostValues)
        return (0..<Self.mostValues).map { pow((Double($0) + 0.5) / count, 2) * seconds }
    }

    private func relativeError(_ model: TraceModel, seconds: Double) -> Double? {
        var free = NuisanceSelection.required(by: geometry)
        // A fit leaves it free as soon as the data know it better than experience does: that moves D without a jump only
        // if experience counts as a measurement.
        if geometry.strayLightFraction == nil { free.insert(.strayLight) }
        let times = times(seconds)
        let samples = TraceSamples(
            times: times, absorbances: times.map { _ in 0 }, noiseScale: times.map { _ in 1 })
        let fitter = TraceFitter(
            model: model, trace: samples, free: free, fixed: parameters, span: seconds, rise: 1,
            noise: noise)
        let point = fitter.vector(parameters)
        let derivatives = fitter.derivatives(point)
        // Each stands for the measured values around it: from (i / n)² to ((i + 1) / n)² of the duration.
        let count = Double(times.count)
        let weights = times.indices.map { i in
            (Double(2 * i + 1) / (count * count) * seconds / intervalSeconds).squareRoot() / noise
        }
        var columns = point.indices.map { j in times.indices.map { derivatives[j][$0] * weights[$0] } }
        let strayPlace = fitter.free.firstIndex(of: .strayLight).map { $0 + 2 }
        let usualStray = NuisanceSelection.strayLightExperience / fitter.unit(of: .strayLight)
        for j in columns.indices {
            columns[j] += [
                j == fitter.driftPlace ? 1 / TraceFitter.usualDrift : 0, j == strayPlace ? 1 / usualStray : 0,
            ]
        }
        guard let covariance = LinearLeastSquares.unscaledCovariance(design: Matrix(columns: columns)) else { return nil }
        let error = max(0, covariance[0, 0]).squareRoot()
        return error.isFinite ? error : nil
    }
}

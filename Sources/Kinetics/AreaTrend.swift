import Facets
import Foundation
import Statistics

/// The area over the stretch of steady growth: its quadratic law, its agreement with the side, and the solute flux.
struct AreaTrend {
    private let parabola: PolynomialTrend
    private let samples: [GrowthSeries.Sample]

    /// - Returns: nil with fewer than four areas in the stretch.
    init?(_ samples: [GrowthSeries.Sample], over stretch: ClosedRange<Double>, slowSideError: SideError) {
        let inside = samples.filter {
            stretch.contains($0.timeSeconds) && $0.area.value.isFinite && $0.area.value > 0
                && $0.side.value.isFinite && $0.side.value > 0
        }
        guard !inside.isEmpty else { return nil }
        let area = MeasuredSeries(
            inside.map { (time: $0.timeSeconds, estimate: $0.area) },
            slowStandardDeviation: OrderStatistics.median(
                inside.map { slowSideError.area(side: $0.side.value, area: $0.area.value) }))
        guard let parabola = PolynomialTrend(area, degree: 2) else { return nil }
        self.parabola = parabola
        self.samples = inside
    }

    /// area = a0 + a1 T + a2 T^2 with T in minutes from the start of the side's line.
    ///
    /// Whether a2 agrees with the side is judged without the scale's error, which is common to both.
    func law(
        _ side: PolynomialTrend, habit: Habit, scaleRelativeStandardError: Double
    ) -> CrystalKinetics.AreaLaw? {
        guard let expected = quadraticCoefficient(from: side, habit: habit) else { return nil }
        let coefficients = parabola.coefficientsPerMinute(from: side.startSeconds)
        let difference = coefficients[2].value - expected.value
        // Rounding is the error that is left when the data are exact.
        let error = max(
            hypot(coefficients[2].standardError, expected.standardError),
            1e-9 * max(abs(expected.value), abs(coefficients[2].value)), .leastNormalMagnitude)
        let withScale = coefficients.map { $0.includingScale(scaleRelativeStandardError, power: 2) }
        return CrystalKinetics.AreaLaw(
            startSeconds: side.startSeconds, endSeconds: side.endSeconds, a0: withScale[0], a1: withScale[1],
            a2: withScale[2], a2FromSide: expected.includingScale(scaleRelativeStandardError, power: 2),
            disagreementSigmas: difference / error)
    }

    /// A crystal that keeps its shape has a2 = s v^2 with s = area / side^2. The width of a rectangle or ribbon
    /// grows at its own velocity, so there a2 = v_side v_width with width = area / side.
    private func quadraticCoefficient(from side: PolynomialTrend, habit: Habit) -> Estimate? {
        let v = side.slope
        if habit.isElongated {
            let width = MeasuredSeries(
                samples.map {
                    (time: $0.timeSeconds, estimate: Estimate(value: $0.area.value / $0.side.value, standardError: 0))
                })
            guard let w = PolynomialTrend(width, degree: 1)?.slope else { return nil }
            return Estimate(
                value: v.value * w.value,
                standardError: hypot(v.value * w.standardError, w.value * v.standardError))
        }
        let ratios = samples.map { $0.area.value / ($0.side.value * $0.side.value) }
        let s = OrderStatistics.median(ratios)
        // 1.2533: the standard error of a median of normal numbers against that of their mean.
        let spread = OrderStatistics.scale(ofResiduals: ratios.map { $0 - s }, fittedCoefficients: 1)
        let error = 1.2533 * spread / Double(ratios.count).squareRoot()
        return Estimate(
            value: s * v.value * v.value,
            standardError: hypot(2 * s * v.value * v.standardError, v.value * v.value * error))
    }

    /// Beyond three standard errors, and by enough to matter: 1 % of the coefficient.
    static func disagrees(_ law: CrystalKinetics.AreaLaw) -> Bool {
        abs(law.disagreementSigmas) > 3 && abs(law.a2.value - law.a2FromSide.value) > 0.01 * abs(law.a2FromSide.value)
    }

    /// J = density (dA/dt) / P into the side faces, at the middle of the stretch, g mm-2 min-1.
    ///
    /// The thickness of the plate cancels; the top and bottom faces are not counted.
    func soluteFlux(
        density: Double, scaleRelativeStandardError: Double
    ) -> Estimate? {
        let middle = parabola.centre
        let perimeters = MeasuredSeries(
            samples.filter { $0.perimeterMicrometers > 0 }.map {
                (time: $0.timeSeconds, estimate: Estimate(value: $0.perimeterMicrometers, standardError: 0))
            })
        guard let perimeter = PolynomialTrend(perimeters, degree: 1)?.value(at: middle), perimeter.value > 0 else {
            return nil
        }
        let growth = parabola.rate(at: middle)
        // 1 g/cm3 = 1e-12 g/um3, 1 g/um2 = 1e6 g/mm2.
        let factor = density * 1e-6
        let value = factor * growth.value / perimeter.value
        let error = hypot(
            factor * growth.standardError / perimeter.value, value * perimeter.standardError / perimeter.value)
        return Estimate(value: value, standardError: error).includingScale(scaleRelativeStandardError)
    }
}

import Foundation
import Testing

@testable import UVVis

@Suite("Interpolation between rows of ln tau")
struct TauInterpolationTests {
    @Test("Every power up to the seventh is exact, and so is its slope", arguments: 0...7)
    func powers(power: Int) {
        let rows = -100..<100
        let taus = (0..<50).map { exp(-4 + 0.16 * Double($0)) }
        let interpolation = TauInterpolation(taus: taus, among: rows)
        let course = interpolation.rows.map { pow(Double($0) * TauInterpolation.step, Double(power)) }
        let (values, slopes) = (interpolation.values(course), interpolation.slopes(course))
        for (i, tau) in taus.enumerated() {
            let y = log(tau)
            let scale = pow(5, Double(power))
            #expect(abs(values[i] - pow(y, Double(power))) < 1e-11 * scale, "\(tau)")
            let slope = power == 0 ? 0 : Double(power) * pow(y, Double(power - 1))
            #expect(abs(slopes[i] - slope) < 1e-9 * scale, "\(tau)")
        }
    }

    @Test("Outside of the rows nothing changes")
    func outside() {
        let interpolation = TauInterpolation(taus: [-1, 0, 1e-30, 1e30], among: -10..<10)
        let course = interpolation.rows.map { $0 < -10 ? 3.0 : $0 >= 10 ? 7.0 : 5.0 }
        let values = interpolation.values(course)
        for (value, expected) in zip(values, [3, 3, 3, 7.0]) { #expect(abs(value - expected) < 1e-12) }
        for slope in interpolation.slopes(course) { #expect(abs(slope) < 1e-9) }
    }

    @Test(
        "Absorbances are those of the series at every single time to 1e-7",
        arguments: [(2.5, 0, 0.2), (2.5, 0.3, 1.2), (6, 0, 1.2), (6, 0.3, 0.2)])
    func absorbances(beamTop: Double, premixedFraction: Double, endAbsorbance: Double) {
        var geometry = TestTrace().geometry
        (geometry.beamBottomMillimeters, geometry.beamTopMillimeters) = (2, beamTop)
        let model = TraceModel(geometry: geometry).premixed(to: 3.1)
        let p = TraceParameters(
            logDiffusion: log(5e-10), logAmplitude: log(endAbsorbance), startSeconds: 40, strayLightFraction: 0.002,
            premixedFraction: premixedFraction)
        let times = (0..<200).map { 10 * exp(0.06 * Double($0)) }
        let fitted = model.absorbances(p, at: times)
        for (i, time) in times.enumerated() {
            let tau = model.tau(p, at: time)
            let local = model.layer.nodes.map { z in
                (1 - premixedFraction) * geometry.column.relativeConcentration(atMeters: z, tau: tau)
                    + premixedFraction
                    * geometry.column(layerMillimeters: 3.1).relativeConcentration(atMeters: z, tau: tau)
            }
            let even = Photometry.beamAbsorbance(local, weights: model.weights, absorbanceAtEnd: endAbsorbance)
            let exact = Photometry.withStrayLight(even, fraction: p.strayLightFraction)
            #expect(abs(fitted[i] - exact) < 1e-7, "\(time): \(fitted[i]), \(exact)")
        }
    }
}

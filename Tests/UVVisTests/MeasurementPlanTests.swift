import Foundation
import Statistics
import Testing

@testable import UVVis

@Suite("Planning a measurement")
struct MeasurementPlanTests {
    private var test: TestTrace {
        var test = TestTrace()
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        test.geometry.strayLightFraction = 0
        return test
    }

    private var plan: MeasurementPlan {
        MeasurementPlan(
            geometry: test.geometry, diffusionCoefficient: test.truth, endAbsorbance: 0.13, noise: 0.003,
            intervalSeconds: 64_000.0 / 299)
    }

    @Test("The predicted error is what fits of simulated traces scatter by")
    func predictsScatter() throws {
        let predicted = try #require(plan.rows(durations: [30_000, 64_000], wantedError: 0.02)[0].relativeErrors[1])
        var squares = 0.0
        for k in 0..<16 {
            var test = test
            test.seed = UInt64(500 + k)
            let diffusion = try #require(try test.fit().diffusionCoefficient)
            squares += pow(diffusion.value / test.truth - 1, 2)
        }
        let ratio = (squares / 16).squareRoot() / predicted
        // 16 values know their scatter to 18 %.
        #expect(ratio > 0.5 && ratio < 1.6, "\(ratio)")
    }

    @Test("Stray light that is not stated costs, as it does in a fit")
    func unknownStrayLight() throws {
        var open = plan
        open.geometry.isStartTimeKnown = true
        open.geometry.isBaselineZeroed = true
        open.geometry.strayLightFraction = nil
        var stated = open
        stated.geometry.strayLightFraction = 0
        let errors = [open, stated].map { $0.rows(durations: [30_000, 64_000], wantedError: 0.02)[0].relativeErrors[1] ?? 0 }
        var test = test
        (test.geometry, test.seed) = (open.geometry, 900)
        let diffusion = try #require(try test.fit().diffusionCoefficient)
        #expect(errors[0] > 1.2 * errors[1])
        #expect(abs(diffusion.standardError / diffusion.value / errors[0] - 1) < 0.35)
    }

    @Test("Longer is better, and a beam further up needs longer")
    func monotone() throws {
        let durations = plan.durations()
        let rows = plan.rows(durations: durations, wantedError: 0.02)
        let errors = rows[0].relativeErrors.compactMap(\.self)
        #expect(errors.count == durations.count)
        #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 >= 0.999 * $1 })
        let sufficient = rows.dropFirst().compactMap(\.sufficientSeconds)
        #expect(sufficient == sufficient.sorted())
        #expect(rows[0].isStated && rows.count > 5)
    }

    @Test("The beam's error stays however long the recording is")
    func beamHeight() {
        var plan = plan
        plan.geometry.beamHeightStandardErrorMillimeters = 0.1
        let row = plan.rows(durations: plan.durations(), wantedError: 0.02)[0]
        #expect(abs(row.geometryError - 0.2 / 3.5) < 1e-9)
        #expect(row.sufficientSeconds == nil)
    }
}

@Suite("Stokes-Einstein")
struct StokesEinsteinTests {
    @Test("A sphere of 0.245 nm diffuses with 1e-9 m2/s in water at 25 C")
    func water() {
        let liquid = StokesEinstein(viscosityPascalSeconds: 0.89e-3, temperatureKelvin: 298.15)
        let radius = liquid.radiusNanometers(Estimate(value: 1e-9, standardError: 2e-11))
        #expect(abs(radius.value - 0.24537) < 1e-4)
        #expect(abs(radius.standardError / radius.value - 0.02) < 1e-12)
    }
}

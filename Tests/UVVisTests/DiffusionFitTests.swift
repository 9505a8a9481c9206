import Foundation
import Statistics
import Testing

@testable import UVVis

@Suite("Fitting a diffusion coefficient")
struct DiffusionFitTests {
    private func codes(_ result: DiffusionResult) -> [DiffusionWarning.Code] { result.warnings.map(\.code) }

    private func expectTruth(_ test: TestTrace, _ result: DiffusionResult, within tolerance: Double) throws {
        let diffusion = try #require(result.diffusionCoefficient)
        #expect(abs(diffusion.value / test.truth - 1) < tolerance, "\(diffusion)")
        #expect(abs(diffusion.value - test.truth) < 4 * diffusion.standardError)
    }

    @Test("A plain trace gives D without a warning")
    func plain() throws {
        let test = TestTrace()
        let result = try test.fit()
        #expect(result.status == .ok)
        try expectTruth(test, result, within: 0.02)
    }

    @Test("A thousand values are fitted in less than a second")
    func speed() throws {
        var test = TestTrace()
        test.count = 1000
        let trace = test.trace()
        let begun = ContinuousClock.now
        _ = try DiffusionFit(trace: trace, geometry: test.geometry, path: "test").run()
        // Tests run side by side on few cores.
        #expect(ContinuousClock.now - begun < .seconds(4))
    }

    @Test("A tall beam does not bias D")
    func tallBeam() throws {
        var test = TestTrace()
        (test.geometry.beamBottomMillimeters, test.geometry.beamTopMillimeters) = (2, 6)
        test.parameters.logAmplitude = log(0.3)
        let result = try test.fit()
        #expect(result.status == .ok)
        try expectTruth(test, result, within: 0.02)
    }

    @Test("Start, baseline and drift that are not known are found, across a gap")
    func offsetAndDrift() throws {
        var test = TestTrace()
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        (test.parameters.startSeconds, test.parameters.baseline, test.parameters.driftPerSecond) = (400, 0.02, 5e-7)
        let full = test.trace()
        let kept = full.times.indices.filter { !(15_000...27_000).contains(full.times[$0]) }
        let trace = AbsorbanceTrace(times: kept.map { full.times[$0] }, absorbances: kept.map { full.absorbances[$0] })
        let result = try DiffusionFit(trace: trace, geometry: test.geometry, path: "test").run()
        #expect(result.status == .ok)
        try expectTruth(test, result, within: 0.03)
        let start = try #require(result.nuisances.first { $0.name == "start_time" })
        #expect(start.isFree && abs(start.estimate.value - 400) < 4 * start.estimate.standardError)
    }

    @Test("Stray light bends the peak: it is fitted, and said", arguments: [nil, 0.006])
    func strayLight(stated: Double?) throws {
        var test = TestTrace()
        test.geometry.strayLightFraction = stated
        test.parameters.strayLightFraction = 0.006
        test.parameters.logAmplitude = log(0.5)
        let result = try test.fit()
        #expect(result.status == .okWithWarning)
        #expect(codes(result) == [.strayLightOrSaturation])
        try expectTruth(test, result, within: 0.02)
    }

    @Test("What the injection mixed is allowed for, and said")
    func convection() throws {
        var test = TestTrace()
        test.parameters.premixedFraction = 0.2
        test.premixedHeightMillimeters = 7
        let result = try test.fit()
        #expect(result.status == .okWithWarning)
        #expect(codes(result).contains(.earlyJumpOrConvection))
        try expectTruth(test, result, within: 0.04)
    }

    @Test("Where the injection left the solute need not be known: the interval allows for it", arguments: [0.6, 1.0])
    func unevenStart(place: Double) throws {
        let test = plumeTest()
        let result = try test.fit(plume(test, place: place, width: 0.25))
        #expect(result.status == .okWithWarning)
        #expect(codes(result).contains(.earlyJumpOrConvection))
        try expectTruth(test, result, within: 0.06)
    }

    @Test("A narrow plume above the beam looks like a spread below it and another D: the interval holds both")
    func narrowPlume() throws {
        for place in [1.6, 1.9] {
            for seed in UInt64(1)...3 {
                var test = plumeTest()
                test.seed = seed
                let result = try test.fit(plume(test, place: place, width: 0.08))
                #expect(codes(result).contains(.earlyJumpOrConvection))
                let (diffusion, interval) = (try #require(result.diffusionCoefficient), try #require(result.interval))
                #expect(interval.contains(test.truth), "\(place), \(seed): \(diffusion) \(interval)")
                // It says how much is not known, and no more.
                #expect(diffusion.standardError < 0.1 * diffusion.value)
            }
        }
    }

    private func plumeTest() -> TestTrace {
        var test = TestTrace()
        test.geometry.strayLightFraction = 0
        (test.noise, test.duration) = (0.002, 36_000)
        return test
    }

    /// A fifth of the solute around a height in units of the beam's lower edge, of which no even spread is the sum.
    private func plume(_ test: TestTrace, place: Double, width: Double) -> (Double) -> Double {
        let middle = place * test.geometry.beamBottomMillimeters
        let bands = (1...48).map { k in (middle * Double(k - 1) / 24, middle * Double(k) / 24) }
        let shares = bands.map { exp(-pow((($0.0 + $0.1) / 2 - middle) / (width * middle), 2) / 2) }
        let total = shares.reduce(0, +)
        let height = test.geometry.columnHeightMeters
        let layer = test.geometry.column
        let columns = bands.map { test.geometry.column(betweenMillimeters: $0.0...$0.1) }
        let rate = test.truth / (height * height)
        let beam = test.geometry.beamMeters
        return { time in
            let tau = rate * time
            let plume = zip(columns, shares).reduce(0) {
                $0 + $1.1 / total * $1.0.meanRelativeConcentration(overMeters: beam, tau: tau)
            }
            return 0.13 * (0.8 * layer.meanRelativeConcentration(overMeters: beam, tau: tau) + 0.2 * plume)
        }
    }

    @Test("What was stirred below the beam still diffuses into it")
    func stirredBelow() throws {
        var test = TestTrace()
        test.geometry.strayLightFraction = 0
        (test.parameters.premixedFraction, test.premixedHeightMillimeters) = (0.8, 1.5)
        let result = try test.fit()
        #expect(result.status == .okWithWarning)
        #expect(codes(result).contains(.earlyJumpOrConvection))
        try expectTruth(test, result, within: 0.04)
    }

    @Test("Outliers and correlated noise widen the interval, and do not move D")
    func outliers() throws {
        var test = TestTrace()
        (test.correlation, test.outliers) = (0.8, 9)
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        let result = try test.fit()
        #expect(result.status == .okWithWarning)
        #expect(codes(result).contains(.correlatedResiduals))
        try expectTruth(test, result, within: 0.04)
        var white = test
        (white.correlation, white.outliers) = (0, 0)
        let error = try #require(result.diffusionCoefficient).standardError
        #expect(error > 1.5 * (try #require(try white.fit().diffusionCoefficient).standardError))
        #expect(result.isInlier.filter { !$0 }.count >= 8)
    }

    @Test(
        "One value far beyond the whole course is left out, early or late",
        arguments: [(20, 4.0), (50, 5), (5, -30), (100, 1e6), (0, 1e6), (299, 1e6)])
    func grossOutlier(place: Int, value: Double) throws {
        var test = TestTrace()
        (test.geometry.beamBottomMillimeters, test.geometry.beamTopMillimeters) = (2.2, 2.8)
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        (test.parameters.logDiffusion, test.parameters.logAmplitude) = (log(1.7e-10), log(0.09))
        (test.parameters.startSeconds, test.parameters.baseline) = (420, 0.006)
        var trace = test.trace()
        trace.absorbances[place] = value
        let result = try DiffusionFit(trace: trace, geometry: test.geometry, path: "test").run()
        #expect(result.status == .ok, "\(codes(result))")
        try expectTruth(test, result, within: 0.03)
        #expect(!result.isInlier[place])
    }

    @Test("A column that saturates above its middle is a diffusion without an overshoot")
    func saturating() throws {
        var test = TestTrace()
        (test.geometry.columnHeightMillimeters, test.duration) = (12, 90_000)
        (test.geometry.beamBottomMillimeters, test.geometry.beamTopMillimeters) = (7, 8)
        test.parameters.logAmplitude = log(0.3)
        let result = try test.fit()
        #expect(result.status == .ok)
        try expectTruth(test, result, within: 0.04)
    }

    @Test("A trace that ends too early does not give D, and says what would")
    func tooShort() throws {
        var test = TestTrace()
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        test.parameters.startSeconds = 100
        (test.duration, test.noise) = (1500, 0.002)
        let result = try test.fit()
        #expect(result.status == .notIdentifiable)
        #expect(codes(result).contains(.recordingTooShort))
        #expect(result.advice.contains { $0.contains("Record for about") })
    }

    @Test("Noise alone gives no D")
    func noiseAlone() throws {
        let result = try TestTrace().fit { _ in 0 }
        #expect(result.status == .notIdentifiable)
        #expect(codes(result).contains(.signalTooWeak))
    }

    @Test("What rises and stays below the middle of the column is no diffusion", arguments: [600, 3000, 10_000.0], [true, false])
    func exponential(time: Double, isKnown: Bool) throws {
        var test = TestTrace()
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (isKnown, isKnown)
        let result = try test.fit { 0.6 * (1 - exp(-$0 / time)) }
        #expect(result.status == .modelMismatch, "\(codes(result))")
    }

    @Test("A trace that is no diffusion still shows how its D was found, without an interval search")
    func outlineOfMismatch() throws {
        let result = try TestTrace().fit { 0.6 * (1 - exp(-$0 / 3000)) }
        #expect(result.status == .modelMismatch)
        let best = try #require(result.profile.min { $0.chiSquareRise < $1.chiSquareRise })
        #expect(result.profile.count > 8 && best.chiSquareRise < 0.2)
        #expect(result.profile.first?.chiSquareRise ?? 0 > 1 && result.profile.last?.chiSquareRise ?? 0 > 1)
    }

    @Test("A decay whose rise was not recorded gives no D", arguments: [10_000, 40_000.0])
    func decay(time: Double) throws {
        var test = TestTrace()
        (test.geometry.isStartTimeKnown, test.geometry.isBaselineZeroed) = (false, false)
        let result = try test.fit { 0.5 * exp(-$0 / time) }
        #expect(result.status == .notIdentifiable || result.status == .modelMismatch, "\(codes(result))")
    }

    @Test("A trace that never changes has no signal", arguments: [0, 0.3])
    func constant(value: Double) throws {
        var test = TestTrace()
        test.noise = 0
        let result = try test.fit { _ in value }
        #expect(result.status == .notIdentifiable && codes(result) == [.signalTooWeak])
        #expect(result.diffusionCoefficient == nil)
    }

    @Test("A rising drift that the data prove is noted, since solute high above the beam looks like it")
    func risingDrift() throws {
        func notes(_ change: Double) throws -> [String] {
            var test = TestTrace()
            test.geometry.strayLightFraction = 0
            test.parameters.driftPerSecond = change / test.duration
            return try test.fit().notes.filter { $0.contains("high above the beam") }
        }
        #expect(try notes(0.02).count == 1)
        #expect(try notes(0).isEmpty && notes(-0.02).isEmpty)
    }

    @Test("A rise faster than any solute diffuses is no diffusion")
    func wrongHeight() throws {
        var test = TestTrace()
        let trace = test.trace()
        (test.geometry.beamBottomMillimeters, test.geometry.beamTopMillimeters) = (20, 21)
        let result = try DiffusionFit(trace: trace, geometry: test.geometry, path: "test").run()
        #expect(result.status == .modelMismatch)
    }

    @Test("The beam's error in height reaches D twice, and is said where it dominates")
    func beamHeight() throws {
        var test = TestTrace()
        test.geometry.beamHeightStandardErrorMillimeters = 0.1
        let result = try test.fit()
        let expected = 2 * 0.1 / 3.5
        #expect(abs(result.geometryStandardErrorOfLogD / expected - 1) < 0.15)
        #expect(codes(result).contains(.beamHeightDominates))
        #expect(result.status == .okWithWarning)
        let diffusion = try #require(result.diffusionCoefficient)
        #expect(diffusion.standardError / diffusion.value > 0.8 * expected)
    }

    @Test("An error that takes the beam or the layer out of the column either way is not dropped", arguments: [28.5, 30])
    func largeGeometryError(error: Double) throws {
        var beam = TestTrace()
        beam.geometry.beamHeightStandardErrorMillimeters = error
        var layer = TestTrace()
        layer.geometry.layerHeightStandardErrorMillimeters = error + 3.6
        for test in [beam, layer] {
            let result = try test.fit()
            #expect(result.geometryStandardErrorOfLogD > 0.1)
            #expect(result.status == .notIdentifiable)
        }
    }

    @Test("The 95 % interval holds the truth in about 95 of 100 traces")
    func coverage() throws {
        var held = 0
        let runs = 60
        for k in 0..<runs {
            var test = TestTrace()
            test.count = 60
            test.seed = UInt64(1000 + k)
            test.parameters.logDiffusion = log(2e-10) + 0.03 * Double(k)
            test.parameters.driftPerSecond = Double(k % 5 - 2) * 1e-7
            test.geometry.strayLightFraction = 0
            if try #require(try test.fit().interval).contains(test.truth) { held += 1 }
        }
        // 57 -+ 1.7: three deviations below.
        #expect(held >= 52, "\(held) of \(runs)")
    }
}

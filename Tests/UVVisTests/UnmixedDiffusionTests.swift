import Foundation
import Statistics
import Testing

@testable import UVVis

@Suite("Diffusion of species unmixed from spectra")
struct UnmixedDiffusionTests {
    private let truth = [7e-10, 3e-10]
    private let wavelengths = (0..<90).map { 300 + 2 * Double($0) }

    private func shape(_ k: Int, _ wavelength: Double) -> Double {
        k == 0
            ? exp(-pow((wavelength - 330) / 18, 2) / 2) + 0.3 * exp(-pow((wavelength - 400) / 25, 2) / 2)
            : exp(-pow((wavelength - 400) / 22, 2) / 2) + 0.25 * exp(-pow((wavelength - 310) / 20, 2) / 2)
    }

    private func geometry(strayLight: Double?) -> CuvetteGeometry {
        var geometry = TestTrace().geometry
        geometry.strayLightFraction = strayLight
        return geometry
    }

    /// Spectra of two species with white noise; a pure spectrum may be wrong by a smooth part.
    private func unmixing(
        strayLight: Double, seed: UInt64, pureError: Double = 0, commonError: Double = 0, premixedFraction: Double = 0,
        count: Int = 90, pause: (after: Int, seconds: Double) = (0, 0)
    ) throws -> SpeciesUnmixing {
        let course = CuvetteCourse(geometry: geometry(strayLight: 0), premixedHeightMillimeters: 3)
        let times = (0..<count).map { 53_400 * Double($0) / Double(count - 1) + ($0 > pause.after ? pause.seconds : 0) }
        var random = NormalNumbers(seed: seed)
        let offsets = wavelengths.map { _ in commonError * random.next() }
        let noise = 3e-4
        let rows = times.map { time in
            wavelengths.indices.map { j in
                let species = truth.indices.map { (truth[$0], 0.17 * shape($0, wavelengths[j])) }
                let light = course.absorbance(
                    of: species, atSeconds: time, premixedFraction: premixedFraction, strayLightFraction: strayLight)
                return light + offsets[j] + noise * random.next()
            }
        }
        let spectra = AbsorbanceSpectra(
            path: "test", wavelengths: wavelengths, times: times, names: times.map { "\($0)" }, absorbances: rows,
            variances: rows.map { $0.map { _ in noise * noise } },
            commonErrors: rows.map { $0.map { _ in commonError } }, isMasked: wavelengths.map { _ in false }, notes: [])
        let pure = try truth.indices.map { k in
            (
                name: "\(k)",
                spectrum: try Spectrum(
                    name: "\(k)", path: "\(k)", wavelengths: wavelengths,
                    values: wavelengths.map { shape(k, $0) * (1 + pureError * sin($0 / 17)) }, integrationSeconds: nil,
                    averages: nil)
            )
        }
        return try SpeciesUnmixing(spectra, pure: pure, baseline: nil)
    }

    private func fit(_ unmixing: SpeciesUnmixing, strayLight: Double?) throws -> [DiffusionResult] {
        try UnmixedDiffusion(unmixing: unmixing, geometry: geometry(strayLight: strayLight), path: "test").run().results
    }

    private func deviations(_ results: [DiffusionResult]) throws -> [Double] {
        try zip(results, truth).map { result, truth in
            let diffusion = try #require(result.diffusionCoefficient)
            return (diffusion.value - truth) / diffusion.standardError
        }
    }

    @Test("Stray light that is not stated is found in the spectra, and moves no species", arguments: [0, 0.0005, 0.002])
    func unstatedStrayLight(fraction: Double) throws {
        var held = 0
        for seed in 1...3 {
            let results = try fit(unmixing(strayLight: fraction, seed: UInt64(seed)), strayLight: nil)
            for (result, deviation) in zip(results, try deviations(results)) {
                #expect(result.status == .ok, "\(result.warnings)")
                #expect(abs(deviation) < 4)
                held += abs(deviation) < 1.96 ? 1 : 0
                let found = try #require(result.nuisances.first { $0.name == "stray_light" })
                #expect(found.isFree && found.estimate.standardError < 0.0003)
                #expect(abs(found.estimate.value - fraction) < 4 * found.estimate.standardError)
            }
        }
        #expect(held >= 5)
    }

    @Test("Much stray light takes many rounds, and is followed until D has settled", arguments: [0.01, 0.03])
    func muchStrayLight(fraction: Double) throws {
        let results = try fit(unmixing(strayLight: fraction, seed: 12), strayLight: nil)
        #expect(try deviations(results).allSatisfy { abs($0) < 3 })
        let found = try #require(results[0].nuisances.first { $0.name == "stray_light" }).estimate
        #expect(abs(found.value - fraction) < 4 * found.standardError, "\(found)")
    }

    @Test("What the injection stirred is found in both species, once the bend is taken off", arguments: [nil, 0.001])
    func stirredSpecies(stated: Double?) throws {
        let results = try fit(
            unmixing(strayLight: 0.001, seed: 13, premixedFraction: 0.15), strayLight: stated)
        for (result, deviation) in zip(results, try deviations(results)) {
            #expect(result.status == .okWithWarning)
            #expect(result.warnings.map(\.code) == [.earlyJumpOrConvection])
            let mixed = try #require(result.parameters).premixedFraction
            #expect(abs(mixed - 0.15) < 0.05 && abs(deviation) < 3, "\(mixed), \(deviation)")
        }
    }

    @Test("Between the rows of ln time the beam bends the absorbance as it does at the very times")
    func interpolatedBeam() throws {
        let unmixing = try unmixing(strayLight: 0, seed: 1)
        let plain = TraceModel(geometry: geometry(strayLight: 0))
        let courses = truth.indices.map { k in
            DiffusionResult.FittedCourse(
                endAbsorbance: 0.17, diffusionCoefficient: truth[k], startSeconds: 300 * Double(k), premixedFraction: 0.1,
                premixedHeightMillimeters: 3)
        }
        let beam = UnmixedBeam(ProjectedSpectra(unmixing), plain, courses: courses)
        let model = plain.premixed(to: 3)
        let bend = beam.bend(strayLightFraction: 0.001)
        for (i, time) in unmixing.spectra.times.enumerated() {
            let moment = try #require(beam.moments[i])
            let profiles = courses.map { course in
                let p = TraceParameters(
                    logDiffusion: log(course.diffusionCoefficient), logAmplitude: 0, startSeconds: course.startSeconds,
                    premixedFraction: course.premixedFraction)
                return model.concentrations(p, atSeconds: time).values.map { 0.17 * $0 }
            }
            for (channel, found) in zip(moment.projection.channels, bend.values(moment, at: i)) {
                let absorbances = plain.weights.indices.map { j in
                    truth.indices.reduce(0) { $0 + unmixing.species[$1].shape[channel] * profiles[$1][j] }
                }
                let light = zip(plain.weights, absorbances).reduce(0) { $0 + $1.0 * pow(10, -$1.1) }
                let mean = zip(plain.weights, absorbances).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(found - (-log10((light + 0.001) / 1.001) - mean)) < 1e-8, "\(time) s")
            }
        }
    }

    @Test("The sum that finds stray light is the regression of which it was taken, at any later course")
    func leverageOfStrayLight() throws {
        let unmixing = try unmixing(strayLight: 0.002, seed: 3)
        let plain = TraceModel(geometry: geometry(strayLight: nil))
        func beam(_ change: Double) -> UnmixedBeam {
            let courses = truth.map {
                DiffusionResult.FittedCourse(
                    endAbsorbance: 0.17, diffusionCoefficient: change * $0, startSeconds: 0, premixedFraction: 0)
            }
            return UnmixedBeam(ProjectedSpectra(unmixing), plain, courses: courses)
        }
        let (first, later) = (beam(1), beam(1.002))
        let leverage = try #require(StrayLightLeverage(unmixing, first, strayLightFraction: 0.001))
        func slope(_ beam: UnmixedBeam) throws -> (slope: Double, variance: Double) {
            let found = try #require(ChannelCourses(unmixing, beam, strayLightFraction: 0.001).regression)
            return (found.slope, found.variance)
        }
        let direct = try slope(first)
        #expect(abs(leverage.step(first, strayLightFraction: 0.001) - direct.slope) < 1e-9 * abs(direct.slope))
        #expect(leverage.variance == direct.variance)
        // Of a course that differs by little, the same by far less than its error.
        let step = leverage.step(later, strayLightFraction: 0.001)
        #expect(abs(step - (try slope(later).slope)) < 0.1 * direct.variance.squareRoot())
    }

    @Test("Means of spectra keep what the spectra say, and no mean reaches across a pause")
    func averagedSpectra() throws {
        let all = try unmixing(strayLight: 0, seed: 2, count: 240)
        let means = all.averaged(to: 40)
        #expect(means.spectra.times.count < 40 && means.spectra.times.count > 30)
        let (k, channel) = (20, 15)
        let time = means.spectra.times[k]
        let group = all.spectra.times.indices.filter { abs(all.spectra.times[$0] - time) < 3.1 * 53_400 / 239 }
        #expect(group.count == 6)
        let mean = group.reduce(0) { $0 + all.spectra.absorbances[$1][channel] } / 6
        #expect(abs(means.spectra.absorbances[k][channel] - mean) < 1e-12)
        #expect(abs(means.spectra.variances[k][channel] / all.spectra.variances[0][channel] - 1.0 / 6) < 1e-12)
        let paused = try unmixing(strayLight: 0, seed: 2, count: 240, pause: (after: 122, seconds: 200_000))
        #expect(paused.averaged(to: 40).spectra.times.allSatisfy { $0 < 53_400 || $0 > 220_000 })
    }

    @Test("Stray light that is stated is taken as it is")
    func statedStrayLight() throws {
        let results = try fit(unmixing(strayLight: 0.002, seed: 4), strayLight: 0.002)
        #expect(try deviations(results).allSatisfy { abs($0) < 3 })
        let stated = try #require(results[0].nuisances.first { $0.name == "stray_light" })
        #expect(!stated.isFree && stated.estimate == Estimate(value: 0.002, standardError: 0))
    }

    @Test("An error of a pure spectrum does not pass for stray light")
    func wrongPureSpectrum() throws {
        let results = try fit(unmixing(strayLight: 0.001, seed: 5, pureError: 0.02), strayLight: nil)
        let found = try #require(results[0].nuisances.first { $0.name == "stray_light" })
        #expect(abs(found.estimate.value - 0.001) < 4 * found.estimate.standardError)
        #expect(found.estimate.standardError < 0.0005)
    }

    @Test("The error of an amount is that of its noise, however the absorbance bends")
    func errorOfAmounts() throws {
        let unmixing = try unmixing(strayLight: 0.01, seed: 11)
        // Thirty times after the peaks, where the courses are nearly straight.
        let values = unmixing.amounts(tolerance: 3).suffix(30)
        for k in truth.indices {
            let course = values.map { $0[k].absorbance }
            let firsts = zip(course.dropFirst(), course).map { $0 - $1 }
            let seconds = zip(firsts.dropFirst(), firsts).map { $0 - $1 }
            // Second differences of independent values have six times their variance.
            let scatter = (seconds.reduce(0) { $0 + $1 * $1 } / Double(seconds.count) / 6).squareRoot()
            let stated = OrderStatistics.median(values.map { $0[k].standardError })
            #expect(scatter / stated > 0.5 && scatter / stated < 1.6, "\(scatter), \(stated)")
        }
    }

    @Test("The noise of the reference, which all spectra share, is in the error of D")
    func sharedNoise() throws {
        let without = try fit(unmixing(strayLight: 0, seed: 6), strayLight: 0)
        for seed in 7...9 {
            let with = try fit(unmixing(strayLight: 0, seed: UInt64(seed), commonError: 5e-3), strayLight: 0)
            for (one, other) in zip(without, with) {
                let ratio = try #require(other.diffusionCoefficient).standardError
                    / (try #require(one.diffusionCoefficient).standardError)
                #expect(ratio > 1.5)
            }
            #expect(try deviations(with).allSatisfy { abs($0) < 3.5 })
        }
    }

    @Test("Noise that all spectra share is no stirred beginning, however well many spectra show it")
    func sharedNoiseIsNoConvection() throws {
        for seed in 31...34 {
            let results = try fit(
                unmixing(strayLight: 0, seed: UInt64(seed), commonError: 4e-3, count: 600), strayLight: 0)
            for result in results {
                #expect(!result.warnings.map(\.code).contains(.earlyJumpOrConvection), "\(result.warnings)")
                #expect(result.nuisances.allSatisfy { $0.name != "premixed" || !$0.isFree })
            }
            #expect(try deviations(results).allSatisfy { abs($0) < 3.5 })
        }
    }
}

@Suite("Errors that all values share")
struct SharedErrorTests {
    @Test("A sum of values has the variance of the shared errors, whether the knots meet the times or not")
    func variance() {
        let times = (0..<200).map { 3 * Double($0) }
        var shared = SharedError(times: times)
        shared.add(course: shared.knots.map { 0.1 + 0.002 * times[$0] })
        shared.add(course: shared.knots.map { _ in 0.5 })
        let weights = times.map { sin($0 / 40) }
        let slope = zip(times, weights).reduce(0) { $0 + (0.1 + 0.002 * $1.0) * $1.1 }
        let constant = 0.5 * weights.reduce(0, +)
        let expected = slope * slope + constant * constant
        #expect(abs(shared.variance(ofSumWith: weights, at: times) / expected - 1) < 1e-9)
        let some = Array(times[17..<150])
        let part = Array(weights[17..<150])
        let (a, b) = (zip(some, part).reduce(0) { $0 + (0.1 + 0.002 * $1.0) * $1.1 }, 0.5 * part.reduce(0, +))
        #expect(abs(shared.variance(ofSumWith: part, at: some) / (a * a + b * b) - 1) < 1e-9)
    }

    @Test("An error of the zero, which a band's values share, is in the error of D where the baseline is not fitted")
    func band() throws {
        var test = TestTrace()
        test.geometry.strayLightFraction = 0
        let plain = test.trace()
        func error(common: Double, isZeroed: Bool) throws -> Double {
            var geometry = test.geometry
            geometry.isBaselineZeroed = isZeroed
            let values = plain.absorbances.map {
                AbsorbanceValue(absorbance: $0, standardError: 0.003, commonError: common, channelsAboveLimit: 0)
            }
            let trace = TraceBuilder.trace(values, times: plain.times, name: nil).trace
            let result = try DiffusionFit(trace: trace, geometry: geometry, path: "test").run()
            return try #require(result.diffusionCoefficient).standardError
        }
        #expect(try error(common: 0.003, isZeroed: true) > 1.3 * error(common: 0, isZeroed: true))
        #expect(try error(common: 0.003, isZeroed: false) < 1.02 * error(common: 0, isZeroed: false))
    }
}

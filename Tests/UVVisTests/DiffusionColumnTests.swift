import Foundation
import Testing

@testable import UVVis

@Suite("Diffusion in a closed column")
struct DiffusionColumnTests {
    let thin = DiffusionColumn(heightMeters: 0.0322, layerMeters: 0...0.0002)

    @Test("Images and cosines agree to 1e-12, at a height and over a beam")
    func seriesAgree() {
        for layer in [0...0.0002, 0.0...0.01, 0.004...0.005, 0.032...0.0322] {
            let column = DiffusionColumn(heightMeters: 0.0322, layerMeters: layer)
            for tau in [0.02, 0.05, 0.1, 0.2, 0.4] {
                for z in stride(from: 0.0, through: 0.95, by: 0.05) {
                    #expect(abs(column.images(z, tau) - column.cosines(z, tau)) < 1e-12)
                    for width in [0.002, 0.05, 0.4] where z + width <= 1 {
                        let difference = column.meanImages(z, z + width, tau) - column.meanCosines(z, z + width, tau)
                        #expect(abs(difference) < 1e-12, "\(layer) \(tau) \(z) \(width)")
                    }
                }
            }
        }
    }

    @Test("Both agree with finite volumes to 1e-8", arguments: [0.005, 0.02, 0.08, 0.15, 0.6])
    func finiteVolumes(tau: Double) {
        for (layer, beam) in [(0...0.1, 0.2...0.3), (0.3...0.5, 0.55...0.9)] as [(ClosedRange<Double>, ClosedRange<Double>)] {
            let judge = FiniteVolumeColumn(layer: layer, beam: beam).meanConcentration(tau: tau)
            let column = DiffusionColumn(heightMeters: 1, layerMeters: layer)
            #expect(abs(column.meanRelativeConcentration(overMeters: beam, tau: tau) - judge) < 1e-8)
        }
    }

    @Test("The solute is conserved, and ends up everywhere the same")
    func conserved() {
        for tau in [1e-4, 0.01, 0.09, 0.11, 1] {
            #expect(abs(thin.meanRelativeConcentration(overMeters: 0...0.0322, tau: tau) - 1) < 1e-9)
        }
        #expect(abs(thin.relativeConcentration(atMeters: 0.02, tau: 4) - 1) < 1e-12)
        #expect(thin.relativeConcentration(atMeters: 0.0001, tau: 0) == 161)
        #expect(thin.relativeConcentration(atMeters: 0.001, tau: 0) == 0)
    }

    @Test("A thin layer in a tall column peaks like a plane source, at z² / 2D with 0.48394 M / z")
    func planeSource() {
        let (z, diffusion) = (0.004, 5.4e-10)
        let seconds = PlaneSource.peakSeconds(atMeters: z, diffusionCoefficient: diffusion)
        let peak = PlaneSource.relativeConcentration(
            atMeters: z, diffusionTimesTime: diffusion * seconds, columnHeightMeters: 0.0322)
        #expect(abs(peak - 0.48394 * 0.0322 / z) < 1e-4)
        let thinner = DiffusionColumn(heightMeters: 0.0322, layerMeters: 0...1e-6)
        let column = thinner.relativeConcentration(atMeters: z, tau: diffusion * seconds / (0.0322 * 0.0322))
        #expect(abs(column / peak - 1) < 1e-6)
    }

    @Test("The table that fits use is exact to 1e-7")
    func table() {
        let beam = 0.002...0.006
        let profile = BeamProfile(column: thin, beamMeters: beam)
        var values = profile.weights
        for k in 0..<400 {
            let tau = exp(-14 + Double(k) * 0.035)
            profile.evaluate(tau: tau, into: &values)
            var mean = 0.0
            for j in values.indices { mean += profile.weights[j] * values[j] }
            let exact = thin.meanRelativeConcentration(overMeters: beam, tau: tau)
            #expect(abs(mean - exact) < 1e-7 * max(1, exact), "\(tau)")
        }
    }

    @Test("A hundred thousand values of the model take less than a second")
    func speed() {
        let geometry = TestTrace().geometry
        let model = TraceModel(geometry: geometry)
        let times = (0..<100_000).map { Double($0) }
        let begun = ContinuousClock.now
        let values = model.absorbances(TestTrace().parameters, at: times)
        #expect(ContinuousClock.now - begun < .seconds(1))
        #expect(values.count == times.count)
    }

    @Test("The light is averaged, not the concentration: a tall beam shows less than the mean")
    func transmittanceAveraged() {
        let profile = BeamProfile(column: thin, beamMeters: 0.002...0.006)
        var values = profile.weights
        profile.evaluate(tau: 0.004, into: &values)
        var mean = 0.0
        var light = 0.0
        for j in values.indices {
            mean += profile.weights[j] * values[j]
            light += profile.weights[j] * pow(10, -0.3 * values[j])
        }
        let absorbance = Photometry.beamAbsorbance(values, weights: profile.weights, absorbanceAtEnd: 0.3)
        #expect(abs(absorbance + log10(light)) < 1e-12)
        #expect(absorbance < 0.95 * 0.3 * mean)
        #expect(abs(Photometry.withStrayLight(9, fraction: 0.01) - Photometry.ceiling(strayLightFraction: 0.01)) < 1e-6)
        let inverse = Photometry.withoutStrayLight(Photometry.withStrayLight(1.3, fraction: 0.004), fraction: 0.004)
        #expect(abs(inverse - 1.3) < 1e-12)
    }
}

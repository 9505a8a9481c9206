import Foundation
import Statistics
import Testing

@testable import UVVis

@Suite("Derivatives of a trace")
struct TraceDerivativesTests {
    private let point = TraceParameters(
        logDiffusion: log(5.4e-10), logAmplitude: log(0.4), startSeconds: 300, baseline: 0.02, driftPerSecond: 2e-7,
        strayLightFraction: 0.004, premixedFraction: 0.15)

    private func moved(_ nuisance: Nuisance?, _ index: Int, by step: Double) -> TraceParameters {
        var p = point
        switch nuisance {
        case nil: if index == 0 { p.logDiffusion += step } else { p.logAmplitude += step }
        case .startTime: p.startSeconds += step
        case .baseline: p.baseline += step
        case .drift: p.driftPerSecond += step
        case .strayLight: p.strayLightFraction += step
        case .premixed: p.premixedFraction += step
        }
        return p
    }

    @Test("They are what differences give, with the light averaged and without", arguments: [true, false])
    func differences(averagesLight: Bool) {
        var model = TraceModel(geometry: TestTrace().geometry).premixed(to: 7)
        model.averagesLight = averagesLight
        // Not at the injection itself, where the concentration has a corner in time.
        let times = (1...80).map { 800 * Double($0) }
        let all = Nuisance.allCases
        let columns = model.derivatives(point, at: times, of: all)
        let steps: [Double] = [1e-4, 1e-4] + all.map { [.startTime: 1, .drift: 1e-9][$0] ?? 1e-5 }
        for (j, step) in steps.enumerated() {
            let nuisance = j < 2 ? nil : all[j - 2]
            let high = model.absorbances(moved(nuisance, j, by: step), at: times)
            let low = model.absorbances(moved(nuisance, j, by: -step), at: times)
            let slopes = times.indices.map { (high[$0] - low[$0]) / (2 * step) }
            let largest = slopes.map(abs).max() ?? 0
            for i in times.indices {
                #expect(abs(columns[j][i] - slopes[i]) <= 1e-5 * largest + 1e-12, "\(j) at \(times[i])")
            }
        }
    }

    @Test("The plane source is named beside D, with what it is off by")
    func planeSource() throws {
        var test = TestTrace()
        (test.geometry.beamBottomMillimeters, test.geometry.beamTopMillimeters) = (2, 6)
        test.parameters.logAmplitude = log(0.3)
        let result = try test.fit()
        let plane = try #require(result.planeSource)
        let ratio = plane.diffusionCoefficient.value / (try #require(result.diffusionCoefficient)).value
        #expect(abs(ratio - 1 - plane.relativeDifference) < 1e-9)
        // A tall beam shows the front long before its middle is reached.
        #expect(abs(plane.relativeDifference) > 0.05)
    }

    @Test("A step and noise are plausible, a value beyond the whole course is not")
    func plausible() {
        var random = NormalNumbers(seed: 3)
        var values = (0..<200).map { $0 < 3 ? 0 : 1 + 0.01 * random.next() }
        #expect(!OutlierSearch.plausible(values).contains(false))
        values[120] = 2.2
        #expect(OutlierSearch.plausible(values).indices.filter { !OutlierSearch.plausible(values)[$0] } == [120])
        #expect(!OutlierSearch.plausible((0..<1000).map { _ in random.next() }).contains(false))
    }

    @Test("A run of values on one side is no outlier, a single one is")
    func runs() {
        var random = NormalNumbers(seed: 3)
        var residuals = (0..<60).map { _ in random.next() }
        residuals[20] = 40
        for i in 40...42 { residuals[i] = 40 }
        let isInlier = OutlierSearch.inliers(residuals, fittedCoefficients: 3)
        #expect(!isInlier[20])
        #expect(isInlier[40] && isInlier[41] && isInlier[42])
    }
}

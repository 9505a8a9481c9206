import Kinetics
import Statistics
import Testing

@testable import Reporting

@Suite("Band of the fitted line")
struct FittedLineTests {
    /// Ordinary least squares of N points of standard deviation s at 0, 1, ... N-1 min, in closed form.
    static let count = 41
    static let deviation = 0.3
    static let times = (0 ..< count).map { Double($0) * 60 }

    static var fit: CrystalKinetics.SideFit {
        let n = Double(count)
        let squares = n * (n * n - 1) / 12
        let slope = deviation / squares.squareRoot()
        let mean = (n - 1) / 2
        let offset = deviation * (1 / n + mean * mean / squares).squareRoot()
        return CrystalKinetics.SideFit(
            startSeconds: 0, endSeconds: 2400, sideAtStart: Estimate(value: 100, standardError: offset),
            velocity: Estimate(value: 5, standardError: slope), combinedStandardError: slope,
            confidence95: 5 - 2 * slope ... 5 + 2 * slope, residualStandardDeviation: deviation, sampleCount: count)
    }

    @Test("In the middle of the fit the band is that of a mean, at its ends that of the closed form")
    func band() throws {
        let line = try #require(FittedLine(Self.fit, times: Self.times))
        let n = Double(Self.count)
        #expect(abs(line.halfBand(at: 1200) - 2 * Self.deviation / n.squareRoot()) < 1e-9)
        #expect(abs(line.halfBand(at: 0) - 2 * Self.fit.sideAtStart.standardError) < 1e-12)
        #expect(abs(line.halfBand(at: 2400) - line.halfBand(at: 0)) < 1e-9)
        #expect(line.side(at: 600) == 150)
        #expect(!line.contains(2401) && line.contains(2400))
    }

    @Test("A fit without samples in its range still has a band that is finite")
    func noSamples() throws {
        let line = try #require(FittedLine(Self.fit, times: []))
        #expect(line.halfBand(at: 1200).isFinite)
    }
}

import Foundation
import Testing

@testable import Statistics

@Suite("A random walk that is measured at every step")
struct RandomWalkTests {
    private static let change = 0.04
    /// Two walks; one step of the first tells nothing.
    private static let starts: [Int: RandomWalk.State] = [
        0: .init(value: 1, variance: 4), 6: .init(value: -3, variance: 0.5),
    ]
    private static let variances = [0.3, 0.05, .infinity, 0.2, 1, 0.02, 0.1, 0.4, 0.05]
    private static let values = [1.3, 0.9, 0, 1.4, 2.2, 1.1, -2.5, -3.4, -2.8]

    private static let steps = [1.0, 1, 1, 3, 1, 1, 1, 2, 1]

    private static let measurements = values.indices.map { index in
        RandomWalk.Measurement(
            information: 1 / variances[index], weightedValue: values[index] / variances[index], start: starts[index],
            steps: steps[index])
    }

    /// The same by the joint distribution of all steps: precision matrix, and what it is multiplied by.
    private static func joint() throws -> (values: [Double], variances: [Double]) {
        let count = values.count
        var rows: [[Double]] = []
        var right: [Double] = []
        func add(_ entries: [Int: Double], _ value: Double, _ variance: Double) {
            rows.append((0..<count).map { (entries[$0] ?? 0) / variance.squareRoot() })
            right.append(value / variance.squareRoot())
        }
        for index in values.indices {
            if variances[index].isFinite { add([index: 1], values[index], variances[index]) }
            if let start = starts[index] {
                add([index: 1], start.value, start.variance)
            } else {
                add([index: 1, index - 1: -1], 0, steps[index] * change)
            }
        }
        let jacobian = Matrix(columns: (0..<count).map { column in rows.map { $0[column] } })
        let covariance = try #require(LinearLeastSquares.unscaledCovariance(design: jacobian))
        let gradient = (0..<count).map { column in zip(rows, right).reduce(0) { $0 + $1.0[column] * $1.1 } }
        return (covariance.times(gradient), covariance.diagonal)
    }

    @Test("Filter and smoother tell what the joint distribution of all steps tells")
    func smoothed() throws {
        var walk = RandomWalk(change: Self.change)
        let filtered = Self.measurements.map { walk.add($0) }
        let states = walk.smoothed(filtered, of: Self.measurements)
        let expected = try Self.joint()
        for index in states.indices {
            #expect(abs(states[index].value - expected.values[index]) < 1e-12)
            #expect(abs(states[index].variance - expected.variances[index]) < 1e-12)
        }
        #expect(walk.state == filtered.last)
    }

    @Test("The likelihood is that of the measurements' joint distribution, and does not count where a walk begins")
    func likelihood() {
        // Two measurements whose difference has the variance of both, the step and nothing else.
        let measured = [(value: 0.2, variance: 0.1), (value: 0.7, variance: 0.3)]
        var walk = RandomWalk(change: 0.05)
        walk.add(.init(information: 0, weightedValue: 0, start: .init(value: 0.2, variance: 0.1)))
        #expect(walk.logLikelihood == 0)
        walk.add(.init(information: 1 / 0.3, weightedValue: 0.7 / 0.3))
        let variance = measured[0].variance + 0.05 + measured[1].variance
        #expect(abs(walk.logLikelihood + (log(variance) + 0.25 / variance) / 2) < 1e-12)
        let before = walk.logLikelihood
        walk.add(.init(information: 2, weightedValue: 8, start: .init(value: 1, variance: 1)))
        #expect(walk.logLikelihood == before)
    }

    /// Of unit variance, the same every time.
    private static func numbers(_ seed: Double) -> [Double] {
        (0..<2000).map { sin(seed * Double($0)) * 43758.5453 }.map { ($0 - $0.rounded(.down) - 0.5) * 12.0.squareRoot() }
    }

    @Test("Of walks that move more or less, the likeliest change is near the true one")
    func change() throws {
        let steps = Self.numbers(12.9898)
        let noise = Self.numbers(78.233)
        var value = 0.0
        var walks = [0.02, 0.1, 0.5].map { RandomWalk(change: $0 * $0) }
        for index in steps.indices {
            value += 0.1 * steps[index]
            let measured = value + 0.3 * noise[index]
            let start = index == 0 ? RandomWalk.State(value: 0, variance: 1) : nil
            for walk in walks.indices {
                walks[walk].add(.init(information: 1 / 0.09, weightedValue: measured / 0.09, start: start))
            }
        }
        #expect(walks[1].logLikelihood > walks[0].logLikelihood + 10)
        #expect(walks[1].logLikelihood > walks[2].logLikelihood + 10)
    }
}

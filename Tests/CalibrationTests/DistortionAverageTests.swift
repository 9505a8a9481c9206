@testable import Calibration
import Statistics
import Testing

@Suite("Average over distortions")
struct DistortionAverageTests {
    /// A scale and a distortion fitted with these values and errors, fully correlated but for 1e-5.
    private func average(distortion: Double, error: Double) -> DistortionAverage {
        var covariance = Matrix(rows: 2, columns: 2)
        covariance[0, 0] = error * error + 1e-10
        covariance[0, 1] = error * error
        covariance[1, 0] = error * error
        covariance[1, 1] = error * error
        return DistortionAverage(parameters: [1 + distortion, distortion], covariance: covariance, kinds: [.init(indices: [1])])
    }

    @Test("A distortion beyond doubt stays as it was fitted")
    func certain() {
        let average = average(distortion: 0.01, error: 1e-4)
        #expect(abs(average.parameters[1] - 0.01) < 1e-5)
        #expect(abs(average.covariance[0, 0].squareRoot() / 1e-4 - 1) < 0.05)
    }

    @Test("Noise is not taken for distortion, and the doubt stays below what the fit with it would have")
    func none() {
        let average = average(distortion: 5e-4, error: 1e-3)
        #expect(abs(average.parameters[0] - 1) < 1e-4)
        #expect(average.covariance[0, 0].squareRoot() < 6e-4)
        #expect(average.covariance[0, 0].squareRoot() > 1e-5)
    }

    @Test("A distortion of twice its error leaves both answers possible")
    func doubtful() {
        let average = average(distortion: 2e-3, error: 1e-3)
        let (value, error) = (average.parameters[0] - 1, average.covariance[0, 0].squareRoot())
        #expect(abs(value) < 1.96 * error)
        #expect(abs(value - 2e-3) < 1.96 * error)
    }
}

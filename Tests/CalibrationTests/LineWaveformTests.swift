import Testing

@testable import Calibration

@Suite("Mean profile of a line")
struct LineWaveformTests {
    @Test("It repeats with every pitch, for lines that lean by several, too", arguments: [-0.45, -0.2, 0, 0.1, 0.4])
    func repeats(distance: Double) throws {
        var samples = LineWaveform.Samples(perPitch: 20)
        for index in 0..<2000 {
            let phase = (Double(index) + 0.5) / 2000 - 0.5
            samples.add(phase: phase, value: abs(phase - 0.02) < 0.12 ? -1 : 0)
        }
        let waveform = try #require(LineWaveform(samples, canShift: false))
        let once = waveform.sample(distance)
        for pitches in [-40.0, -3, -1, 1, 2, 17] {
            let again = waveform.sample(distance + pitches)
            #expect(abs(again.value - once.value) < 1e-9)
            #expect(abs(again.slope - once.slope) < 1e-6)
        }
    }
}

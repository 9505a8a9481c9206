import Foundation

@testable import UVVis

/// Traces with known truth.
struct TestTrace {
    var geometry = CuvetteGeometry(
        pathLengthCentimeters: 1, floorAreaSquareMillimeters: 100, columnHeightMillimeters: 32.2,
        beamBottomMillimeters: 3, beamTopMillimeters: 4, layerHeightMillimeters: 0.2, isStartTimeKnown: true,
        isBaselineZeroed: true)
    var parameters = TraceParameters(logDiffusion: log(5.4e-10), logAmplitude: log(0.13))
    var premixedHeightMillimeters: Double?
    var duration = 64_000.0
    var count = 300
    var noise = 0.003
    var correlation = 0.0
    var outliers = 0
    var seed: UInt64 = 1

    var times: [Double] { (0..<count).map { duration * Double($0) / Double(count - 1) } }

    func trace(_ course: ((Double) -> Double)? = nil) -> AbsorbanceTrace {
        var random = NormalNumbers(seed: seed)
        let plain = TraceModel(geometry: geometry)
        let model = premixedHeightMillimeters.map { plain.premixed(to: $0) } ?? plain
        var values = course.map { times.map($0) } ?? model.absorbances(parameters, at: times)
        var state = random.next()
        for i in values.indices {
            state = correlation * state + (1 - correlation * correlation).squareRoot() * random.next()
            values[i] += noise * state
        }
        for k in 0..<outliers {
            let place = (k * 7919 + 13) % count
            values[place] += (k % 2 == 0 ? 1 : -1) * noise * (15 + 5 * Double(k % 5))
        }
        return AbsorbanceTrace(times: times, absorbances: values)
    }

    func fit(_ course: ((Double) -> Double)? = nil) throws -> DiffusionResult {
        try DiffusionFit(trace: trace(course), geometry: geometry, path: "test").run()
    }

    var truth: Double { parameters.diffusionCoefficient }
}

/// Normal deviates that are the same on every machine.
struct NormalNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03 }

    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return (Double(z >> 11) + 0.5) * 0x1p-53
    }

    mutating func next() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}

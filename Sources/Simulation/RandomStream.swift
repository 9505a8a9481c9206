import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014): spreads seeds, so that near ones give unrelated streams.
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// xoshiro256++ (Blackman and Vigna 2019), one stream for each purpose and position, so that no frame depends on
/// what was drawn before it.
struct RandomStream: RandomNumberGenerator, Sendable {
    enum Purpose: UInt64 {
        case noise = 1, fixedPattern, flicker, drift, focus, illumination, opticsDust, sampleDust, floaters
    }

    private var a: UInt64, b: UInt64, c: UInt64, d: UInt64

    init(seed: UInt64, _ purpose: Purpose, _ position: Int = 0, _ row: Int = 0) {
        var spread = SplitMix64(seed: seed)
        var mixed = SplitMix64(seed: spread.next() ^ (purpose.rawValue &* 0xD6E8_FEB8_6659_FD93))
        mixed = SplitMix64(seed: mixed.next() ^ UInt64(bitPattern: Int64(position)))
        mixed = SplitMix64(seed: mixed.next() ^ UInt64(bitPattern: Int64(row)))
        a = mixed.next()
        b = mixed.next()
        c = mixed.next()
        d = mixed.next()
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        let sum = a &+ d
        let result = ((sum << 23) | (sum >> 41)) &+ a
        let t = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = (d << 45) | (d >> 19)
        return result
    }

    /// Uniform in 0 ..< 1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Standard normal by Box and Muller (1958).
    mutating func gaussian() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// Poisson by multiplication (Knuth): exact, for small means only, since it takes about `mean` draws.
    mutating func poisson(mean: Double) -> Double {
        guard mean > 0 else { return 0 }
        let limit = exp(-mean)
        var count = 0.0
        var product = uniform()
        while product > limit {
            count += 1
            product *= uniform()
        }
        return count
    }
}

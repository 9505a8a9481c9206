/// The sum of the products of equally long lists.
///
/// Four sums at once: a single one would wait for each of its additions.
public func dotProduct(_ a: [Double], _ b: [Double]) -> Double {
    var sums = SIMD4<Double>.zero
    let count = min(a.count, b.count)
    var i = 0
    while i + 4 <= count {
        let left = SIMD4<Double>(a[i], a[i + 1], a[i + 2], a[i + 3])
        let right = SIMD4<Double>(b[i], b[i + 1], b[i + 2], b[i + 3])
        sums += left * right
        i += 4
    }
    var sum = sums.sum()
    while i < count {
        sum += a[i] * b[i]
        i += 1
    }
    return sum
}

/// Adds a multiple of the values to the sums, as far as both go.
public func addMultiple(_ factor: Double, of values: [Double], to sums: inout [Double]) {
    for i in 0..<min(sums.count, values.count) { sums[i] += factor * values[i] }
}

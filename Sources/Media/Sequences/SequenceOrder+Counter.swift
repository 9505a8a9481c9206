extension SequenceOrder {
    /// The order that a counter gives; natural order where no number changes.
    static func byCounter(_ named: [Named], _ path: String) throws(MediaError) -> SequenceOrder {
        let files = named.map(\.path)
        guard named.count > 1, try isOneSeries(named, path) else {
            return SequenceOrder(files: files, times: .none)
        }
        let numbers = named.map { NaturalOrder.parts(of: $0.stem).filter(\.isNumber).map { Int($0.text) } }
        let varying = numbers[0].indices.filter { column in Set(numbers.map { $0[column] }).count > 1 }
        guard varying.count == 1 else {
            throw .mixedNames(
                path: path,
                reason: varying.isEmpty
                    ? "\(named[0].name) and \(named[1].name) carry the same number"
                    : "\(varying.count) numbers change from name to name (\(named[0].name), \(named[1].name))")
        }
        let counters = numbers.compactMap { $0[varying[0]] }
        guard counters.count == named.count else {
            throw .mixedNames(path: path, reason: "\(named[0].name): its number is too long for a counter")
        }
        return SequenceOrder(files: files, times: .counters(try positions(counters, named, path)))
    }

    /// Whether all names are alike but for their numbers. Throws where most are and a few are not.
    private static func isOneSeries(_ named: [Named], _ path: String) throws(MediaError) -> Bool {
        let series = Dictionary(grouping: named.indices) { index in
            NaturalOrder.parts(of: named[index].stem).map { $0.isNumber ? "#" : String($0.text) }.joined()
        }
        guard series.count > 1 else { return named[0].stem.contains { $0.isASCII && $0.isNumber } }
        guard let largest = series.values.max(by: { $0.count < $1.count }), largest.count > 1,
            let odd = named.indices.first(where: { !largest.contains($0) })
        else { return false }
        throw .mixedNames(
            path: path, reason: "\(named[odd].name) does not belong to the series of \(named[largest[0]].name)")
    }

    /// Counters in units of their common step, from 0.
    private static func positions(_ counters: [Int], _ named: [Named], _ path: String) throws(MediaError) -> [Int] {
        let first = counters[0]
        let step = counters.reduce(0) { greatestCommonDivisor($0, $1 - first) }
        guard step > 0 else { throw .mixedNames(path: path, reason: "two files carry the same number") }
        let positions = counters.map { ($0 - first) / step }
        let mostGaps = 10 * counters.count + 1000
        for (index, pair) in zip(positions, positions.dropFirst()).enumerated() {
            guard pair.1 > pair.0 else {
                throw .mixedNames(
                    path: path, reason: "\(named[index].name) and \(named[index + 1].name) carry the same number")
            }
            guard pair.1 - pair.0 <= mostGaps else {
                throw .mixedNames(
                    path: path, reason: "numbers jump from \(named[index].name) to \(named[index + 1].name)")
            }
        }
        return positions
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        b == 0 ? abs(a) : greatestCommonDivisor(b, a % b)
    }
}

import Foundation

/// The true and the measured records of a movie, paired frame by frame.
struct MatchedRecords {
    struct Pair {
        let frame: Int
        let truth: Truth.Record
        let measured: MeasuredRun.Record
    }

    let pairs: [Pair]
    /// How many records of a measured crystal have no true one, and how often each true crystal had to be found.
    private(set) var unmatched: [Int: Int] = [:]
    private(set) var required: [Int: Int] = [:]
    /// The measured crystal of each true one: the one that it shares most records with.
    let crystals: [Int: Int]

    init(truth: Truth, run: MeasuredRun) {
        let scale = truth.micrometersPerPixel
        let byFrame = Dictionary(grouping: run.records, by: \.frame)
        var pairs: [Pair] = []
        for frame in truth.frames {
            let visible = frame.crystals.filter(\.isVisible)
            let measured = byFrame[frame.frame] ?? []
            for record in visible where record.isRequired(scale: scale) { required[record.id, default: 0] += 1 }
            let matches = NearestPairs.match(visible, measured) { Self.cost($0, $1, scale: scale) }
            pairs += matches.map { Pair(frame: frame.frame, truth: visible[$0.key], measured: measured[$0.value]) }
            let used = Set(matches.values)
            for index in measured.indices where !used.contains(index) {
                unmatched[measured[index].crystal, default: 0] += 1
            }
        }
        self.pairs = pairs.sorted { ($0.frame, $0.truth.id) < ($1.frame, $1.truth.id) }
        crystals = Self.crystals(pairs, truth: truth, run: run)
    }

    /// Distance of the centres in parts of what is allowed: 8 px, or half of a large crystal.
    private static func cost(_ truth: Truth.Record, _ measured: MeasuredRun.Record, scale: Double) -> Double? {
        let distance = hypot(truth.centreMicrometers[0] - measured.x, truth.centreMicrometers[1] - measured.y)
        let gate = max(8 * scale, 0.5 * truth.areaSquareMicrometers.squareRoot())
        return distance <= gate ? distance / gate : nil
    }

    private static func crystals(_ pairs: [Pair], truth: Truth, run: MeasuredRun) -> [Int: Int] {
        struct Both: Hashable { let truth: Int, measured: Int }
        var shared: [Both: Int] = [:]
        for pair in pairs { shared[Both(truth: pair.truth.id, measured: pair.measured.crystal), default: 0] += 1 }
        let true_ = truth.crystals.map(\.id)
        let measured = run.lengths.keys.sorted()
        let matches = NearestPairs.match(true_, measured) { a, b in
            shared[Both(truth: a, measured: b)].map { -Double($0) }
        }
        return Dictionary(uniqueKeysWithValues: matches.map { (true_[$0.key], measured[$0.value]) })
    }
}

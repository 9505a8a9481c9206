/// Crystals that an event's sentence speaks of: "touches crystal 4", "splits into crystals 7 and 9".
enum CrystalMention {
    private enum Expected { case nothing, one, list }

    /// The sentence with the tracker's identities after "crystal" or "crystals" replaced by the crystals' numbers,
    /// since the numbers are not known yet when the sentence is written.
    static func renumbered(_ sentence: String, numbers: [Int: Int]) -> String {
        var expected = Expected.nothing
        var result: [String] = []
        for word in sentence.split(separator: " ", omittingEmptySubsequences: false) {
            let digits = word.prefix { $0.isASCII && $0.isNumber }
            let rest = word.dropFirst(digits.count)
            if expected != .nothing, let track = Int(digits) {
                result.append((numbers[track].map(String.init) ?? "(unnumbered)") + rest)
                // "crystals 7, 9 and 12" goes on, "crystal 4, 3 um apart" does not.
                expected = expected == .list && (rest.isEmpty || rest == ",") ? .list : .nothing
                continue
            }
            result.append(String(word))
            switch word.lowercased() {
            case "crystal": expected = .one
            case "crystals": expected = .list
            case "and" where expected == .list: break
            default: expected = .nothing
            }
        }
        return result.joined(separator: " ")
    }
}

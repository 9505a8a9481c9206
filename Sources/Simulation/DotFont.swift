/// Letters of 5 x 7 dots; each number is a row, its highest of five bits on the left.
enum DotFont {
    private static let width = 5
    static let height = 7
    static let advance = 6
    private static let rows: [Character: [UInt8]] = [
        "0": [14, 17, 19, 21, 25, 17, 14], "1": [4, 12, 4, 4, 4, 4, 14], "2": [14, 17, 1, 2, 4, 8, 31],
        "3": [31, 2, 4, 2, 1, 17, 14], "4": [2, 6, 10, 18, 31, 2, 2], "5": [31, 16, 30, 1, 1, 17, 14],
        "6": [6, 8, 16, 30, 17, 17, 14], "7": [31, 1, 2, 4, 8, 8, 8], "8": [14, 17, 17, 14, 17, 17, 14],
        "9": [14, 17, 17, 15, 1, 2, 12], ":": [0, 12, 12, 0, 12, 12, 0], ".": [0, 0, 0, 0, 0, 12, 12],
        "u": [0, 0, 17, 17, 17, 19, 13], "m": [0, 0, 26, 21, 21, 17, 17],
    ]

    /// Whether a text has a dot there, counted from its top left corner.
    static func hasDot(_ text: [Character], column: Int, row: Int) -> Bool {
        let (letter, bit) = column.quotientAndRemainder(dividingBy: advance)
        guard column >= 0, text.indices.contains(letter), bit < width, (0..<height).contains(row),
            let bits = rows[text[letter]]
        else { return false }
        return bits[row] & (1 << (width - 1 - bit)) != 0
    }
}

/// A small fixed-width font for numbers and units on pictures: 5 x 7 dots, 6 from letter to letter.
enum GlyphFont {
    static let advance = 6
    static let height = 7

    static func width(of text: String) -> Int { max(0, text.count * advance - 1) }

    /// The dots that are set, from the top left corner of the text. Characters without a glyph leave a space.
    static func dots(of text: String) -> [(x: Int, y: Int)] {
        var dots: [(x: Int, y: Int)] = []
        for (position, character) in text.enumerated() {
            guard let rows = glyphs[character] else { continue }
            for (y, row) in rows.enumerated() {
                for x in 0 ..< 5 where row & (0b10000 >> x) != 0 { dots.append((position * advance + x, y)) }
            }
        }
        return dots
    }

    private static let glyphs: [Character: [UInt8]] = [
        "0": [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        "1": [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        "2": [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
        "3": [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
        "4": [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        "5": [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        "6": [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        "7": [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        "8": [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        "9": [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        ".": [0, 0, 0, 0, 0, 0b01100, 0b01100],
        "-": [0, 0, 0, 0b11111, 0, 0, 0],
        ":": [0, 0b01100, 0b01100, 0, 0b01100, 0b01100, 0],
        "=": [0, 0, 0b11111, 0, 0b11111, 0, 0],
        "µ": [0, 0, 0b10001, 0b10001, 0b10011, 0b11101, 0b10000],
        "m": [0, 0, 0b11010, 0b10101, 0b10101, 0b10101, 0b10101],
        "n": [0, 0, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001],
        "i": [0b00100, 0, 0b01100, 0b00100, 0b00100, 0b00100, 0b01110],
        "s": [0, 0, 0b01110, 0b10000, 0b01110, 0b00001, 0b11110],
        "h": [0b10000, 0b10000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001],
        "t": [0b01000, 0b01000, 0b11100, 0b01000, 0b01000, 0b01001, 0b00110],
    ]
}

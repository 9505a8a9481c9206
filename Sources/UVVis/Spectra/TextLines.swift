/// The lines of a text, which become strings only where they are asked for.
///
/// A folder of spectra holds a million lines of two numbers each: as strings they cost ten times what the numbers do.
struct TextLines: RandomAccessCollection, Sendable {
    /// UTF-8, all lines.
    let bytes: [UInt8]
    private let ranges: [Range<Int>]

    var startIndex: Int { 0 }
    var endIndex: Int { ranges.count }

    subscript(line: Int) -> String { String(decoding: bytes[ranges[line]], as: UTF8.self) }

    func bytes(ofLine line: Int) -> ArraySlice<UInt8> { bytes[ranges[line]] }

    /// Ends lines where Unicode does: after the carriage returns of Windows, and those that OceanView leaves at the start of
    /// a line, too.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        var ranges: [Range<Int>] = []
        var start = 0
        var i = 0
        while i < bytes.count {
            let width = Self.widthOfLineEnd(bytes, at: i)
            if width > 0 {
                ranges.append(start..<i)
                start = i + width
            }
            i += Swift.max(width, 1)
        }
        ranges.append(start..<bytes.count)
        self.bytes = bytes
        self.ranges = ranges
    }

    /// In bytes; 0 where no line ends.
    @inline(__always)
    private static func widthOfLineEnd(_ bytes: [UInt8], at i: Int) -> Int {
        switch bytes[i] {
        case 0x0D: i + 1 < bytes.count && bytes[i + 1] == 0x0A ? 2 : 1
        case 0x0A...0x0C: 1
        // U+0085, U+2028, U+2029.
        case 0xC2: i + 1 < bytes.count && bytes[i + 1] == 0x85 ? 2 : 0
        case 0xE2:
            i + 2 < bytes.count && bytes[i + 1] == 0x80 && (bytes[i + 2] == 0xA8 || bytes[i + 2] == 0xA9) ? 3 : 0
        default: 0
        }
    }
}

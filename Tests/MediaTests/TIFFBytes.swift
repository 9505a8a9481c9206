/// Builds TIFF files byte by byte, valid ones and broken ones, in either byte order.
struct TIFFBytes {
    struct Entry {
        let tag: UInt16
        /// 2 text, 3 of 16 bits, 4 of 32 bits, 5 rational.
        let type: UInt16
        let values: [UInt32]

        static func short(_ tag: UInt16, _ values: UInt32...) -> Entry { Entry(tag: tag, type: 3, values: values) }
        static func shorts(_ tag: UInt16, _ values: [UInt32]) -> Entry { Entry(tag: tag, type: 3, values: values) }
        static func long(_ tag: UInt16, _ values: UInt32...) -> Entry { Entry(tag: tag, type: 4, values: values) }
        static func text(_ tag: UInt16, _ text: String) -> Entry {
            Entry(tag: tag, type: 2, values: Array(text.utf8).map { UInt32($0) } + [0])
        }
        static func rational(_ tag: UInt16, _ over: UInt32, _ under: UInt32) -> Entry {
            Entry(tag: tag, type: 5, values: [over, under])
        }
    }

    let isBigEndian: Bool
    private(set) var bytes: [UInt8]
    private var linkPosition = 4
    private(set) var directories: [Int] = []

    init(bigEndian: Bool = false) {
        isBigEndian = bigEndian
        bytes = Array((bigEndian ? "MM" : "II").utf8)
        bytes += number(42, 2) + number(0, 4)
    }

    func number(_ value: UInt32, _ width: Int) -> [UInt8] {
        let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        return isBigEndian ? little.reversed() : little
    }

    /// Appends the strips and then a directory that names them; `entries` besides those of the strips.
    mutating func add(_ entries: [Entry], strips: [[UInt8]], offsetTag: UInt16 = 273, countTag: UInt16 = 279) {
        var offsets: [UInt32] = []
        for strip in strips {
            offsets.append(UInt32(bytes.count))
            bytes += strip
        }
        let own = [
            Entry(tag: offsetTag, type: 4, values: offsets),
            Entry(tag: countTag, type: 4, values: strips.map { UInt32($0.count) }),
        ]
        addDirectory(entries + own)
    }

    mutating func addDirectory(_ entries: [Entry]) {
        if bytes.count % 2 == 1 { bytes.append(0) }
        let sorted = entries.sorted { $0.tag < $1.tag }
        var fields: [UInt8] = []
        for entry in sorted {
            let width = entry.type == 2 ? 1 : entry.type == 3 ? 2 : 4
            var data = entry.values.flatMap { number($0, width) }
            let count = entry.type == 5 ? entry.values.count / 2 : entry.values.count
            if data.count > 4 {
                let position = UInt32(bytes.count)
                bytes += data
                if bytes.count % 2 == 1 { bytes.append(0) }
                data = number(position, 4)
            }
            fields += number(UInt32(entry.tag), 2) + number(UInt32(entry.type), 2) + number(UInt32(count), 4)
            fields += data + [UInt8](repeating: 0, count: 4 - data.count)
        }
        let start = bytes.count
        link(to: UInt32(start))
        directories.append(start)
        bytes += number(UInt32(sorted.count), 2) + fields
        linkPosition = bytes.count
        bytes += number(0, 4)
    }

    /// Where the last directory says that the next one stands.
    mutating func link(to offset: UInt32) {
        bytes.replaceSubrange(linkPosition..<linkPosition + 4, with: number(offset, 4))
    }

    static func grey(_ width: UInt32, _ height: UInt32, bits: UInt32 = 8, photometric: UInt32 = 1) -> [Entry] {
        [
            .long(256, width), .long(257, height), .short(258, bits), .short(259, 1), .short(262, photometric),
            .short(277, 1), .long(278, height),
        ]
    }
}

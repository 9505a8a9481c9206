/// A pixel format by its four-character code, as V4L2 numbers it.
public struct PixelFormat: Sendable, Hashable, CustomStringConvertible {
    let code: UInt32

    init(code: UInt32) { self.code = code }

    /// From a name such as "GREY" or "Y10"; nil where it is no four-character code.
    public init?(name: String) {
        let isBigEndian = name.hasSuffix("-BE")
        let text = isBigEndian ? String(name.dropLast(3)) : name
        let characters = Array(text.utf8)
        guard (1...4).contains(characters.count), characters.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            return nil
        }
        let padded = characters + Array(repeating: 0x20, count: 4 - characters.count)
        code = padded.enumerated().reduce(isBigEndian ? 1 << 31 : 0) { $0 | UInt32($1.element) << (8 * $1.offset) }
    }

    /// "YUYV"; big-endian formats end in "-BE", as in v4l2-ctl.
    public var name: String {
        let characters = (0..<4).map { UInt8(truncatingIfNeeded: (code & 0x7FFF_FFFF) >> (8 * UInt32($0))) }
        let text = String(decoding: characters.map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        let trimmed = text.reversed().drop { $0 == " " }.reversed()
        return String(trimmed) + (code >> 31 == 1 ? "-BE" : "")
    }

    public var description: String { name }

    /// How the luma lies in a picture of this format; nil for formats that are not read.
    var layout: PictureLayout? { Self.layouts[name] }

    private static let layouts: [String: PictureLayout] = {
        var layouts: [String: PictureLayout] = [
            "GREY": .grey8, "Y10": .grey16(bits: 10), "Y12": .grey16(bits: 12), "Y14": .grey16(bits: 14),
            "Y16": .grey16(bits: 16), "Y16-BE": .grey16BigEndian,
            "YUYV": .packed(offset: 0), "YVYU": .packed(offset: 0), "UYVY": .packed(offset: 1),
            "VYUY": .packed(offset: 1),
            "RGB3": .rgb(red: 0, blue: 2), "BGR3": .rgb(red: 2, blue: 0), "MJPG": .jpeg, "JPEG": .jpeg,
        ]
        // A plane of luma, and colour behind it that is left where it is.
        for name in ["NV12", "NV21", "NV16", "NV61", "NV24", "NV42", "YU12", "YV12", "422P"] { layouts[name] = .plane }
        for name in ["BA81", "GBRG", "GRBG", "RGGB"] { layouts[name] = .mosaic8 }
        for (bits, names) in [
            (10, ["BG10", "GB10", "BA10", "RG10"]), (12, ["BG12", "GB12", "BA12", "RG12"]),
            (16, ["BYR2", "GB16", "GR16", "RG16"]),
        ] {
            for name in names { layouts[name] = .mosaic16(bits: bits) }
        }
        return layouts
    }()
}

/// Where the luma lies in a picture's bytes.
enum PictureLayout: Sendable, Equatable {
    case grey8
    /// Words of 16 bits, little-endian, the number in the lower bits.
    case grey16(bits: Int)
    case grey16BigEndian
    /// A plane of 8-bit luma first.
    case plane
    /// Every second byte from `offset` on.
    case packed(offset: Int)
    case rgb(red: Int, blue: Int)
    case mosaic8
    case mosaic16(bits: Int)
    case jpeg

    /// Significant bits of the luma.
    var bitDepth: Int {
        switch self {
        case .grey16(let bits), .mosaic16(let bits): bits
        case .grey16BigEndian: 16
        default: 8
        }
    }

    /// Bytes of one pixel in the row that holds the luma.
    var bytesPerPixel: Int {
        switch self {
        case .grey8, .plane, .mosaic8, .jpeg: 1
        case .grey16, .grey16BigEndian, .packed, .mosaic16: 2
        case .rgb: 3
        }
    }

    /// What is best for measuring comes first: the deepest grey, then luma that only has to be picked out, then what
    /// has to be computed, then what was compressed.
    var rank: Int {
        switch self {
        case .grey16, .grey16BigEndian: 100 - bitDepth
        case .grey8: 110
        case .plane: 200
        case .packed: 210
        case .rgb: 300
        case .mosaic16: 400 - bitDepth
        case .mosaic8: 410
        case .jpeg: 500
        }
    }

    /// For people.
    var sentence: String {
        switch self {
        case .grey8, .grey16, .grey16BigEndian: "grey, \(bitDepth) bits"
        case .plane, .packed: "colour with 8-bit luma"
        case .rgb: "red, green, blue of 8 bits"
        case .mosaic8, .mosaic16: "colour mosaic (Bayer), \(bitDepth) bits"
        case .jpeg: "compressed (JPEG)"
        }
    }
}

import Foundation

/// Text as instruments save it: UTF-8, UTF-16 with or without a mark, Latin-1.
enum TextDecoding {
    /// nil for what is no text.
    static func text(of data: Data) -> String? {
        let bytes = [UInt8](data.prefix(4))
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(data: data.dropFirst(3), encoding: .utf8) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(data.dropFirst(2), isLittle: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(data.dropFirst(2), isLittle: false) }
        // ASCII in UTF-16 has a zero in every second byte.
        if bytes.count == 4, bytes[1] == 0, bytes[3] == 0, bytes[0] != 0 { return utf16(data, isLittle: true) }
        if bytes.count == 4, bytes[0] == 0, bytes[2] == 0, bytes[1] != 0 { return utf16(data, isLittle: false) }
        guard ![UInt8](data.prefix(65_536)).contains(0) else { return nil }
        return String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1)
    }

    private static func utf16(_ data: Data, isLittle: Bool) -> String? {
        String(data: data, encoding: isLittle ? .utf16LittleEndian : .utf16BigEndian)
    }
}

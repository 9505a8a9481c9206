import Foundation

/// The checksum of PNG chunks: CRC-32 of ISO 3309, as in the PNG specification, annex D.
enum CyclicRedundancyCheck {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func value(of data: Data) -> Int {
        let table = table
        let value = data.withUnsafeBytes { bytes in
            bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
        }
        return Int(value ^ .max)
    }
}

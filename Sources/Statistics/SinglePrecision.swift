import Foundation

/// Numbers as bytes: single precision, little-endian.
public enum SinglePrecision {
    private static let size = 4

    public static func data(_ values: [Double]) -> Data {
        var data = Data(capacity: size * values.count)
        for value in values {
            let bits = Float(value).bitPattern
            for byte in 0..<size { data.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte))) }
        }
        return data
    }

    /// Bytes behind the last whole number are left out.
    public static func values(_ data: Data) -> [Double] {
        let bytes = [UInt8](data)
        return stride(from: 0, to: bytes.count - bytes.count % size, by: size).map { start in
            let bits = (0..<size).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            return Double(Float(bitPattern: bits))
        }
    }
}

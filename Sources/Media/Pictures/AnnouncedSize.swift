import Foundation

/// The size that a picture's header announces: a few bytes can make a decoder reserve gigabytes.
struct AnnouncedSize {
    let width: Int
    let height: Int
    /// Of one decoded pixel.
    let bytesPerPixel: Int

    /// nil where the header is too short, and for formats whose decoders are asked elsewhere.
    init?(of data: Data, format: PictureFormat) {
        let head = [UInt8](data.prefix(32))
        guard head.count >= 26 else { return nil }
        func number(_ range: Range<Int>, bigEndian: Bool) -> Int {
            let bytes = Array(head[range])
            let value = (bigEndian ? bytes : bytes.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            // A bitmap whose rows stand from the top has a negative height.
            return bigEndian ? Int(value) : Int(Int32(bitPattern: value).magnitude)
        }
        switch format {
        case .png:
            width = number(16..<20, bigEndian: true)
            height = number(20..<24, bigEndian: true)
            let isGrey = head[25] == 0 || head[25] == 4
            bytesPerPixel = (isGrey ? 1 : 3) * (head[24] == 16 ? 2 : 1)
        case .bmp:
            width = number(18..<22, bigEndian: false)
            height = number(22..<26, bigEndian: false)
            bytesPerPixel = 3
        case .jpeg, .tiff: return nil
        }
    }

    private static let largestBytes = 1 << 31
    private static let alwaysAllowedBytes = 16 << 20
    /// Deflate reaches 1032, run lengths of bitmaps less.
    private static let bestCompression = 5000

    /// Why a file of this length is not decoded; nil where it may be.
    func defect(fileBytes: Int) -> String? {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= Self.largestBytes, pixels * bytesPerPixel <= Self.largestBytes else {
            return "\(width) x \(height) pixels are more than 2 GB"
        }
        let bytes = pixels * bytesPerPixel
        guard bytes <= Self.alwaysAllowedBytes || bytes / Self.bestCompression <= fileBytes else {
            return "\(width) x \(height) pixels cannot be in a file of \(fileBytes) bytes"
        }
        return nil
    }
}

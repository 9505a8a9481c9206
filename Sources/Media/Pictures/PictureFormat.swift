/// File formats of single pictures, told by their first bytes.
enum PictureFormat: Sendable {
    case png, jpeg, tiff, bmp

    static let extensions: Set<String> = ["png", "jpg", "jpeg", "jpe", "tif", "tiff", "bmp"]

    /// nil for anything else.
    init?(head: [UInt8]) {
        switch head {
        case _ where head.starts(with: [0x89, 0x50, 0x4E, 0x47]): self = .png
        case _ where head.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
        case _ where head.starts(with: [0x49, 0x49, 42, 0]), _ where head.starts(with: [0x4D, 0x4D, 0, 42]),
            _ where head.starts(with: [0x49, 0x49, 43, 0]), _ where head.starts(with: [0x4D, 0x4D, 0, 43]):
            self = .tiff
        // Two letters are little evidence; the reserved bytes behind the size are zero in every bitmap.
        case _ where head.starts(with: [0x42, 0x4D]) && head.count >= 10 && head[6..<10].allSatisfy { $0 == 0 }:
            self = .bmp
        default: return nil
        }
    }
}

import Imaging

/// What all frames of a sequence have in common.
struct PictureKind: Equatable, CustomStringConvertible {
    let width: Int
    let height: Int
    let bitDepth: Int

    init(_ pixels: PixelBuffer) {
        width = pixels.width
        height = pixels.height
        bitDepth = pixels.bitDepth
    }

    var description: String { "\(width) x \(height) pixels of \(bitDepth) bits" }
}

/// What the first readable picture says of the sequence.
struct PictureFacts {
    let isColour: Bool
    var statedScale: StatedScale?
    var encoding: String?

    /// - Parameter isColour: as the picture was read
    init(of path: String, isColour: Bool) {
        self.isColour = isColour
        guard let head = try? FileFacts.head(of: path, count: 16), let format = PictureFormat(head: head) else {
            return
        }
        if format == .tiff, let stack = try? TIFFStack(path: path) {
            statedScale = stack.metadata.scale
            encoding = "tiff \(stack.compression.lowercased())"
        } else {
            encoding = "\(format)"
        }
    }
}

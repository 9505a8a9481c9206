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
    var isColour = false
    var statedScale: StatedScale?
    var encoding: String?

    init(of path: String) {
        guard let head = try? FileFacts.head(of: path, count: 16), let format = PictureFormat(head: head) else {
            return
        }
        if format == .tiff, let stack = try? TIFFStack(path: path) {
            isColour = stack.first.channels == 3
            statedScale = stack.metadata.scale
            encoding = "tiff \(stack.compression.lowercased())"
        } else {
            isColour = (try? PictureFile.stored(path))?.channels == 3
            encoding = "\(format)"
        }
    }
}

import CVision
import Foundation
import Imaging

/// Single pictures: PNG, JPEG, BMP and one-page TIFF, with the bits per sample that they have.
///
/// EXIF's orientation tag is not followed: a turned camera would otherwise turn the picture between two frames, and
/// the calibration is one of the sensor. Transparency is dropped.
public enum PictureFile {
    private static let largestFile: UInt64 = 1 << 30

    /// Reads one picture. Luma of a JPEG is its Y plane as stored, of other colour pictures Rec. 601 luma.
    public static func read(_ path: String, channel: Channel = .luma) throws(MediaError) -> PixelBuffer {
        try readWithColour(path, channel: channel).pixels
    }

    /// The picture, and whether the file holds colours.
    static func readWithColour(
        _ path: String, channel: Channel
    ) throws(MediaError) -> (pixels: PixelBuffer, isColour: Bool) {
        let (pixels, isColour) = try decoded(path, jpegAsLuma: channel == .luma)
        return (pixels.selecting(channel), isColour)
    }

    /// The picture with the channels that it has.
    static func stored(_ path: String) throws(MediaError) -> PixelBuffer { try decoded(path, jpegAsLuma: false).pixels }

    private static func decoded(
        _ path: String, jpegAsLuma: Bool
    ) throws(MediaError) -> (pixels: PixelBuffer, isColour: Bool) {
        let head = try FileFacts.head(of: path, count: 16)
        guard let format = PictureFormat(head: head) else {
            throw .noDecodablePicture(path: path, reason: "it is neither PNG, JPEG, TIFF nor BMP")
        }
        if format == .tiff {
            let page = try singlePage(path)
            return (page, page.channels == 3)
        }
        let data = try FileFacts.contents(of: path, limit: largestFile)
        if let defect = PictureIntegrity.defect(of: data, format: format) {
            throw .noDecodablePicture(path: path, reason: defect)
        }
        return try decode(data, lumaOnly: format == .jpeg && jpegAsLuma, path: path)
    }

    private static func singlePage(_ path: String) throws(MediaError) -> PixelBuffer {
        let stack = try TIFFStack(path: path)
        guard stack.pageCount == 1 else {
            throw .noDecodablePicture(
                path: path, reason: "it has \(stack.pageCount) pages; give a stack by its own name")
        }
        switch try stack.read(page: 0) {
        case .page(let pixels, _, _): return pixels
        case .failed(let reason): throw .damagedTIFF(path: path, reason: reason)
        }
    }

    private static func decode(
        _ data: Data, lumaOnly: Bool, path: String
    ) throws(MediaError) -> (pixels: PixelBuffer, isColour: Bool) {
        var picture: OpaquePointer?
        let decoded = data.withUnsafeBytes {
            cvision_picture_decode($0.baseAddress, $0.count, lumaOnly, &picture)
        }
        guard decoded, let picture else {
            throw .noDecodablePicture(path: path, reason: String(cString: cvision_picture_message()))
        }
        defer { cvision_picture_free(picture) }
        let pixels = PixelBuffer(
            width: Int(cvision_picture_width(picture)), height: Int(cvision_picture_height(picture)),
            channels: Int(cvision_picture_channels(picture)), bitDepth: Int(cvision_picture_bits(picture))
        ) { samples in
            cvision_picture_copy(picture, samples.baseAddress, samples.count)
        }
        guard let pixels else {
            throw .noDecodablePicture(path: path, reason: String(cString: cvision_picture_message()))
        }
        return (pixels, cvision_picture_is_colour(picture))
    }

    /// Writes 8 or 16-bit grey or RGB as PNG; a file that is there is replaced once the new one is complete.
    public static func writePNG(_ pixels: PixelBuffer, to path: String) throws(MediaError) {
        let bytes = try png(pixels, path: path)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .cannotWrite(path: path, reason: FileFacts.reason(of: error))
        }
    }

    /// The bytes of a PNG file.
    ///
    /// - Parameter path: what an error names.
    public static func png(_ pixels: PixelBuffer, path: String) throws(MediaError) -> [UInt8] {
        var encoded: OpaquePointer?
        let width = Int32(pixels.width), height = Int32(pixels.height), channels = Int32(pixels.channels)
        let done: Bool
        switch pixels.samples {
        case .uint8(let values): done = cvision_picture_encode_png(values, width, height, channels, 8, &encoded)
        case .uint16(let values): done = cvision_picture_encode_png(values, width, height, channels, 16, &encoded)
        case .float32:
            throw .unsuitableFrame(path: path, reason: "PNG holds whole numbers, the picture is floating point")
        }
        defer { cvision_encoded_free(encoded) }
        guard done, let encoded else {
            throw .cannotWrite(path: path, reason: String(cString: cvision_picture_message()))
        }
        var bytes = [UInt8](repeating: 0, count: cvision_encoded_size(encoded))
        guard cvision_encoded_copy(encoded, &bytes, bytes.count) else {
            throw .cannotWrite(path: path, reason: String(cString: cvision_picture_message()))
        }
        return bytes
    }
}

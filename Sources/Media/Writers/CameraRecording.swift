import Foundation
import Imaging

/// Writes grey frames without loss and with their times: FFV1 in Matroska (.mkv), or a TIFF stack with OME metadata
/// (.tif).
///
/// Matroska keeps times to a millisecond, OME to a microsecond. The file takes its name when `finish()` has succeeded.
public final class CameraRecording {
    private enum Writer {
        case movie(MovieWriter)
        case stack(TIFFStackWriter)
    }

    private let writer: Writer
    private let storedBits: Int

    /// - Parameters:
    ///   - path: its extension chooses the format.
    ///   - framesPerSecond: a hint for players; times rule.
    ///   - expectedFrames: nil where only the end can tell.
    ///   - started: when the first frame was taken.
    /// Throws `MediaError.unsuitableFrame` for another extension, `.cannotWrite`.
    public init(
        path: String, width: Int, height: Int, bitDepth: Int, framesPerSecond: Double?, expectedFrames: Int? = nil,
        started: Date? = nil
    ) throws(MediaError) {
        switch (path as NSString).pathExtension.lowercased() {
        case "mkv":
            // FFV1 knows no 14 bits; the numbers stay as they are.
            storedBits = [8, 9, 10, 12].contains(bitDepth) ? bitDepth : 16
            writer = .movie(
                try MovieWriter(
                    path: path, width: width, height: height, isColour: false, bitDepth: storedBits,
                    framesPerSecond: framesPerSecond ?? 25, codec: .ffv1))
        case "tif", "tiff":
            storedBits = bitDepth
            let bytes = width * height * (bitDepth > 8 ? 2 : 1)
            writer = .stack(
                try TIFFStackWriter(
                    path: path, expectedBytes: expectedFrames.map { $0 * bytes } ?? .max,
                    metadata: .ome(started: started, significantBits: bitDepth)))
        default: throw .unsuitableFrame(path: path, reason: "recordings are .mkv (FFV1) or .tif (OME)")
        }
    }

    /// Appends a frame, later than those before it.
    public func append(_ frame: Frame) throws(MediaError) {
        switch writer {
        case .movie(let movie):
            let pixels = PixelBuffer(
                width: frame.pixels.width, height: frame.pixels.height, bitDepth: storedBits,
                samples: frame.pixels.samples)
            try movie.append(pixels, timeSeconds: frame.timeSeconds)
        case .stack(let stack): try stack.append(frame.pixels, timeSeconds: frame.timeSeconds)
        }
    }

    /// Completes the file. Where that fails, on a full disk, it is kept as far as it was written.
    public func finish() throws(MediaError) {
        do throws(MediaError) {
            switch writer {
            case .movie(let movie): try movie.finish()
            case .stack(let stack): try stack.finish()
            }
        } catch {
            switch writer {
            case .movie(let movie): try movie.keepCutOff()
            case .stack(let stack): try stack.keepCutOff()
            }
            throw error
        }
    }
}

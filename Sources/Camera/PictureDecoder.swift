import CCamera
import Imaging

/// Takes the luma out of a camera's picture.
///
/// Luma is taken as it lies there. Of red, green, blue it is Rec. 601's; of a colour mosaic it is the binomial mean of
/// 3 x 3 pixels, which weighs red, green and blue 1:2:1 at every pixel alike, and so moves no edge.
struct PictureDecoder: Sendable, Equatable {
    let layout: PictureLayout
    let width: Int
    let height: Int
    /// From one row to the next; not used for compressed pictures.
    let bytesPerRow: Int

    /// Bytes that a whole picture has at least.
    var neededBytes: Int {
        layout == .jpeg ? 2 : bytesPerRow * (height - 1) + width * layout.bytesPerPixel
    }

    /// Throws `DamagedPicture` where the bytes do not hold a whole picture.
    func luma(_ bytes: [UInt8]) throws(DamagedPicture) -> PixelBuffer {
        guard bytes.count >= neededBytes else {
            throw DamagedPicture(reason: "\(bytes.count) bytes where a picture has \(neededBytes)")
        }
        let samples: PixelBuffer.Samples = switch layout {
        case .jpeg: .uint8(try jpeg(bytes))
        case .grey8, .plane: .uint8(rows8(bytes) { row, x in bytes[row + x] })
        case .packed(let offset): .uint8(rows8(bytes) { row, x in bytes[row + 2 * x + offset] })
        case .rgb(let red, let blue): .uint8(rows8(bytes) { row, x in Self.luma(bytes, row + 3 * x, red, blue) })
        case .grey16(let bits): .uint16(try words(bytes, bits: bits))
        case .grey16BigEndian: .uint16(try words(bytes, bits: 16).map(\.byteSwapped))
        case .mosaic8: .uint8(smoothed(rows8(bytes) { row, x in bytes[row + x] }))
        case .mosaic16(let bits): .uint16(smoothed(try words(bytes, bits: bits)))
        }
        return PixelBuffer(width: width, height: height, bitDepth: layout.bitDepth, samples: samples)
    }

    private func rows8(_ bytes: [UInt8], _ sample: (_ row: Int, _ x: Int) -> UInt8) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: width * height) { output, count in
            for y in 0..<height {
                for x in 0..<width { output[y * width + x] = sample(y * bytesPerRow, x) }
            }
            count = width * height
        }
    }

    /// Weights of Rec. 601 in 65536ths.
    private static func luma(_ bytes: [UInt8], _ place: Int, _ red: Int, _ blue: Int) -> UInt8 {
        let sum = 19595 * Int(bytes[place + red]) + 38470 * Int(bytes[place + 1]) + 7471 * Int(bytes[place + blue])
        return UInt8((sum + 32768) >> 16)
    }

    /// Words of 16 bits of which the lower `bits` count; the others are zero in every format that is read. Where they
    /// are not, the numbers lie elsewhere than the format says, and would be wrong.
    private func words(_ bytes: [UInt8], bits: Int) throws(DamagedPicture) -> [UInt16] {
        var all: UInt16 = 0
        let samples = [UInt16](unsafeUninitializedCapacity: width * height) { output, count in
            for y in 0..<height {
                for x in 0..<width {
                    let place = y * bytesPerRow + 2 * x
                    let word = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
                    all |= word
                    output[y * width + x] = word
                }
            }
            count = width * height
        }
        guard Int(all) >> bits == 0 else {
            throw DamagedPicture(reason: "samples of more than the format's \(bits) bits: choose another format")
        }
        return samples
    }

    /// Weights 1 2 1 in both directions; rows and columns beyond the border are mirrored, which keeps the colours'
    /// places.
    private func smoothed<Sample: FixedWidthInteger>(_ mosaic: [Sample]) -> [Sample] {
        [Sample](unsafeUninitializedCapacity: width * height) { output, count in
            for y in 0..<height {
                let above = (y > 0 ? y - 1 : min(1, height - 1)) * width
                let below = (y < height - 1 ? y + 1 : max(0, height - 2)) * width
                let here = y * width
                func column(_ x: Int) -> Int {
                    Int(mosaic[above + x]) + 2 * Int(mosaic[here + x]) + Int(mosaic[below + x])
                }
                for x in 0..<width {
                    let left = x > 0 ? x - 1 : min(1, width - 1)
                    let right = x < width - 1 ? x + 1 : max(0, width - 2)
                    output[here + x] = Sample((column(left) + 2 * column(x) + column(right) + 8) >> 4)
                }
            }
            count = width * height
        }
    }

    private func jpeg(_ bytes: [UInt8]) throws(DamagedPicture) -> [UInt8] {
        var reason = [CChar](repeating: 0, count: 256)
        var decoded = false
        let samples = [UInt8](unsafeUninitializedCapacity: width * height) { output, count in
            decoded = ccamera_jpeg_luma(
                bytes, bytes.count, Int32(width), Int32(height), output.baseAddress, &reason, reason.count)
            count = decoded ? width * height : 0
        }
        guard decoded else {
            let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw DamagedPicture(reason: String(decoding: text, as: UTF8.self))
        }
        return samples
    }
}

/// A picture that did not arrive whole.
public struct DamagedPicture: Error, Sendable, Equatable {
    public let reason: String
}

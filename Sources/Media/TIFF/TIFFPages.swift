import CTiff
import Imaging

/// Pages of one TIFF file, decoded one at a time by libtiff.
final class TIFFPages {
    struct Page: Equatable {
        let width: Int
        let height: Int
        let channels: Int
        let bits: Int

        var kind: String { "\(width) x \(height) pixels, \(channels == 3 ? "RGB" : "grey"), \(bits) bits" }
    }

    /// Why one page cannot be read while others may.
    struct Failure: Error {
        let reason: String
        let isDamage: Bool
    }

    private let file: OpaquePointer
    /// The colours of a palette are mere display.
    var indicesAreData = false
    private(set) var current = ctiff_page()

    init(path: String) throws(MediaError) {
        var opened: OpaquePointer?
        guard ctiff_open(path, &opened) == CTIFF_OK, let opened else {
            throw .damagedTIFF(path: path, reason: String(cString: ctiff_message()))
        }
        file = opened
    }

    deinit { ctiff_close(file) }

    func go(toDirectory offset: UInt64) throws(Failure) -> Page {
        let status = ctiff_go_to(file, offset, indicesAreData, &current)
        guard status == CTIFF_OK else { throw Self.failure(status) }
        return Page(
            width: Int(current.width), height: Int(current.height), channels: Int(current.channels),
            bits: Int(current.bits))
    }

    func pixels() throws(Failure) -> PixelBuffer {
        var status = CTIFF_OK
        let pixels = PixelBuffer(
            width: Int(current.width), height: Int(current.height), channels: Int(current.channels),
            bitDepth: Int(current.bits)
        ) { samples in
            status = ctiff_read(file, samples.baseAddress, samples.count)
            return status == CTIFF_OK
        }
        guard let pixels else { throw Self.failure(status) }
        return pixels
    }

    /// A text tag of the current page. UTF-8, or Latin-1 where it is not.
    func text(tag: UInt32) -> String? {
        guard let text = ctiff_text(file, tag) else { return nil }
        if let valid = String(validatingCString: text) { return valid }
        var scalars = String.UnicodeScalarView()
        var position = 0
        while text[position] != 0 {
            scalars.append(Unicode.Scalar(UInt8(bitPattern: text[position])))
            position += 1
        }
        return String(scalars)
    }

    var compression: String { String(cString: current.compression) }

    private static func failure(_ status: ctiff_status) -> Failure {
        Failure(reason: String(cString: ctiff_message()), isDamage: status != CTIFF_UNSUPPORTED)
    }
}

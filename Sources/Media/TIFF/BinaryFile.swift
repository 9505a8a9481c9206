import Foundation

/// Numbers at given places of a file, in its byte order; nil beyond its end.
final class BinaryFile {
    let path: String
    let byteCount: UInt64
    var isBigEndian = false
    private let handle: FileHandle

    init(path: String) throws(MediaError) {
        byteCount = try FileFacts.bytes(of: path)
        self.path = path
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, reason: FileFacts.reason(of: error))
        }
    }

    deinit { try? handle.close() }

    func bytes(at offset: UInt64, count: Int) throws(MediaError) -> Data? {
        guard offset <= byteCount, UInt64(count) <= byteCount - offset else { return nil }
        do {
            try handle.seek(toOffset: offset)
            let data = try handle.read(upToCount: count) ?? Data()
            return data.count == count ? data : nil
        } catch {
            throw .unreadable(path: path, reason: FileFacts.reason(of: error))
        }
    }

    /// An unsigned number of `width` bytes out of `data`.
    func number(in data: Data, at position: Int, width: Int) -> UInt64 {
        let start = data.startIndex + position
        let bytes = data[start..<start + width]
        let ordered = isBigEndian ? Array(bytes) : bytes.reversed()
        return ordered.reduce(0) { $0 << 8 | UInt64($1) }
    }

    func number(at offset: UInt64, width: Int) throws(MediaError) -> UInt64? {
        try bytes(at: offset, count: width).map { number(in: $0, at: 0, width: width) }
    }
}

import Foundation

/// The places of a TIFF file's pages, found by following its directories without decoding anything.
///
/// Classic TIFF and BigTIFF. Thumbnails and masks (NewSubfileType) are no pages of the recording. A chain that breaks
/// or runs in a circle keeps the pages before the break.
struct TIFFDirectoryChain {
    private(set) var pageOffsets: [UInt64] = []
    /// Why the chain ended before its end.
    private(set) var breakReason: String?
    private let format: Format

    /// Throws `MediaError.damagedTIFF` where not even the first directory can be found.
    init(file: BinaryFile) throws(MediaError) {
        format = try Format(file: file)
        var seen: Set<UInt64> = []
        var offset = format.firstDirectory
        while offset != 0 {
            guard seen.insert(offset).inserted else {
                breakReason = "its directories run in a circle after page \(pageOffsets.count)"
                break
            }
            guard let directory = try format.directory(in: file, at: offset) else {
                breakReason = "the directory of page \(pageOffsets.count) lies beyond the end of the file"
                break
            }
            if directory.isPicture { pageOffsets.append(offset) }
            offset = directory.next
        }
        if pageOffsets.isEmpty {
            throw .damagedTIFF(path: file.path, reason: breakReason ?? "it has no pages")
        }
    }
}

extension TIFFDirectoryChain {
    /// Widths of the fields of the two kinds of TIFF.
    private struct Format {
        let countWidth: Int
        let entryWidth: Int
        let offsetWidth: Int
        let firstDirectory: UInt64

        init(file: BinaryFile) throws(MediaError) {
            guard let head = try file.bytes(at: 0, count: 8) else {
                throw .damagedTIFF(path: file.path, reason: "only \(file.byteCount) bytes long")
            }
            file.isBigEndian = head.first == UInt8(ascii: "M")
            if file.number(in: head, at: 2, width: 2) == 43 {
                (countWidth, entryWidth, offsetWidth) = (8, 20, 8)
                firstDirectory = try file.number(at: 8, width: 8) ?? 0
            } else {
                (countWidth, entryWidth, offsetWidth) = (2, 12, 4)
                firstDirectory = file.number(in: head, at: 4, width: 4)
            }
        }

        func directory(
            in file: BinaryFile, at offset: UInt64
        ) throws(MediaError) -> (next: UInt64, isPicture: Bool)? {
            guard let count = try file.number(at: offset, width: countWidth), count <= 65_535 else { return nil }
            let entriesWidth = Int(count) * entryWidth
            guard let body = try file.bytes(at: offset + UInt64(countWidth), count: entriesWidth + offsetWidth)
            else { return nil }
            return (file.number(in: body, at: entriesWidth, width: offsetWidth), isPicture(body, count, file))
        }

        private func isPicture(_ body: Data, _ count: UInt64, _ file: BinaryFile) -> Bool {
            let newSubfileType: UInt64 = 254
            let reducedOrMask: UInt64 = 0b101
            for entry in 0..<Int(count) {
                let start = entry * entryWidth
                let tag = file.number(in: body, at: start, width: 2)
                // Tags stand in ascending order: this one is the first or absent.
                if tag > newSubfileType { return true }
                if tag == newSubfileType {
                    return file.number(in: body, at: start + 4 + offsetWidth, width: 4) & reducedOrMask == 0
                }
            }
            return true
        }
    }
}

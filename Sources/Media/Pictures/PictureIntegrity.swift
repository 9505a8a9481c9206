import Foundation

/// Whether a picture file was written to its end: decoders fill what is missing with grey, and that would be measured.
enum PictureIntegrity {
    /// nil where nothing is missing; else what is.
    static func defect(of data: Data, format: PictureFormat) -> String? {
        if let defect = AnnouncedSize(of: data, format: format)?.defect(fileBytes: data.count) { return defect }
        return switch format {
        case .jpeg: hasEndOfJPEG(data) ? nil : "it is cut off: the JPEG end marker is missing"
        case .png: defectOfPNG(data)
        case .bmp: bitmapIsComplete(data) ? nil : "it is cut off: shorter than its header says"
        case .tiff: nil
        }
    }

    /// Walks the segments to the first scan (thumbnails inside them have end markers of their own), then looks for
    /// the end marker, which cannot occur in entropy-coded data.
    private static func hasEndOfJPEG(_ data: Data) -> Bool {
        let startOfScan: UInt8 = 0xDA
        let endOfImage: UInt8 = 0xD9
        var position = data.startIndex + 2
        while position + 4 <= data.endIndex, data[position] == 0xFF {
            let marker = data[position + 1]
            // Fill bytes may stand before a marker.
            if marker == 0xFF {
                position += 1
                continue
            }
            position += 2 + Int(data[position + 2]) << 8 + Int(data[position + 3])
            if marker == startOfScan { break }
        }
        guard position < data.endIndex else { return false }
        // From the end, where it stands in every complete file.
        return data[position...].withUnsafeBytes { scan in
            stride(from: scan.count - 2, through: 0, by: -1).contains { scan[$0] == 0xFF && scan[$0 + 1] == endOfImage }
        }
    }

    /// Walks the chunks to the last. Their checksums are compared here because libpng would print what it finds.
    private static func defectOfPNG(_ data: Data) -> String? {
        func number(at position: Int) -> Int { data[position..<position + 4].reduce(0) { $0 << 8 | Int($1) } }
        var position = data.startIndex + 8
        while position + 12 <= data.endIndex {
            let end = position + 8 + number(at: position)
            guard end + 4 <= data.endIndex else { break }
            let typed = data[position + 4..<end]
            if CyclicRedundancyCheck.value(of: typed) != number(at: end) {
                return "it is damaged: the checksum of a PNG chunk is wrong"
            }
            if typed.prefix(4).elementsEqual("IEND".utf8) { return nil }
            position = end + 4
        }
        return "it is cut off: the PNG end chunk is missing"
    }

    private static func bitmapIsComplete(_ data: Data) -> Bool {
        let start = data.startIndex
        guard data.count >= 26 else { return false }
        func number(at offset: Int, bytes: Int) -> Int {
            data[start + offset..<start + offset + bytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        // Some writers leave the file's size 0; a wrong one shows against the position of the pixels.
        return data.count >= max(number(at: 2, bytes: 4), number(at: 10, bytes: 4))
    }
}

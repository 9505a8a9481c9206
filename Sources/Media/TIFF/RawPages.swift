import Foundation
import Imaging

/// The pages of a large ImageJ stack: raw pictures one behind the other after a single directory.
struct RawPages {
    let file: BinaryFile
    let firstOffset: UInt64
    let page: TIFFPages.Page

    private var sampleBytes: Int { page.bits == 8 ? 1 : page.bits <= 16 ? 2 : 4 }
    private var pageBytes: Int { page.width * page.height * page.channels * sampleBytes }

    /// Complete pages that the file has room for.
    var count: Int { Int((file.byteCount - min(firstOffset, file.byteCount)) / UInt64(pageBytes)) }

    /// nil where the file ends before the page does.
    func pixels(ofPage index: Int) throws(MediaError) -> PixelBuffer? {
        let offset = firstOffset + UInt64(index) * UInt64(pageBytes)
        guard let data = try file.bytes(at: offset, count: pageBytes) else { return nil }
        return PixelBuffer(
            width: page.width, height: page.height, channels: page.channels, bitDepth: page.bits
        ) { samples in
            data.copyBytes(to: samples)
            if file.isBigEndian { swapBytes(of: samples) }
            return true
        }
    }

    private func swapBytes(of samples: UnsafeMutableRawBufferPointer) {
        guard sampleBytes > 1 else { return }
        for start in stride(from: 0, to: samples.count, by: sampleBytes) {
            samples[start..<start + sampleBytes].reverse()
        }
    }
}

import CTiff
import Imaging

/// An open stack: its pages by number, whether each has a directory of its own or all stand behind the first one.
final class TIFFStack {
    let first: TIFFPages.Page
    let metadata: StackMetadata
    let compression: String
    /// Pages that can be read.
    let pageCount: Int
    /// Why pages seem to be missing at the end.
    let breakReason: String?
    private let pages: TIFFPages
    private let offsets: [UInt64]
    private let raw: RawPages?

    init(path: String) throws(MediaError) {
        let file = try BinaryFile(path: path)
        let chain = try TIFFDirectoryChain(file: file)
        pages = try TIFFPages(path: path)
        offsets = chain.pageOffsets
        _ = try Self.go(to: offsets[0], in: pages, path: path)
        let text = pages.text(tag: 270) ?? ""
        let ome = try OMEDocument(text, path: path)
        let imageJ = ImageJDescription(text)
        pages.indicesAreData = ome != nil || imageJ != nil
        first = try Self.go(to: offsets[0], in: pages, path: path)
        compression = pages.compression
        raw = Self.rawPages(imageJ: imageJ, directories: offsets.count, page: first, pages: pages, file: file)
        pageCount = raw.map { min($0.count, imageJ?.images ?? 0) } ?? offsets.count
        // Without directories the announced number of pages is all there is to compare with.
        breakReason = raw == nil ? chain.breakReason : nil
        metadata = try Self.metadata(ome: ome, imageJ: imageJ, pages: pages, path: path)
    }

    private static func go(
        to offset: UInt64, in pages: TIFFPages, path: String
    ) throws(MediaError) -> TIFFPages.Page {
        do {
            return try pages.go(toDirectory: offset)
        } catch {
            throw error.isDamage
                ? .damagedTIFF(path: path, reason: error.reason) : .unsupportedTIFF(path: path, reason: error.reason)
        }
    }

    // ImageJ writes no further directories beyond 4 GB; a file whose later directories were cut off is read alike.
    private static func rawPages(
        imageJ: ImageJDescription?, directories: Int, page: TIFFPages.Page, pages: TIFFPages, file: BinaryFile
    ) -> RawPages? {
        guard let imageJ, imageJ.images > directories, directories == 1, pages.current.contiguous_offset > 0 else {
            return nil
        }
        return RawPages(file: file, firstOffset: pages.current.contiguous_offset, page: page)
    }

    private static func metadata(
        ome: OMEDocument?, imageJ: ImageJDescription?, pages: TIFFPages, path: String
    ) throws(MediaError) -> StackMetadata {
        var metadata = try ome?.metadata(path: path)
            ?? imageJ?.metadata(
                pixelsPerUnitX: pages.current.x_resolution, pixelsPerUnitY: pages.current.y_resolution)
            ?? StackMetadata()
        if metadata.times == .unknown, MicroManager.elapsedSeconds(of: pages) != nil {
            metadata.times = .perPage(origin: .microManagerElapsedTime)
        }
        return metadata
    }

    /// What one page gave.
    enum PageRead {
        case page(PixelBuffer, TIFFPages.Page, elapsedSeconds: Double?)
        case failed(reason: String)
    }

    func read(page index: Int) throws(MediaError) -> PageRead {
        if let raw {
            guard index < raw.count, let pixels = try raw.pixels(ofPage: index) else {
                return .failed(reason: "it lies beyond the end of the file")
            }
            return .page(pixels, first, elapsedSeconds: nil)
        }
        guard index < offsets.count else { return .failed(reason: "the file has no page \(index)") }
        do {
            let page = try pages.go(toDirectory: offsets[index])
            let elapsed = metadata.times.isPerPage ? MicroManager.elapsedSeconds(of: pages) : nil
            return .page(try pages.pixels(), page, elapsedSeconds: elapsed)
        } catch {
            return .failed(reason: error.reason)
        }
    }
}

import Imaging
import Media
import Testing

@Suite("TIFF files that are damaged or say too little")
struct DamagedTIFFTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func open(_ bytes: [UInt8], _ base: TimeBase = TimeBase(.frameInterval(seconds: 1))) throws -> TIFFStackReader {
        try TIFFStackReader(path: folder.write(bytes, to: "a.tif"), timeBase: base)
    }

    private func plainStack(pages: Int) -> TIFFBytes {
        var tiff = TIFFBytes()
        for page in 0..<pages {
            tiff.add(TIFFBytes.grey(4, 4), strips: [[UInt8](repeating: UInt8(page), count: 16)])
        }
        return tiff
    }

    @Test("A plain stack asks for the interval, and takes it")
    func plain() throws {
        let tiff = plainStack(pages: 3)
        let error = #expect(throws: MediaError.self) { try open(tiff.bytes, TimeBase()) }
        #expect(error?.description.contains("--frame-interval") == true)
        #expect(try open(tiff.bytes, TimeBase(.frameInterval(seconds: 5))).readAll().map(\.timeSeconds) == [0, 5, 10])
    }

    @Test("Directories that run in a circle end the stack with a warning")
    func loop() throws {
        var tiff = plainStack(pages: 3)
        tiff.link(to: UInt32(tiff.directories[0]))
        let stack = try open(tiff.bytes)
        #expect(try stack.readAll().count == 3)
        #expect(stack.warnings.first?.contains("in a circle") == true)
    }

    @Test("A stack that was cut off gives the pages before the cut")
    func cutOff() throws {
        let tiff = plainStack(pages: 5)
        let stack = try open(Array(tiff.bytes.prefix(tiff.directories[3] - 4)))
        #expect(try stack.readAll().count == 3)
        #expect(stack.warnings.count == 1)
    }

    @Test("A page whose data lies beyond the file is missing, and the run goes on")
    func brokenPage() throws {
        var tiff = TIFFBytes()
        tiff.add(TIFFBytes.grey(4, 4), strips: [[UInt8](repeating: 1, count: 16)])
        tiff.addDirectory(TIFFBytes.grey(4, 4) + [.long(273, 4_000_000), .long(279, 16)])
        tiff.add(TIFFBytes.grey(4, 4), strips: [[UInt8](repeating: 3, count: 16)])
        let stack = try open(tiff.bytes)
        var kinds: [String] = []
        while let read = try stack.read() {
            switch read {
            case .frame(let frame): kinds.append("frame \(frame.index) at \(frame.timeSeconds)")
            case .missing(let index, let seconds, _): kinds.append("missing \(index) at \(seconds ?? -1)")
            }
        }
        #expect(kinds == ["frame 0 at 0.0", "missing 1 at 1.0", "frame 2 at 2.0"])
    }

    @Test("A few bytes that claim gigabytes are refused", arguments: [
        (UInt32(100_000), UInt32(100_000), UInt32(1)), (30_000, 30_000, 8), (4_000_000_000, 2, 1), (0, 5, 1),
    ])
    func absurdSize(width: UInt32, height: UInt32, compression: UInt32) throws {
        var tiff = TIFFBytes()
        let entries: [TIFFBytes.Entry] = [
            .long(256, width), .long(257, height), .short(258, 8), .short(259, compression), .short(262, 1),
            .short(277, 1), .long(278, height),
        ]
        tiff.add(entries, strips: [[1, 2, 3, 4]])
        let error = #expect(throws: MediaError.self) { try open(tiff.bytes).readAll() }
        #expect(error?.category == .unusableInput)
    }

    @Test("A page of another size is an error that names it")
    func otherSize() throws {
        var tiff = plainStack(pages: 2)
        tiff.add(TIFFBytes.grey(5, 4), strips: [[UInt8](repeating: 0, count: 20)])
        let stack = try open(tiff.bytes)
        let error = #expect(throws: MediaError.self) { try stack.readAll() }
        #expect(error?.description.contains("frame 2 is 5 x 4") == true)
    }

    @Test("Any single byte that is wrong, any cut: an error or frames, never a crash")
    func mutations() throws {
        var tiff = plainStack(pages: 2)
        tiff.add(
            TIFFBytes.grey(4, 4, bits: 12) + [.text(270, "ImageJ=1\nimages=3\nframes=3\n")],
            strips: [[UInt8](repeating: 7, count: 24)])
        let whole = tiff.bytes
        var outcomes = 0
        func attempt(_ bytes: [UInt8]) throws {
            do {
                outcomes += try open(bytes).readAll().isEmpty ? 0 : 1
            } catch is MediaError {
                outcomes += 1
            } catch is Unexpected {
                outcomes += 1
            }
        }
        for position in whole.indices {
            for value: UInt8 in [0, 0x7F, 0xFF] {
                var bytes = whole
                bytes[position] = value
                try attempt(bytes)
            }
        }
        for length in stride(from: 1, to: whole.count, by: 3) { try attempt(Array(whole.prefix(length))) }
        #expect(outcomes == 3 * whole.count + (whole.count + 1) / 3)
    }
}

import Imaging
import Media
import Testing

@Suite("What stacks say of their axes, times and scale")
struct StackMetadataTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func stack(
        _ description: String, pages: Int, extra: [TIFFBytes.Entry] = [], texts: [String] = [],
        base: TimeBase = TimeBase(), channel: Channel = .luma
    ) throws -> TIFFStackReader {
        var tiff = TIFFBytes()
        for page in 0..<pages {
            var entries = TIFFBytes.grey(2, 2)
            if page == 0, !description.isEmpty { entries += [.text(270, description)] + extra }
            if page < texts.count { entries.append(.text(51123, texts[page])) }
            tiff.add(entries, strips: [[UInt8](repeating: UInt8(page), count: 4)])
        }
        return try TIFFStackReader(path: folder.write(tiff.bytes, to: "a.tif"), timeBase: base, channel: channel)
    }

    private func ome(_ pixels: String, _ inside: String = "") -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
            + "<Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" Type=\"uint8\" SizeX=\"2\" SizeY=\"2\" \(pixels)>"
            + "\(inside)</Pixels></Image></OME>"
    }

    @Test("ImageJ's unit, resolution and interval give scale and times", arguments: [
        ("micron", 0.5), ("\\u00B5m", 0.5), ("um", 0.5), ("nm", 0.0005), ("mm", 500),
    ])
    func imageJScale(unit: String, micrometers: Double) throws {
        let reader = try stack(
            "ImageJ=1.54f\nimages=2\nframes=2\nunit=\(unit)\nfinterval=1.5\ntunit=min\n", pages: 2,
            extra: [.rational(282, 2, 1), .rational(283, 4, 1), .short(296, 1)])
        #expect(reader.properties.statedScale?.micrometersPerPixelX == micrometers)
        #expect(reader.properties.statedScale?.micrometersPerPixelY == micrometers / 2)
        #expect(try reader.readAll().map(\.timeSeconds) == [0, 90])
    }

    @Test("72 dots per inch are no calibration, and neither is a resolution of zero")
    func noScale() throws {
        let inches = try stack("ImageJ=1.54f\nunit=inch\n", pages: 1, extra: [.rational(282, 72, 1), .rational(283, 72, 1)])
        #expect(inches.properties.statedScale == nil)
        let zero = try stack("ImageJ=1.54f\nunit=um\n", pages: 1, extra: [.rational(282, 0, 1), .rational(283, 0, 1)])
        #expect(zero.properties.statedScale == nil)
        #expect(zero.warnings.count == 1)
    }

    @Test("Slices, channels and mixtures are not taken for time", arguments: [
        ("images=6\nslices=6", "6 slices (Z), one time point"), ("images=6\nslices=3\nframes=2", "3 slices (Z), 2 time points"),
        ("images=6\nchannels=3\nframes=2", "3 channels, 2 time points"),
    ])
    func otherAxes(axes: String, found: String) throws {
        let error = #expect(throws: MediaError.self) {
            try stack("ImageJ=1.54f\n\(axes)\nfinterval=2\n", pages: 6, base: TimeBase(.frameInterval(seconds: 1)))
        }
        #expect(error?.description.contains(found) == true)
    }

    @Test("Three channels over time answer a request for colour")
    func channelsAsColour() throws {
        let notes = "ImageJ=1.54f\nimages=6\nchannels=3\nframes=2\nfinterval=2\n"
        let colour = try stack(notes, pages: 6, channel: .rgb).readAll()
        #expect(colour.map { Array($0.pixels.bytes.prefix(3)) } == [[0, 1, 2], [3, 4, 5]])
        #expect(try stack(notes, pages: 6, channel: .green).readAll().map { $0.pixels.bytes[0] } == [1, 4])
    }

    @Test("OME's DeltaT of each plane rules over its TimeIncrement, in its unit")
    func deltaT() throws {
        let planes = [100, 1100, 4100].enumerated().map {
            "<Plane TheC=\"0\" TheZ=\"0\" TheT=\"\($0.offset)\" DeltaT=\"\($0.element)\" DeltaTUnit=\"ms\"/>"
        }
        let reader = try stack(
            ome(
                "SizeC=\"1\" SizeZ=\"1\" SizeT=\"3\" DimensionOrder=\"XYCZT\" PhysicalSizeX=\"650\" "
                    + "PhysicalSizeXUnit=\"nm\" TimeIncrement=\"7\"", planes.joined()), pages: 3)
        #expect(reader.properties.timeOrigin == .omeDeltaT)
        #expect(try reader.readAll().map(\.timeSeconds).elementsEqual([0, 1, 4]) { abs($0 - $1) < 1e-12 })
        #expect(abs((reader.properties.statedScale?.micrometersPerPixelX ?? 0) - 0.65) < 1e-12)
    }

    @Test("A TimeIncrement counts, but one of 0.0 means unknown")
    func timeIncrement() throws {
        let sizes = "SizeC=\"1\" SizeZ=\"1\" SizeT=\"2\" DimensionOrder=\"XYZCT\""
        let known = try stack(ome(sizes + " TimeIncrement=\"3\" TimeIncrementUnit=\"min\""), pages: 2)
        #expect(try known.readAll().map(\.timeSeconds) == [0, 180])
        #expect(throws: MediaError.self) { try stack(ome(sizes + " TimeIncrement=\"0.0\""), pages: 2) }
    }

    @Test("TiffData says which page is which time point")
    func pageOrder() throws {
        let data = [2, 0, 1].enumerated().map { "<TiffData IFD=\"\($0.offset)\" FirstT=\"\($0.element)\" PlaneCount=\"1\"/>" }
        let reader = try stack(
            ome("SizeC=\"1\" SizeZ=\"1\" SizeT=\"3\" DimensionOrder=\"XYZCT\" TimeIncrement=\"1\"", data.joined()), pages: 3)
        #expect(try reader.readAll().map { $0.pixels.bytes[0] } == [1, 2, 0])
    }

    @Test("Entities in OME-XML are refused before they can grow")
    func entities() throws {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE OME [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><OME>&b;</OME>"
        let error = #expect(throws: MediaError.self) { try stack(bomb, pages: 1) }
        #expect(error?.description.contains("document type") == true)
    }

    @Test("Broken OME-XML is an error, not a guess")
    func brokenXML() throws {
        #expect(throws: MediaError.self) { try stack("<OME><Image><Pixels SizeT=\"3\"", pages: 3) }
        #expect(throws: MediaError.self) { try stack(ome("SizeC=\"1\" SizeZ=\"1\" SizeT=\"-3\""), pages: 3) }
    }

    @Test("Micro-Manager's elapsed time of each page gives the times")
    func microManager() throws {
        let reader = try stack("", pages: 3, texts: [500, 1500, 9000].map { "{\"ElapsedTime-ms\": \($0), \"Frame\": 1}" })
        #expect(try reader.readAll().map(\.timeSeconds) == [0, 1, 8.5])
        #expect(reader.properties.timeOrigin == .microManagerElapsedTime)
    }

    @Test("The user's interval rules over the file's")
    func userInterval() throws {
        let reader = try stack(
            "ImageJ=1.54f\nimages=2\nframes=2\nfinterval=2\n", pages: 2, base: TimeBase(.frameInterval(seconds: 30)))
        #expect(try reader.readAll().map(\.timeSeconds) == [0, 30])
        #expect(throws: MediaError.self) {
            try stack("ImageJ=1.54f\nimages=2\nframes=2\nfinterval=2\n", pages: 2, base: TimeBase(.containerFactor(60)))
        }
    }
}

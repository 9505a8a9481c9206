import Imaging
import Media
import Testing

@Suite("Field stacks and sequences", .enabled(if: FieldData.isPresent))
struct FieldStackTests {
    private func open(_ path: String, _ base: TimeBase = TimeBase()) throws -> any FrameSource {
        try Recording.open(FieldData.path(path), timeBase: base, channel: .luma)
    }

    @Test("A 16-bit ImageJ stack gives its interval and scale")
    func synthetic16Bit() throws {
        let stack = try open("synthetic/e07_imagej_16bit/e07_imagej_16bit.tif")
        #expect(try stack.readAll().map(\.timeSeconds) == (0..<24).map { Double($0) * 40 })
        #expect(stack.properties.statedScale?.micrometersPerPixelX == 0.62)
        #expect(stack.properties.bitDepth == 16)
    }

    @Test("A floating-point ImageJ time lapse gives its published interval and scale")
    func golgi() throws {
        let stack = try open("real/tiff/ij_timelapse_golgi_30f.tif")
        let frames = try stack.readAll()
        #expect(frames.count == 30)
        #expect(abs(frames[29].timeSeconds - 29 * 59.86) < 1e-9)
        #expect(abs((stack.properties.statedScale?.micrometersPerPixelX ?? 0) - 0.35143) < 1e-5)
    }

    @Test("An ImageJ picture with an escaped micro sign gives its scale")
    func nuclei() throws {
        let picture = try open("real/tiff/ij_nuclei_0p2um.tif")
        #expect(picture.properties.statedScale?.micrometersPerPixelX == 0.2)
        #expect(try picture.readAll().count == 1)
    }

    @Test("Stacks along Z or channels are refused with what they are", arguments: [
        ("ij_zstack_mitotic_calibrated.tif", "6 slices (Z), one time point"),
        ("ij_hyperstack_3ch.tif", "3 channels, one time point"),
        ("ome_TZC_sample.ome.tif", "8 slices (Z), 2 channels, 20 time points"),
        ("ome_TZ_nucleus.ome.tif", "5 slices (Z), 4 time points"),
    ])
    func otherAxes(name: String, found: String) throws {
        let error = #expect(throws: MediaError.self) { try open("real/tiff/\(name)") }
        #expect(error?.description.contains(found) == true)
        #expect(error?.category == .unusableInput)
    }

    @Test("The yeast folder is a sequence of counters an hour apart")
    func yeast() throws {
        let folder = "real/movies/yeast_EP170202_xy0735"
        let sequence = try open(folder, TimeBase(.frameInterval(seconds: 3600)))
        #expect(sequence.properties.frameCount == 10)
        var times: [Double] = []
        while case .frame(let frame)? = try sequence.read() { times.append(frame.timeSeconds) }
        #expect(times == (0..<10).map { Double($0) * 3600 })
        #expect(throws: MediaError.self) { try open(folder) }
    }

    @Test("Samples of every kind of recording are spread from the first frame to the last", arguments: [
        ("synthetic/e06_variable_frame_rate/e06_variable_frame_rate.mp4", 3), ("real/tiff/ij_timelapse_golgi_30f.tif", 1),
        ("real/movies/organic_crystal_64s.gif", 3), ("real/movies/yeast_EP170202_xy0735", 1),
    ])
    func samples(path: String, channels: Int) throws {
        let samples = try Recording.sample(FieldData.path(path), fractions: [0, 0.5, 1])
        #expect(samples.count == 3)
        #expect(samples.allSatisfy { $0.pixels.channels == channels })
        #expect(samples[0].pixels != samples[2].pixels)
    }
}

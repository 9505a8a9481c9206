import Calibration
import Foundation
import Imaging
import Statistics
import Testing

@Suite("Calibration for frames of another size")
struct FrameSizeTests {
    let file = CalibrationFile(
        micrometersPerPixelX: Estimate(value: 0.5, standardError: 0.01),
        micrometersPerPixelY: Estimate(value: 0.6, standardError: 0.012),
        imageWidth: 1281, imageHeight: 960, method: "grid", path: "10x.json")

    @Test("The calibrated size gives the scale as it is and says nothing")
    func sameSize() throws {
        let (scale, note) = try file.scale(forWidth: 1281, height: 960)
        #expect(scale.x == file.micrometersPerPixelX)
        #expect(scale.y == file.micrometersPerPixelY)
        #expect(note == nil)
    }

    @Test("Frames binned 2 x 2 have twice the scale and twice its error, and the note says so")
    func binned() throws {
        let (scale, note) = try file.scale(forWidth: 640, height: 480)
        #expect(scale.x == Estimate(value: 1, standardError: 0.02))
        #expect(scale.y == Estimate(value: 1.2, standardError: 0.024))
        #expect(try #require(note).contains("2 x 2 binning, scale multiplied by 2"))
    }

    @Test("Unbinned frames of a calibration made with 3 x 3 binning have a third of the scale")
    func unbinned() throws {
        let (scale, note) = try file.scale(forWidth: 3844, height: 2880)
        #expect(abs(scale.x.value - 0.5 / 3) < 1e-15)
        #expect(abs(scale.y.standardError - 0.004) < 1e-15)
        #expect(try #require(note).contains("divided by 3"))
    }

    @Test("A crop keeps the scale, and the note says so", arguments: [(1281, 500), (700, 960), (1000, 600)])
    func cropped(width: Int, height: Int) throws {
        let (scale, note) = try file.scale(forWidth: width, height: height)
        #expect(scale.x.value == 0.5)
        #expect(try #require(note).contains("crop"))
    }

    @Test(
        "The same proportions at no whole factor were resized, and are refused",
        arguments: [(854, 640), (1922, 1440)])
    func resized(width: Int, height: Int) throws {
        let error = try #require(throws: CalibrationError.self) {
            try file.scale(forWidth: width, height: height)
        }
        guard case .resized(_, let factor, _, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(abs(factor - Double(width) / 1281) < 1e-12)
    }

    @Test("A larger frame of other proportions is refused", arguments: [(1400, 700), (1281, 961), (4000, 100)])
    func larger(width: Int, height: Int) {
        #expect(
            throws: CalibrationError.sizeMismatch(
                path: "10x.json", calibratedWidth: 1281, calibratedHeight: 960, frameWidth: width, frameHeight: height)
        ) { try file.scale(forWidth: width, height: height) }
    }
}

@Suite("Which scale a run uses")
struct ScaleResolutionTests {
    func properties(stated: StatedScale? = nil) -> SourceProperties {
        SourceProperties(
            kind: .tiffStack, path: "stack.tif", width: 640, height: 480, bitDepth: 8, isColour: false,
            frameCount: 3, statedScale: stated, timeOrigin: .omeDeltaT)
    }

    let stated = StatedScale(micrometersPerPixelX: 0.3, micrometersPerPixelY: 0.4, statedBy: "ImageJ resolution tags")

    @Test("The user's scale comes before the one in the file")
    func givenFirst() throws {
        let resolved = try ScaleResolution(
            statement: .micrometersPerPixel(0.75), properties: properties(stated: stated))
        #expect(resolved.scale.x == Estimate(value: 0.75, standardError: 0))
        #expect(resolved.scale.y.value == 0.75)
        #expect(resolved.scale.origin == "--scale")
        #expect(resolved.notes.count == 1)
        #expect(resolved.calibrationPath == nil)
    }

    @Test("The scale that the file states serves where the user gives none")
    func statedScale() throws {
        let resolved = try ScaleResolution(statement: .none, properties: properties(stated: stated))
        #expect(resolved.scale.x.value == 0.3)
        #expect(resolved.scale.y.value == 0.4)
        #expect(resolved.scale.origin == "ImageJ resolution tags")
    }

    @Test("A calibration file brings its error along, and its note where the frames are binned")
    func calibration() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try CalibrationFile(
            micrometersPerPixelX: Estimate(value: 0.5, standardError: 0.01),
            micrometersPerPixelY: Estimate(value: 0.5, standardError: 0.01),
            imageWidth: 1280, imageHeight: 960, method: "grid", path: path
        ).write()
        let resolved = try ScaleResolution(
            statement: .calibrationFile(path: path), properties: properties(stated: stated))
        #expect(resolved.scale.x == Estimate(value: 1, standardError: 0.02))
        #expect(resolved.scale.relativeStandardError == 0.02)
        #expect(resolved.notes.count == 1)
        #expect(resolved.calibrationPath == path)
    }

    @Test("Without any scale the error names the three ways to give one")
    func none() throws {
        let error = try #require(throws: CalibrationError.self) {
            try ScaleResolution(statement: .none, properties: properties())
        }
        #expect(error.category == .usage)
        for way in ["--scale", "--calibration", "ImageJ or OME"] { #expect(error.description.contains(way)) }
    }

    @Test("A scale that is no positive number is refused", arguments: [0, -0.5, .nan, .infinity])
    func impossible(value: Double) {
        #expect(throws: CalibrationError.self) {
            try ScaleResolution(statement: .micrometersPerPixel(value), properties: properties())
        }
        #expect(throws: CalibrationError.self) {
            let stated = StatedScale(micrometersPerPixelX: 1, micrometersPerPixelY: value, statedBy: "OME")
            return try ScaleResolution(statement: .none, properties: properties(stated: stated))
        }
    }
}

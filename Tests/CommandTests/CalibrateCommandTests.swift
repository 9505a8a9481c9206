import Calibration
import Foundation
import RecordsTestSupport
import Statistics
import Testing

@Suite("growthscope calibrate")
struct CalibrateCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func slide(_ kind: String, _ preset: String) throws -> String {
        let result = try BuiltCommand.run(
            "simulate", kind, "--preset", preset, "--output", folder.file(preset), "--quiet")
        #expect(result.status == 0, "\(result.errors)")
        return folder.file("\(preset)/slide.png")
    }

    private func truth(_ preset: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("\(preset)/truth.json")))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require((object["images"] as? [[String: Any]])?.first)
    }

    @Test("A micrometer's picture becomes a calibration file with its report, and checks against itself")
    func micrometer() throws {
        let picture = try slide("micrometer", "plain")
        let output = folder.file("10x.json")
        let result = try BuiltCommand.run(
            "calibrate", "micrometer", picture, "--division", "10um", "--output", output, "--objective", "Plan 10x")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("scale in x: 0.68965"))
        #expect(result.errors.contains("square pixels"))
        let file = try CalibrationFile(contentsOf: output)
        let scale = try #require(try truth("plain")["um_per_px_x"] as? Double)
        #expect(abs(file.micrometersPerPixelX.value / scale - 1) < 2e-4)
        #expect(file.method == "micrometer")
        #expect(file.imageWidth == 960)
        #expect(file.source?.sha256.count == 64)
        #expect(file.objective == "Plan 10x")
        let report = try folder.text("10x.html")
        #expect(report.contains("<h1>"))
        #expect(!report.contains("http://") && !report.contains("https://"))
        for name in ["10x_marks.png", "10x_detail.png", "10x_residuals.png", "10x_residuals.svg"] {
            #expect(folder.exists(name), "\(name)")
        }
        let check = try BuiltCommand.run("calibrate", "check", output, picture)
        #expect(check.status == 0, "\(check.errors)")
        #expect(check.output.contains("still holds"))
        let show = try BuiltCommand.run("calibrate", "show", output)
        #expect(show.status == 0)
        #expect(show.output.contains("Plan 10x"))
    }

    @Test("A picture that disagrees with the calibration is status 65 and says by how much")
    func disagreement() throws {
        let output = folder.file("c.json")
        #expect(try BuiltCommand.run(
            "calibrate", "micrometer", try slide("micrometer", "plain"), "--division", "10um", "--output", output
        ).status == 0)
        let check = try BuiltCommand.run("calibrate", "check", output, try slide("micrometer", "fine"), "--quiet")
        #expect(check.status == 65)
        #expect(check.output.contains("+130."))
    }

    @Test("A grid's picture gives both scales")
    func grid() throws {
        let output = folder.file("g.json")
        let result = try BuiltCommand.run(
            "calibrate", "grid", try slide("grid", "dots"), "--kind", "dots", "--pitch", "50um", "--output", output,
            "--quiet")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        let file = try CalibrationFile(contentsOf: output)
        let known = try truth("dots")
        #expect(abs(file.micrometersPerPixelX.value / (try #require(known["um_per_px_x"] as? Double)) - 1) < 5e-4)
        #expect(abs(file.micrometersPerPixelY.value / (try #require(known["um_per_px_y"] as? Double)) - 1) < 5e-4)
    }

    @Test("Points and the sensor give calibrations that analyze can read")
    func pointsAndSensor() throws {
        let points = folder.file("p.json")
        let result = try BuiltCommand.run(
            "calibrate", "points", "--from", "10,20", "--to", "510,20", "--length", "250um", "--size", "640x480",
            "--output", points)
        #expect(result.status == 0, "\(result.errors)")
        #expect(abs(try CalibrationFile(contentsOf: points).micrometersPerPixelX.value - 0.5) < 1e-9)
        let sensor = folder.file("s.json")
        #expect(try BuiltCommand.run(
            "calibrate", "sensor", "--pixel-pitch", "3.45um", "--magnification", "10", "--binning", "2",
            "--magnification-tolerance", "2%", "--output", sensor
        ).status == 0)
        let file = try CalibrationFile(contentsOf: sensor)
        #expect(abs(file.micrometersPerPixelX.value - 0.69) < 1e-9)
        #expect(file.imageWidth == nil)
    }

    @Test("A tolerance of nearly nothing makes a calibration and a page", arguments: ["1e-18%", "1e-300%"])
    func tinyTolerance(tolerance: String) throws {
        let output = folder.file("s.json")
        let result = try BuiltCommand.run(
            "calibrate", "sensor", "--pixel-pitch", "3.45um", "--magnification", "10", "--magnification-tolerance",
            tolerance, "--output", output)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try folder.text("s.html").contains("0.3450 ±"))
        #expect(try BuiltCommand.run("calibrate", "show", output).status == 0)
    }

    @Test("What is there is replaced only with --force")
    func replacing() throws {
        let arguments = [
            "calibrate", "sensor", "--pixel-pitch", "3.45um", "--magnification", "10", "--output", folder.file("s.json"),
        ]
        #expect(try BuiltCommand.run(arguments).status == 0)
        let refused = try BuiltCommand.run(arguments)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--force"))
        #expect(try BuiltCommand.run(arguments + ["--force"]).status == 0)
    }

    @Test("A picture of the slide is never replaced", arguments: ["10x_marks.png", "10x_detail.png", "slide"])
    func inputStays(name: String) throws {
        let slide = try slide("micrometer", "plain")
        let picture = folder.file(name)
        try FileManager.default.copyItem(atPath: slide, toPath: picture)
        let output = name == "slide" ? picture : folder.file("10x.json")
        let result = try BuiltCommand.run(
            "calibrate", "micrometer", picture, "--division", "10um", "--output", output, "--force")
        #expect(result.status == 64)
        #expect(result.errors.contains("is an input"), "\(result.errors)")
        #expect(FileManager.default.contentsEqual(atPath: picture, andPath: slide))
        #expect(!folder.exists("10x.json") && !folder.exists("10x.html"))
    }

    @Test("The placed points' picture is not replaced either")
    func pointsImageStays() throws {
        let slide = try slide("micrometer", "plain")
        let picture = folder.file("p_marks.png")
        try FileManager.default.copyItem(atPath: slide, toPath: picture)
        let result = try BuiltCommand.run(
            "calibrate", "points", "--from", "10,20", "--to", "510,20", "--length", "250um", "--image", picture,
            "--output", folder.file("p.json"), "--force")
        #expect(result.status == 64)
        #expect(FileManager.default.contentsEqual(atPath: picture, andPath: slide))
    }

    @Test(
        "A file beside the calibration is replaced only with --force",
        arguments: ["10x.html", "10x_marks.png", "10x_detail.png", "10x_residuals.svg", "10x_residuals.dat"])
    func companions(name: String) throws {
        try "mine".write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        let arguments = [
            "calibrate", "micrometer", try slide("micrometer", "plain"), "--division", "10um", "--output",
            folder.file("10x.json"),
        ]
        let refused = try BuiltCommand.run(arguments)
        #expect(refused.status == 64)
        #expect(refused.errors.contains(name) && refused.errors.contains("--force"), "\(refused.errors)")
        #expect(try folder.text(name) == "mine")
        #expect(try BuiltCommand.run(arguments + ["--force"]).status == 0)
    }

    @Test("A pipe or a folder in the place of the output is wrong usage and stays", arguments: ["s.json", "s.html"])
    func noRegularFile(name: String) throws {
        let arguments = [
            "calibrate", "sensor", "--pixel-pitch", "3.45um", "--magnification", "10", "--output",
            folder.file("s.json"), "--force",
        ]
        try #require(mkfifo(folder.file(name), 0o600) == 0)
        let pipe = try BuiltCommand.run(arguments)
        #expect(pipe.status == 64)
        #expect(pipe.errors.contains("no regular file"), "\(pipe.errors)")
        let type = try FileManager.default.attributesOfItem(atPath: folder.file(name))[.type] as? FileAttributeType
        #expect(type != .typeRegular)
        try FileManager.default.removeItem(atPath: folder.file(name))
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        let inner = try BuiltCommand.run(arguments)
        #expect(inner.status == 64)
        #expect(inner.errors.contains("is a folder"), "\(inner.errors)")
    }

    @Test(
        "Wrong usage is status 64",
        arguments: [
            ["micrometer", "a.png", "--division", "10", "--output", "c.json"],
            ["micrometer", "a.png", "--division", "0um", "--output", "c.json"],
            ["micrometer", "a.png", "--division", "10um", "--division-tolerance", "120%", "--output", "c.json"],
            ["grid", "a.png", "--kind", "stars", "--pitch", "10um", "--output", "c.json"],
            ["points", "--from", "1,2", "--to", "3,4", "--output", "c.json"],
            ["points", "--from", "1;2", "--to", "3,4", "--length", "1um", "--output", "c.json"],
            ["sensor", "--pixel-pitch", "3um", "--magnification", "-1", "--output", "c.json"],
            ["sensor", "--pixel-pitch", "3um", "--magnification", "1", "--size", "big", "--output", "c.json"],
            ["sensor", "--pixel-pitch", "3um", "--magnification", "1e300", "--output", "c.json"],
            ["sensor", "--pixel-pitch", "3um", "--magnification", "1e-300", "--output", "c.json"],
        ])
    func usage(arguments: [String]) throws {
        #expect(try BuiltCommand.run(["calibrate"] + arguments).status == 64)
    }

    @Test("A picture without what was asked for is status 65, a missing one 66, and nothing is written")
    func unusable() throws {
        let grid = try slide("grid", "checker")
        let output = folder.file("none.json")
        let none = try BuiltCommand.run("calibrate", "micrometer", grid, "--division", "10um", "--output", output)
        #expect(none.status == 65)
        #expect(none.errors.filter { $0 == "\n" }.count == 1, "\(none.errors)")
        let wrong = try BuiltCommand.run(
            "calibrate", "micrometer", try slide("micrometer", "plain"), "--division", "50um", "--output", output)
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("every fifth line"))
        let missing = try BuiltCommand.run(
            "calibrate", "micrometer", folder.file("no.png"), "--division", "10um", "--output", output)
        #expect(missing.status == 66)
        #expect(!folder.exists("none.json") && !folder.exists("none.html"))
    }
}

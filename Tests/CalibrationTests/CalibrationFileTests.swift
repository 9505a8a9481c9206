import Calibration
import Foundation
import Statistics
import Testing

@Suite("Calibration file")
struct CalibrationFileTests {
    static let complete = """
        {"schema": "growthscope-calibration/1", "um_per_px_x": 0.75, "um_per_px_x_se": 0.002,
         "um_per_px_y": 0.76, "um_per_px_y_se": 0.003, "rotation_deg": 1.5, "image_width": 1280,
         "image_height": 960, "method": "micrometer", "source": {"path": "ruler.png", "sha256": "ab12"},
         "objective": "10x/0.25", "camera": "DFK 33", "created": "2024-03-12T14:15:03Z"}
        """

    static func read(_ text: String) throws -> CalibrationFile {
        try CalibrationFile(json: Data(text.utf8), path: "10x.json")
    }

    @Test("Every key of the schema is read into its place")
    func completeFile() throws {
        let file = try Self.read(Self.complete)
        #expect(file.micrometersPerPixelX == Estimate(value: 0.75, standardError: 0.002))
        #expect(file.micrometersPerPixelY == Estimate(value: 0.76, standardError: 0.003))
        #expect(file.rotationDegrees == 1.5)
        #expect(file.imageWidth == 1280)
        #expect(file.imageHeight == 960)
        #expect(file.method == "micrometer")
        #expect(file.source == .init(path: "ruler.png", sha256: "ab12"))
        #expect(file.objective == "10x/0.25")
        #expect(file.camera == "DFK 33")
        #expect(file.created == "2024-03-12T14:15:03Z")
    }

    @Test("A file that was written reads back equal")
    func roundTrip() throws {
        var file = try Self.read(Self.complete)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        file.path = folder.appendingPathComponent("10x.json").path
        try file.write()
        #expect(try CalibrationFile(contentsOf: file.path) == file)
    }

    @Test("Informative keys may be absent or null")
    func optionalKeys() throws {
        let file = try Self.read(
            """
            {"schema": "growthscope-calibration/1", "um_per_px_x": 1, "um_per_px_x_se": 0, "um_per_px_y": 1,
             "um_per_px_y_se": 0, "image_width": 64, "image_height": 48, "method": "points", "camera": null}
            """)
        #expect(file.camera == nil)
        #expect(file.source == nil)
        #expect(file.rotationDegrees == nil)
    }

    @Test("All missing keys are named at once")
    func missingKeys() {
        let text = """
            {"schema": "growthscope-calibration/1", "um_per_px_x": 1, "um_per_px_x_se": 0, "um_per_px_y": null,
             "um_per_px_y_se": 0, "image_height": 48, "method": "grid"}
            """
        #expect(throws: CalibrationError.missingKeys(path: "10x.json", keys: ["um_per_px_y", "image_width"])) {
            try Self.read(text)
        }
    }

    @Test("Another schema, or none, is refused with what was found")
    func wrongSchema() {
        #expect(throws: CalibrationError.wrongSchema(path: "10x.json", found: "growthscope-calibration/2")) {
            try Self.read(#"{"schema": "growthscope-calibration/2"}"#)
        }
        #expect(throws: CalibrationError.wrongSchema(path: "10x.json", found: nil)) { try Self.read("{}") }
    }

    @Test(
        "A number out of its range is refused by the name of its key",
        arguments: [
            ("\"um_per_px_x\": 0.75", "\"um_per_px_x\": 0", "um_per_px_x"),
            ("\"um_per_px_y\": 0.76", "\"um_per_px_y\": -0.76", "um_per_px_y"),
            ("\"um_per_px_x\": 0.75", "\"um_per_px_x\": 1e300", "um_per_px_x"),
            ("\"um_per_px_y\": 0.76", "\"um_per_px_y\": 1e-9", "um_per_px_y"),
            ("\"um_per_px_x_se\": 0.002", "\"um_per_px_x_se\": -1e-9", "um_per_px_x_se"),
            ("\"um_per_px_x_se\": 0.002", "\"um_per_px_x_se\": 0.75", "um_per_px_x_se"),
            ("\"um_per_px_x_se\": 0.002", "\"um_per_px_x_se\": 1e300", "um_per_px_x_se"),
            ("\"image_width\": 1280", "\"image_width\": 0", "image_width"),
            ("\"image_height\": 960", "\"image_height\": -960", "image_height"),
        ])
    func outOfRange(good: String, bad: String, key: String) throws {
        let error = try #require(throws: CalibrationError.self) {
            try Self.read(Self.complete.replacing(good, with: bad))
        }
        guard case .outOfRange(_, let found, _, _) = error, found == key else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(
        "A value of the wrong type is refused by the name of its key",
        arguments: [
            ("\"um_per_px_x\": 0.75", "\"um_per_px_x\": \"0.75\"", "um_per_px_x"),
            ("\"um_per_px_y\": 0.76", "\"um_per_px_y\": true", "um_per_px_y"),
            ("\"image_width\": 1280", "\"image_width\": 1280.5", "image_width"),
            ("\"image_width\": 1280", "\"image_width\": 1e300", "image_width"),
            ("\"method\": \"micrometer\"", "\"method\": 3", "method"),
            ("\"objective\": \"10x/0.25\"", "\"objective\": 10", "objective"),
            (#"{"path": "ruler.png", "sha256": "ab12"}"#, #""ruler.png""#, "source"),
        ])
    func wrongType(good: String, bad: String, key: String) throws {
        let error = try #require(throws: CalibrationError.self) {
            try Self.read(Self.complete.replacing(good, with: bad))
        }
        guard case .wrongType(_, key, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(
        "NaN, an array and a text file are no calibration",
        arguments: ["{\"um_per_px_x\": NaN}", "[1]", "scale 0.75", ""])
    func notJSON(text: String) throws {
        let error = try #require(throws: CalibrationError.self) { try Self.read(text) }
        guard case .notJSON = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("NaN is not written")
    func nanIsNotWritten() throws {
        var file = try Self.read(Self.complete)
        file.micrometersPerPixelX.value = .nan
        #expect(throws: CalibrationError.self) { try file.write() }
    }

    @Test("A file that is not there is told apart from one that cannot be read or used")
    func categories() throws {
        let error = try #require(throws: CalibrationError.self) {
            try CalibrationFile(contentsOf: "/nowhere/10x.json")
        }
        #expect(error == .noSuchFile(path: "/nowhere/10x.json"))
        #expect(error.category == .noSuchInput)
        let folder = try #require(throws: CalibrationError.self) { try CalibrationFile(contentsOf: "/") }
        #expect(folder.category == .inputOutput)
        #expect(CalibrationError.missingKeys(path: "", keys: []).category == .unusable)
    }
}

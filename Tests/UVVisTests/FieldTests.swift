import Foundation
import Statistics
import Testing

@testable import UVVis

/// Recordings beside the project, where they are there.
private enum Field {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path
    static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/uvvis") }
}

@Suite("Recordings beside the project", .enabled(if: Field.isThere))
struct FieldTests {
    private func truth(_ folder: String) throws -> (diffusion: Double, status: String, tolerance: Double) {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/truth.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let expected = try #require(object["expected"] as? [String: Any])
        return (
            try #require(object["D"] as? Double), try #require(expected["status"] as? String),
            try #require(expected["D_rel_tol"] as? Double)
        )
    }

    @Test("Every trace gives the D and the status of its truth")
    func traces() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Field.folder + "/uvvis")
        #expect(!names.isEmpty)
        for name in names {
            let folder = Field.folder + "/uvvis/" + name
            let trace = try TraceTable.read(path: folder + "/trace.csv")
            let result = try DiffusionFit(
                trace: trace, geometry: CuvetteGeometry(path: folder + "/meta.json"), path: name).run()
            let truth = try truth(folder)
            #expect(result.status.rawValue == truth.status, "\(name)")
            let diffusion = try #require(result.diffusionCoefficient)
            #expect(abs(diffusion.value / truth.diffusion - 1) < truth.tolerance, "\(name): \(diffusion)")
        }
    }

    @Test("Raw counts give the same D as the trace made of them")
    func counts() throws {
        let folder = Field.folder + "/uvvis/s01_spectra_counts"
        guard FileManager.default.fileExists(atPath: folder) else { return }
        let spectra = try AbsorbanceSpectra(
            counts: SpectrumFolder.read(path: folder + "/spectra"), dark: SpectrumFile.read(path: folder + "/dark.txt"),
            reference: SpectrumFile.read(path: folder + "/reference.txt"))
        let values = try spectra.trace(band: 365...375, baseline: 600...640)
        let trace = TraceBuilder.trace(values, times: spectra.times, name: nil).trace
        let result = try DiffusionFit(
            trace: trace, geometry: CuvetteGeometry(path: folder + "/meta.json"), path: folder).run()
        #expect(abs(try #require(result.diffusionCoefficient).value / truth(folder).diffusion - 1) < 0.01)
    }

    @Test("Every real spectrum is read, or refused with a reason")
    func realSpectra() throws {
        let folder = Field.folder + "/real/spectra"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let path = folder + "/" + name
            switch try InputKind(path: path) {
            case .spectrum:
                let spectra = try SpectrumFile.readAll(path: path)
                #expect(spectra.allSatisfy { $0.wavelengths.count > 100 }, "\(name)")
            case .table:
                let series = try SpectrumTable.read(path: path, timeUnitSeconds: 60)
                #expect(series.times.count > 30, "\(name)")
            case .trace, .folder: Issue.record("\(name) is neither")
            }
        }
    }
}

import Foundation
import Simulation

/// The folder of a simulated cuvette.
struct CuvetteFiles: Sendable {
    let cuvette: SimulatedCuvette
    let folder: String

    private var isTrace: Bool { cuvette.scene.form == .trace }
    var inputPath: String { path(isTrace ? "trace.csv" : "spectra") }
    var truthPath: String { path("truth.json") }

    /// Throws `CommandError`, `CancellationError`.
    func write(replacing: Bool) async throws {
        try SimulationFolder.prepare(
            folder,
            files: [
                "trace.csv", "spectra", "pure", "dark.txt", "reference.txt", "geometry.json", SimulationFolder.scene,
                "truth.json",
            ], replacing: replacing)
        // First: a simulation that is cut off can be replaced.
        try store(try cuvette.scene.json(), as: SimulationFolder.scene)
        if !isTrace { for name in ["spectra", "pure"] { try makeFolder(path(name)) } }
        try await Interruption.cancelling("leaving the folder incomplete") { try content() }
        try store(try cuvette.geometryJSON(), as: "geometry.json")
        try store(try cuvette.truthJSON(), as: "truth.json")
    }

    private func content() throws {
        guard !isTrace else {
            try store(Data(cuvette.traceText().utf8), as: "trace.csv")
            return
        }
        try store(Data(cuvette.darkText().utf8), as: "dark.txt")
        try store(Data(cuvette.referenceText().utf8), as: "reference.txt")
        for species in cuvette.scene.species {
            try store(Data(cuvette.pureText(species).utf8), as: "pure/\(species.name).csv")
        }
        for i in cuvette.scene.times.indices {
            try Task.checkCancellation()
            let (name, text) = cuvette.spectrum(i)
            try store(Data(text.utf8), as: "spectra/\(name)")
        }
    }

    private func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    private func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandError(.inputOutput, "\(path): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }

    private func store(_ data: Data, as name: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path(name)), options: .atomic)
        } catch {
            throw CommandError(.inputOutput, "\(path(name)): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }
}

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
        let own = ["trace.csv", "spectra", "pure", "dark.txt", "reference.txt", "geometry.json", "scene.json", "truth.json"]
            .map(path)
        let files = FileManager.default
        if let first = own.first(where: files.fileExists(atPath:)), !replacing {
            throw CommandError(.usage, "\(first) exists: choose another folder, or replace it with --force")
        }
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in own where files.fileExists(atPath: file) { try files.removeItem(atPath: file) }
            if !isTrace {
                for name in ["spectra", "pure"] {
                    try files.createDirectory(atPath: path(name), withIntermediateDirectories: true)
                }
            }
        } catch {
            throw CommandError(.inputOutput, "\(folder): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
        try await Interruption.cancelling("leaving the folder incomplete") { try content() }
        try store(try cuvette.geometryJSON(), as: "geometry.json")
        try store(try cuvette.scene.json(), as: "scene.json")
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

    private func store(_ data: Data, as name: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path(name)), options: .atomic)
        } catch {
            throw CommandError(.inputOutput, "\(path(name)): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }
}

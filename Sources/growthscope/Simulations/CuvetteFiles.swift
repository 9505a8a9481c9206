import Foundation
import Simulation

/// The folder of a simulated cuvette.
struct CuvetteFiles: Sendable {
    let cuvette: SimulatedCuvette
    let folder: SimulationFolder

    init(cuvette: SimulatedCuvette, folder: String) {
        self.cuvette = cuvette
        self.folder = SimulationFolder(path: folder)
    }

    private var isTrace: Bool { cuvette.scene.form == .trace }
    var inputPath: String { folder.file(isTrace ? "trace.csv" : "spectra") }
    var truthPath: String { folder.file("truth.json") }

    /// Throws `CommandError`, `CancellationError`.
    func write(replacing: Bool) async throws {
        try folder.prepare(
            files: [
                "trace.csv", "spectra", "pure", "dark.txt", "reference.txt", "geometry.json", SimulationFolder.scene,
                "truth.json",
            ], replacing: replacing)
        // First: a simulation that is cut off can be replaced.
        try folder.store(try cuvette.scene.json(), as: SimulationFolder.scene)
        if !isTrace { for name in ["spectra", "pure"] { try folder.makeFolder(name) } }
        try await Interruption.cancelling("leaving the folder incomplete") { try content() }
        try folder.store(try cuvette.geometryJSON(), as: "geometry.json")
        try folder.store(try cuvette.truthJSON(), as: "truth.json")
    }

    private func content() throws {
        guard !isTrace else {
            try folder.store(Data(cuvette.traceText().utf8), as: "trace.csv")
            return
        }
        try folder.store(Data(cuvette.darkText().utf8), as: "dark.txt")
        try folder.store(Data(cuvette.referenceText().utf8), as: "reference.txt")
        for species in cuvette.scene.species {
            try folder.store(Data(cuvette.pureText(species).utf8), as: "pure/\(species.name).csv")
        }
        for i in cuvette.scene.times.indices {
            try Task.checkCancellation()
            let (name, text) = cuvette.spectrum(i)
            try folder.store(Data(text.utf8), as: "spectra/\(name)")
        }
    }
}

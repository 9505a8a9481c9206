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
        let before = (try? Data(contentsOf: URL(fileURLWithPath: folder.file(SimulationFolder.scene))))
            .flatMap { try? CuvetteScene(json: $0) }
        let species = (before ?? cuvette.scene).species.map(\.name)
        try folder.prepare(
            files: [
                "trace.csv", "spectra", "pure", "dark.txt", "reference.txt", "geometry.json", SimulationFolder.scene,
                "truth.json",
            ], replacing: replacing, isOwn: { isOwn($1, in: $0, species: species) })
        // First: a simulation that is cut off can be replaced.
        try folder.store(try cuvette.scene.json(), as: SimulationFolder.scene)
        if !isTrace { for name in ["spectra", "pure"] { try folder.makeFolder(name) } }
        try await Interruption.cancelling("leaving the folder incomplete") { try content() }
        try folder.store(try cuvette.geometryJSON(), as: "geometry.json")
        try folder.store(try cuvette.truthJSON(), as: "truth.json")
    }

    /// Whether a file in `spectra` or `pure` is of the simulation that is there.
    private func isOwn(_ name: String, in folder: String, species: [String]) -> Bool {
        folder == "spectra" ? name.hasPrefix(SimulatedCuvette.spectrumPrefix) : species.contains { "\($0).csv" == name }
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

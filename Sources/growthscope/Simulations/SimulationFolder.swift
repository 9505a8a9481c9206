import Foundation

/// The folder that a simulation is written to.
struct SimulationFolder: Sendable {
    /// In every simulation's folder, and what tells it from one with a user's recordings.
    static let scene = "scene.json"

    let path: String

    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// Makes the folder; a simulation that is there gives way only with `--force`, and only in these files. What has their
    /// names and is of no simulation is the user's and stays.
    ///
    /// - Parameters:
    ///   - files: names of what the simulation leaves, `scene.json` among them.
    ///   - isOwn: whether a file in one of the folders among them is of the simulation.
    /// Throws `CommandError`.
    func prepare(
        files: [String], replacing: Bool, isOwn: (_ folder: String, _ file: String) -> Bool = { _, _ in true }
    ) throws {
        let manager = FileManager.default
        let present = files.filter { manager.fileExists(atPath: file($0)) }
        if let first = present.first {
            guard present.contains(Self.scene) else {
                throw CommandError(.usage, "\(file(first)) exists, and is of no simulation: choose another folder")
            }
            guard replacing else {
                throw CommandError(.usage, "\(file(first)) exists: choose another folder, or replace it with --force")
            }
        }
        for folder in present {
            let inside = (try? manager.contentsOfDirectory(atPath: file(folder))) ?? []
            guard let foreign = inside.sorted().first(where: { !isOwn(folder, $0) }) else { continue }
            throw CommandError(
                .usage, "\(file(folder))/\(foreign) is of no simulation, and would be lost: move it, or choose another folder")
        }
        try writing(path) {
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
            for name in present { try manager.removeItem(atPath: file(name)) }
        }
    }

    func makeFolder(_ name: String) throws {
        try writing(file(name)) {
            try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        }
    }

    func store(_ data: Data, as name: String) throws {
        try writing(file(name)) { try data.write(to: URL(fileURLWithPath: file(name)), options: .atomic) }
    }

    private func writing(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw CommandError(.inputOutput, "\(path): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }
}

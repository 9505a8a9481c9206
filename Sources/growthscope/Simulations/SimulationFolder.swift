import Foundation

/// The folder that a simulation is written to.
enum SimulationFolder {
    /// In every simulation's folder, and what tells it from one with a user's recordings.
    static let scene = "scene.json"

    /// Makes the folder; a simulation that is there gives way only with `--force`, and only in these files. What has their names and
    /// is of no simulation is the user's and stays.
    ///
    /// - Parameter files: names of what the simulation leaves, `scene.json` among them.
    /// Throws `CommandError`.
    static func prepare(_ folder: String, files: [String], replacing: Bool) throws {
        let manager = FileManager.default
        let present = files.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
            .filter(manager.fileExists(atPath:))
        if let first = present.first {
            guard present.contains(where: { $0.hasSuffix("/" + scene) }) else {
                throw CommandError(.usage, "\(first) exists, and is of no simulation: choose another folder")
            }
            guard replacing else {
                throw CommandError(.usage, "\(first) exists: choose another folder, or replace it with --force")
            }
        }
        do {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in present { try manager.removeItem(atPath: file) }
        } catch {
            throw CommandError(.inputOutput, "\(folder): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }
}

import Foundation
import Simulation

/// Where recordings and runs of a benchmark lie, and the programs that work on them.
struct Workbench: Sendable {
    let toolbox: Toolbox
    let folder: String
    /// Takes recordings that an earlier benchmark left for the same scenes; false renders them again.
    let reusesRecordings: Bool

    func recording(of scene: GrowthScene, in group: String) throws -> RecordingFolder {
        let group = "\(folder)/recordings/\(group)"
        if !reusesRecordings { try remove("\(group)/\(scene.name)") }
        return try RecordingFolder(rendering: scene, in: group, with: toolbox)
    }

    func runFolder(_ scene: GrowthScene) -> String { "\(folder)/runs/\(scene.name)" }

    func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// The command by which a reader sees a finding for himself.
    func command(for recording: RecordingFolder, run: String) -> String {
        let arguments = (try? recording.given().analyzeArguments.joined(separator: " ")) ?? ""
        return "growthscope analyze \(recording.moviePath) --output \(run) \(arguments)"
    }

    /// Progress goes beside the results.
    static func tell(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}

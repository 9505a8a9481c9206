import ArgumentParser
import Foundation
import Media
import Simulation

/// What both commands that picture a calibration slide take.
struct SlideOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A slide of your own (JSON); what it leaves out is taken as usual.", valueName: "file"))
    var scene: String?

    @Option(help: ArgumentHelp("Another seed gives other noise, dirt and shading.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    /// Pictures the slide of `--scene`, or else the ready one, into the folder.
    ///
    /// Throws `CommandError`, `SimulationError`, `MediaError`.
    func write(preset: () throws -> CalibrationScene) throws {
        writing.apply()
        var slide = try scene.map({ path in try SceneFile.read(path) { try CalibrationScene(json: $0) } }) ?? preset()
        if let seed { slide.seed = seed }
        let picture = try slide.picture()
        let own = ["slide.png", "scene.json", "truth.json"].map { "\(output)/\($0)" }
        if let first = own.first(where: FileManager.default.fileExists(atPath:)), !writing.force {
            throw CommandError(.usage, "\(first) exists: choose another folder, or replace it with --force")
        }
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw CommandError(.inputOutput, "\(output): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
        try PictureFile.writePNG(picture, to: own[0])
        try store(try slide.json(), in: own[1])
        try store(try CalibrationTruth(slide, file: "slide.png").json(), in: own[2])
        let status = Output.write("picture: \(own[0])\ntruth: \(own[2])\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func store(_ data: Data, in path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError(.inputOutput, "\(path): cannot be written (\(ErrorMessage.reason(for: error)))")
        }
    }
}

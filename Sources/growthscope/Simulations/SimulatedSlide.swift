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
        let folder = SimulationFolder(path: output)
        let (slideFile, truthFile) = ("slide.png", "truth.json")
        try folder.prepare(files: [slideFile, SimulationFolder.scene, truthFile], replacing: writing.force)
        try PictureFile.writePNG(picture, to: folder.file(slideFile))
        try folder.store(try slide.json(), as: SimulationFolder.scene)
        try folder.store(try CalibrationTruth(slide, file: slideFile).json(), as: truthFile)
        let status = Output.write("picture: \(folder.file(slideFile))\ntruth: \(folder.file(truthFile))\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

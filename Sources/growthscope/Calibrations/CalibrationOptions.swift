import ArgumentParser
import Calibration
import Foundation

/// What every command that makes a calibration takes.
struct CalibrationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The calibration file to write, as in 10x.json.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("The objective, for the record.", valueName: "name"))
    var objective: String?

    @Option(help: ArgumentHelp("The camera and its mode, for the record.", valueName: "name"))
    var camera: String?

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("The calibration file's name is empty.") }
    }

    /// The path without ".json", for what is written beside it.
    var stem: String { output.lowercased().hasSuffix(".json") ? String(output.dropLast(5)) : output }

    /// Refuses to replace a calibration without `--force`; throws `CommandError`.
    func prepare() throws {
        writing.apply()
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: output, isDirectory: &isFolder) else { return }
        if isFolder.boolValue {
            throw CommandError(.usage, "\(output) is a folder: name a file in it, as in \(output)/10x.json")
        }
        if !writing.force {
            throw CommandError(.usage, "\(output) exists: choose another name, or replace it with --force")
        }
    }
}

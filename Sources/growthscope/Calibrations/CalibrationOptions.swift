import ArgumentParser
import Media
import Records

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

    /// Refuses to replace an input, and without `--force` anything that is there.
    ///
    /// - Parameters:
    ///   - inputs: pictures, patterns, folders, stacks or movies of the slide
    ///   - hasResiduals: the report will show residuals
    /// Throws `CommandError`, `RunError`, `MediaError`.
    func prepare(inputs: [String] = [], hasResiduals: Bool = false) throws {
        writing.apply()
        let files = [output] + CalibrationSheet.files(stem: stem, hasPicture: !inputs.isEmpty, hasResiduals: hasResiduals)
        let read = try inputs.flatMap { try Recording.files(of: $0) }
        try InputFiles(read).requireApart(from: files)
        for file in files { try OutputFile.require(file, replacing: writing.force) }
    }
}

import Analysis
import ArgumentParser
import Foundation
import Records
import Reporting
import UVVis

/// Writes absorbance traces, and leaves their folder.
struct AbsorbanceSession {
    let spectra: AbsorbanceSpectra
    let values: [(name: String?, values: [AbsorbanceValue])]
    let input: String
    let options: SpectraOptions
    let folder: UVVisFolder

    init(
        spectra: AbsorbanceSpectra, values: [(name: String?, values: [AbsorbanceValue])], input: String,
        options: SpectraOptions, outputFolder: String
    ) {
        self.spectra = spectra
        self.values = values
        self.input = input
        self.options = options
        folder = UVVisFolder(outputFolder)
    }

    func run(replacing: Bool) async throws {
        let masked = spectra.isMasked.filter { $0 }.count
        let record = AbsorbanceRecord(
            spectra: spectra.times.count, channels: spectra.wavelengths.count, maskedChannels: masked,
            species: values.map { AbsorbanceRecord.Trace(name: $0.name, $0.values) }, notes: spectra.notes,
            input: try await InputDigest.entries(input), settings: options.settings, commandLine: CommandLine.arguments,
            versions: ["GrowthScope": ProgramVersion.string], finished: Date.now.formatted(.iso8601))
        try folder.prepare(
            replacing: replacing, sparing: InputFiles([input] + options.files), isGenerated: UVVisFigure.isGenerated)
        // First: a folder without it does not count as a result.
        try UVVisFiles.write(record, to: folder.absorbance)
        try UVVisFiles.writeTraces(values, times: spectra.times, files: spectra.names, to: folder)
        let problems = try await AbsorbanceReport.write(
            record, spectra, traces: values, band: options.band, baseline: options.baseline, to: folder)
        problems.forEach { Console.shared.warning($0) }
        spectra.notes.forEach { Console.shared.note($0) }
        let status = Output.write(
            "\(spectra.times.count) spectra, \(spectra.wavelengths.count) wavelengths, \(masked) left out\n"
                + "trace: \(folder.trace)\nreport: \(folder.report)\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

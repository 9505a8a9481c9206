import Analysis
import ArgumentParser
import Calibration
import Foundation
import Imaging
import Media
import Reporting
import Statistics

/// Everything that a finished calibration leaves: the file, the page, the marked pictures, and the closing lines.
struct CalibrationSheet {
    var file: CalibrationFile
    /// Without extension.
    var stem: String
    var series: [CalibrationReport.Series] = []
    /// What was found in the first picture.
    var marks: CalibrationMarks?
    var picture: PixelBuffer?
    /// The same as it is shown under the marks.
    var ground: CalibrationMarks.Ground?
    /// Where the enlarged detail is taken.
    var detailCentre: Point?

    /// What is left beside the calibration file.
    static func files(stem: String, hasPicture: Bool, hasResiduals: Bool) -> [String] {
        CalibrationReport.files(stem: stem, hasResiduals: hasResiduals)
            + (hasPicture ? [marksFile(stem), detailFile(stem)] : [])
    }

    private static func marksFile(_ stem: String) -> String { "\(stem)_marks.png" }
    private static func detailFile(_ stem: String) -> String { "\(stem)_detail.png" }

    /// Writes everything, warns, and prints the scale. Throws `CalibrationError`, `RunError`, `MediaError`, `ExitCode`.
    func publish(inputWarnings: [String] = []) async throws {
        let warnings = (file.details?.warnings ?? []).map(\.sentence)
        let report = CalibrationReport(
            title: "Calibration \(URL(fileURLWithPath: file.path).lastPathComponent)",
            x: file.micrometersPerPixelX, y: file.micrometersPerPixelY,
            facts: CalibrationText.facts(file).map { CalibrationReport.Fact($0.key, $0.value) },
            warnings: warnings.map(CalibrationText.sentence), series: series, pictures: pictures,
            program: "GrowthScope \(ProgramVersion.string)")
        let problems = try await report.write(stem: stem)
        // Last: a calibration that is there is one whose report is there too.
        try file.write()
        (inputWarnings + warnings + problems).forEach { Console.shared.warning($0) }
        let status = Output.write(CalibrationText.lines(file) + "report: \(stem).html\ncalibration: \(file.path)\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func pictures() throws -> [CalibrationReport.Picture] {
        guard let marks, let picture, let ground else { return [] }
        let whole = try drawn(
            marks.paint(on: ground), name: Self.marksFile(stem),
            caption: "The marks that were found, green; orange where one was left out or is missing")
        guard let detailCentre else { return [whole] }
        let detail = try drawn(
            marks.paintDetail(on: picture, centre: detailCentre), name: Self.detailFile(stem),
            caption: "A part of it, six times enlarged")
        return [whole, detail]
    }

    private func drawn(_ picture: PixelBuffer, name: String, caption: String) throws -> CalibrationReport.Picture {
        try PictureFile.writePNG(picture, to: name)
        let data = FileManager.default.contents(atPath: name) ?? Data()
        return ([UInt8](data), caption)
    }
}

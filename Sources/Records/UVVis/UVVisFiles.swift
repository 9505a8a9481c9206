import Foundation
import UVVis

/// Writes the tables of a UV-Vis folder.
public enum UVVisFiles {
    /// `trace.csv` of fitted traces: one row for each time and species.
    ///
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func writeTrace(_ results: [DiffusionResult], to folder: UVVisFolder) throws(RunError) {
        let hasNames = results.count > 1 || results.first?.name != nil
        let table = try TableFile(
            path: folder.trace,
            columns: ["time_s"] + (hasNames ? ["species"] : [])
                + ["absorbance", "absorbance_se", "fit_absorbance", "residual_absorbance", "is_used"])
        for result in results {
            for i in result.times.indices {
                let fitted = result.fitted[i]
                try table.append(
                    [Cell.seconds(result.times[i])] + (hasNames ? [result.name ?? ""] : []) + [
                        NumberText.fixed(result.absorbances[i], decimals: 6),
                        NumberText.fixed(result.standardErrors?[i], decimals: 7),
                        NumberText.fixed(fitted, decimals: 6),
                        NumberText.fixed(result.absorbances[i] - fitted, decimals: 6), result.isInlier[i] ? "1" : "0",
                    ])
            }
        }
        try table.commit()
    }

    /// `trace.csv` of unfitted traces: one row for each spectrum and species.
    ///
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func writeTraces(
        _ traces: [(name: String?, values: [AbsorbanceValue])], times: [Double], files: [String], to folder: UVVisFolder
    ) throws(RunError) {
        let hasNames = traces.contains { $0.name != nil }
        let table = try TableFile(
            path: folder.trace,
            columns: ["time_s"] + (hasNames ? ["species"] : [])
                + ["absorbance", "absorbance_se", "absorbance_common_se", "channels_above_limit", "flags", "spectrum"])
        for trace in traces {
            for (i, value) in trace.values.enumerated() {
                try table.append(
                    [Cell.seconds(times[i])] + (hasNames ? [trace.name ?? ""] : []) + [
                        NumberText.fixed(value.absorbance, decimals: 6),
                        NumberText.fixed(value.standardError, decimals: 7),
                        NumberText.fixed(value.commonError, decimals: 7), "\(value.channelsAboveLimit)",
                        value.absorbance.isFinite ? "" : "above_limit", files[i],
                    ])
            }
        }
        try table.commit()
    }

    /// `plan.csv`: one row for each beam height and duration.
    ///
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func writePlan(
        _ rows: [MeasurementPlan.Row], durations: [Double], to folder: UVVisFolder
    ) throws(RunError) {
        let table = try TableFile(
            path: folder.plan,
            columns: ["beam_z0_mm", "beam_z1_mm", "duration_s", "relative_standard_error", "peak_absorbance", "sufficient_s"])
        for row in rows {
            for (i, duration) in durations.enumerated() {
                try table.append([
                    NumberText.trimmed(row.beamBottomMillimeters, decimals: 4),
                    NumberText.trimmed(row.beamTopMillimeters, decimals: 4), NumberText.fixed(duration, decimals: 0),
                    NumberText.scientific(row.relativeErrors[i], digits: 5),
                    NumberText.fixed(row.peakAbsorbance, decimals: 4), NumberText.fixed(row.sufficientSeconds, decimals: 0),
                ])
            }
        }
        try table.commit()
    }

    /// A record as JSON.
    public static func write(_ record: some Encodable, to path: String) throws(RunError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // A number that is not finite is one that is not known.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let data: Data
        do {
            data = try encoder.encode(record)
        } catch {
            throw .inconsistent(path: path, reason: "cannot be written as JSON (\(error))")
        }
        try AtomicFile.write([UInt8](data) + [0x0A], to: path)
    }
}

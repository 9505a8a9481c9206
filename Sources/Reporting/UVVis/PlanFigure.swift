import Records
import UVVis

/// The figure of a plan: the error of D over the duration, for each beam height.
public enum PlanFigure {
    /// - Returns: sentences about what could not be drawn.
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func write(
        _ rows: [MeasurementPlan.Row], durations: [Double], wantedError: Double, version: String, to folder: UVVisFolder
    ) async throws -> [String] {
        // More lines than colours cannot be told apart.
        let shown = rows.prefix(FigureStyle.colours.count)
        let lines = shown.enumerated().map { index, row in
            let title = "\(NumberText.trimmed(row.beamBottomMillimeters, decimals: 2)) to "
                + "\(NumberText.trimmed(row.beamTopMillimeters, decimals: 2)) mm"
            return "data using 1:\(index + 2) with lines lw \(row.isStated ? 2.4 : 1.2) lc rgb '\(FigureStyle.colour(index))' "
                + "title \(GnuplotText.quoted(title))"
        }
        let wanted = NumberText.trimmed(100 * wantedError, decimals: 3)
        let figure = Figure(
            name: UVVisFigure.plan.name(),
            caption: "Standard error of D over the duration of the recording, for several heights of the beam; the thick line "
                + "is the geometry's, the dashed one the wanted error",
            plot: [
                "set xlabel 'duration (h)'", "set ylabel 'standard error of D (%)'", "set logscale xy",
                "set yrange [0.05:100]", "set key top right Right noreverse",
                "plot \(wanted) with lines dt 2 lc rgb '#888888' title '\(wanted) %', \\",
                "        " + lines.joined(separator: ", \\\n        "), "unset logscale",
            ],
            columns: ["duration_h, then the standard error in % for each beam height"], isTall: false)
        let data = durations.indices.map { i in
            GnuplotText.row([durations[i] / 3600] + shown.map { row in row.relativeErrors[i].map { 100 * $0 } })
        }.joined()
        return try await FigureFolder(path: folder.figures, version: version).write([(figure, data)]).warnings
    }
}

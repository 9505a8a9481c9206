/// The residuals of a calibration's marks against their position.
enum ResidualFigure {
    private static let mostPoints = 1000

    static func figure(name: String, series: [CalibrationReport.Series]) -> Figure {
        let limit = limit(series)
        let plots = series.enumerated().flatMap { number, one -> [String] in
            let colour = "lc rgb '\(FigureStyle.colour(number))'"
            let every = FigureStyle.thinning(one.points.count(where: \.isUsed), limit: mostPoints)
            let used = "data index \(series.count + number) every \(every) using 1:2 with points "
                + "pt \(FigureStyle.pointType(number)) ps 0.6 \(colour) title \(GnuplotText.quoted(one.name))"
            guard one.points.contains(where: { !$0.isUsed }) else { return [used] }
            // Every mark that was left out is shown, a little inside of the edge where it lies beyond: they tell whether to
            // trust the rest.
            let place = limit.map { 0.97 * $0 }.map { "($2 > \($0) ? \($0) : $2 < -\($0) ? -\($0) : $2)" } ?? "2"
            return [used, "data index \(number) using 1:\(place) with points pt 2 ps 0.8 lw 1.2 \(colour) title 'left out'"]
        }
        return Figure(
            name: name,
            caption: "Measured minus fitted position of every mark, against its position in the picture; marks left out that "
                + "lie farther off are drawn at the edge",
            plot: [
                "set xlabel 'position from the centre (px)'", "set ylabel 'residual (px)'",
                "set key above horizontal center samplen 1.2 width 1", "set offsets graph 0.02,graph 0.02,graph 0.05,graph 0.05",
                "set xtics \(step(series))", "set yrange [\(limit.map { "\(-$0):\($0)" } ?? "*:*")]",
                "set xzeroaxis lt -1 lw 0.8 lc rgb '#888888'",
                "plot " + plots.joined(separator: ", \\\n        "),
            ],
            columns: ["blocks: left-out marks of each series, then used ones of each", "position_px residual_px is_used"],
            isTall: false)
    }

    /// Three to six tics on either side: more run into each other.
    private static func step(_ series: [CalibrationReport.Series]) -> Double {
        let largest = series.flatMap(\.points).map { abs($0.position) }.max() ?? 0
        return largest > 0 ? OutlinePainter.roundLength(below: largest / 2) : 1
    }

    /// Of the axis, px: the used marks fill it. nil where they say nothing.
    private static func limit(_ series: [CalibrationReport.Series]) -> Double? {
        let used = series.flatMap(\.points).filter(\.isUsed).map { abs($0.residual) }
        return used.max().flatMap { $0 > 0 ? 1.5 * $0 : nil }
    }

    /// A block for each series' marks that were left out, then one for each series' used ones: gnuplot reads as far as a
    /// block, and of the used ones there may be thousands.
    static func data(_ series: [CalibrationReport.Series]) -> String {
        [false, true].flatMap { isUsed in series.map { block($0.points.filter { $0.isUsed == isUsed }) } }
            .joined(separator: "\n\n")
    }

    private static func block(_ points: [(position: Double, residual: Double, isUsed: Bool)]) -> String {
        points.isEmpty ? "NaN\tNaN\tNaN\n"
            : points.map { GnuplotText.row([$0.position, $0.residual, $0.isUsed ? 1 : 0]) }.joined()
    }
}

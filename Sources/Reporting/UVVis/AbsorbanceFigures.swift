import Records
import UVVis

/// The figures of absorbance spectra: the spectra over time, and the traces made of them.
struct AbsorbanceFigures {
    let spectra: AbsorbanceSpectra
    let traces: [(name: String?, values: [AbsorbanceValue])]
    /// nm, where the traces are means over a band.
    let band: ClosedRange<Double>?
    /// nm, where a window was subtracted.
    let baseline: ClosedRange<Double>?

    private static let mostSpectra = 40
    private static let mostChannels = 600

    /// Each figure with its data.
    var all: [(Figure, String)] { [series, course] }

    /// Spectra as lines, coloured by their time.
    private var series: (Figure, String) {
        let shown = stride(from: 0, to: spectra.times.count, by: step(spectra.times.count, Self.mostSpectra))
        let channels = stride(
            from: 0, to: spectra.wavelengths.count, by: step(spectra.wavelengths.count, Self.mostChannels))
        let blocks = shown.map { i in
            channels.map { j in
                let value = spectra.absorbances[i][j]
                // An empty cell breaks the line where nothing was measured.
                return GnuplotText.row([
                    spectra.wavelengths[j], spectra.isMasked[j] || !value.isFinite ? nil : value, spectra.times[i] / 3600,
                ])
            }.joined()
        }
        let limits = limits(of: shown, channels)
        let marks = [(band, FigureStyle.colour(0)), (baseline, "#888888")].compactMap { range, colour in
            range.map { ($0, colour) }
        }
        let objects = marks.enumerated().map { index, mark in
            "set object \(index + 1) rectangle from first \(mark.0.lowerBound), graph 0 to first \(mark.0.upperBound), graph 1 "
                + "behind fillcolor rgb '\(mark.1)' fillstyle solid 0.18 noborder"
        }
        let figure = Figure(
            name: UVVisFigure.spectra.name(),
            caption: "Absorbance over the wavelength, \(blocks.count) of \(spectra.times.count) spectra, coloured by their time"
                + (marks.isEmpty ? "" : "; shaded: what was averaged" + (baseline == nil ? "" : " (grey: subtracted)")),
            plot: [
                "set xlabel 'wavelength (nm)'", "set ylabel 'absorbance'", "set cblabel 'time (h)'", FigureStyle.palette,
                // The colour bar takes the fill's opacity.
                "set style fill solid 1 noborder",
                "set cbrange [0:\(NumberText.fixed((spectra.times.last ?? 1) / 3600, decimals: 5))]",
                "set xrange [\(spectra.wavelengths.first ?? 0):\(spectra.wavelengths.last ?? 1)]",
                "set yrange [\(NumberText.fixed(limits.low, decimals: 4)):\(NumberText.fixed(limits.high, decimals: 4))]",
            ] + objects + [
                "plot for [k=0:\(blocks.count - 1)] data index k using 1:2:3 with lines lw 1 lc palette notitle",
                "unset object", "set autoscale",
            ],
            columns: ["one block per spectrum", "wavelength_nm absorbance time_h"], isTall: false)
        return (figure, blocks.joined(separator: "\n\n"))
    }

    /// At the dark ends of a lamp's spectrum the noise is far larger than any absorbance: the axis holds what is known.
    private func limits(of rows: StrideTo<Int>, _ channels: StrideTo<Int>) -> (low: Double, high: Double) {
        var (low, high) = (0.0, 0.1)
        for i in rows {
            for j in channels where !spectra.isMasked[j] && spectra.variances[i][j] < 0.05 * 0.05 {
                let value = spectra.absorbances[i][j]
                if value.isFinite { (low, high) = (min(low, value), max(high, value)) }
            }
        }
        let margin = 0.05 * (high - low)
        return (low - margin, high + margin)
    }

    /// The traces with their photometric errors.
    private var course: (Figure, String) {
        let hasNames = traces.count > 1 || traces.first?.name != nil
        let every = FigureStyle.thinning(spectra.times.count)
        let parts = traces.indices.map { k in
            let title = hasNames ? "title \(GnuplotText.quoted(traces[k].name ?? ""))" : "notitle"
            return "data index \(k) every \(every) using 1:2:3 with yerrorbars pt \(FigureStyle.pointType(k)) ps 0.45 lw 0.8 "
                + "lc rgb '\(FigureStyle.colour(k))' \(title)"
        }
        let figure = Figure(
            name: UVVisFigure.trace.name(), caption: "Absorbance over time, with its photometric standard error",
            plot: [
                "set xlabel 'time (h)'", "set ylabel 'absorbance'", "set offsets 0,0,graph 0.06,graph 0.03",
                "set key bottom right Right noreverse", "plot " + parts.joined(separator: ", \\\n        "),
            ],
            columns: ["one block per trace", "time_h absorbance absorbance_se"], isTall: false)
        let rows = traces.map { trace in
            trace.values.indices.map { i in
                let value = trace.values[i]
                return GnuplotText.row([
                    spectra.times[i] / 3600, value.absorbance.isFinite ? value.absorbance : nil,
                    value.standardError.isFinite ? value.standardError : nil,
                ])
            }.joined()
        }
        return (figure, rows.joined(separator: "\n\n"))
    }

    private func step(_ count: Int, _ most: Int) -> Int { max(1, (count + most - 1) / most) }
}

import Records

/// How all figures look: an unadorned frame with tics inside, colours that survive colour blindness and grey print.
enum FigureStyle {
    /// Okabe and Ito (2008), in an order in which neighbours also differ in grey.
    static let colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]
    /// Filled and open shapes by turns.
    static let pointTypes = [7, 5, 9, 11, 13, 6, 4]

    /// Viridis (van der Walt and Smith 2015): as bright as it is large, also without colours.
    static let palette =
        "set palette defined (0 '#440154', 1 '#472D7B', 2 '#3B528B', 3 '#2C728E', 4 '#21918C', 5 '#28AE80', 6 '#5EC962', "
        + "7 '#ADDC30', 8 '#FDE725')"

    static func colour(_ index: Int) -> String { colours[index % colours.count] }
    static func pointType(_ index: Int) -> Int { pointTypes[index % pointTypes.count] }

    /// The whole script of a figure: its look, then the plot once per format.
    static func script(_ figure: Figure, program: String) -> String {
        let body = figure.plot.map { "    " + $0 }.joined(separator: "\n")
        return """
            \(GnuplotText.comment(figure.caption))
            \(GnuplotText.comment("Written by \(program), and again by its export: restyle a copy."))
            \(GnuplotText.comment("Run: gnuplot \(figure.scriptFile)"))
            set encoding utf8
            set datafile missing 'NaN'
            set border 15 linewidth 1
            set tics in scale 0.8
            set mxtics 2
            set mytics 2
            set key top left Left reverse samplen 1.8 spacing 1.15
            set errorbars 0
            set style fill solid 0.25 noborder
            unset title
            data = '\(figure.dataFile)'
            if (!exists('formats')) formats = '\(Figure.formats.joined(separator: " "))'

            do for [format in formats] {
            \(terminals(height: figure.isTall ? 1.05 : 0.78))
                set output '\(figure.name).'.format
            \(body)
                unset output
            }

            """
    }

    /// The SVG is sized for a page, the PDF for a column of a journal (8.6 cm), the PNG for half a slide: larger ones take
    /// longer than all else that follows the last frame.
    private static func terminals(height: Double) -> String {
        let svg = "svg enhanced size 480,\(Int(480 * height)) font 'sans-serif,14' background 'white'"
        let png =
            "pngcairo enhanced size 640,\(Int(640 * height)) font 'sans,14' "
            + "fontscale 0.95 linewidth 1.14 pointscale 1.14"
        let pdf =
            "pdfcairo enhanced size 8.6cm,\(NumberText.fixed(8.6 * height, decimals: 2))cm font 'sans,8' "
            + "linewidth 0.9 pointscale 0.4"
        return [("svg", svg), ("png", png), ("pdf", pdf)]
            .map { "    if (format eq '\($0)') { set terminal \($1) }" }.joined(separator: "\n")
    }

    /// Two panels that share the time axis: the measurements above, their residuals below.
    /// `limit` is the largest residual with its error: the lower axis is symmetric and has tics at round numbers.
    static func panels(
        upper: [String], lower: [String], lowerLabel: String, limit: Double, timeUnit: String = "min"
    ) -> [String] {
        ["set multiplot", "set lmargin at screen 0.17", "set rmargin at screen 0.97"]
            + ["set tmargin at screen 0.97", "set bmargin at screen 0.40", "set format x ''", "unset xlabel"]
            + upper
            + ["set tmargin at screen 0.36", "set bmargin at screen 0.12", "set format x '%g'"]
            + residualAxis(limit)
            + ["set xlabel 'time (\(timeUnit))'", "set ylabel '{/*0.85 \(lowerLabel)}'", "unset key"]
            + lower
            + [
                "unset multiplot", "set key", "set ytics autofreq", "set autoscale y", "unset lmargin", "unset rmargin",
                "unset tmargin",
                "unset bmargin",
            ]
    }

    /// Tics at -2, -1, 0, 1, 2 times a round step that holds `limit`.
    private static func residualAxis(_ limit: Double) -> [String] {
        guard limit.isFinite, limit > 0 else { return ["set autoscale y"] }
        let (mantissa, exponent) = NumberText.decompose(limit / 2, digits: 6)
        let round = [1, 2, 2.5, 5, 10].first { $0 >= mantissa } ?? 10
        let step = "\(round)e\(exponent)"
        return ["set yrange [-2.2*\(step):2.2*\(step)]", "set ytics \(step)"]
    }

    /// Every how many points are drawn so that a figure stays readable and small; the data file has them all.
    static func thinning(_ count: Int, limit: Int = 200) -> Int { max(1, (count + limit - 1) / limit) }
}

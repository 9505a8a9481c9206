import Foundation
import Records
import UVVis

/// The figures of one fitted trace.
struct DiffusionFigures {
    let result: DiffusionResult
    let geometry: CuvetteGeometry
    /// Behind the figures' names where there are several traces: "_1".
    let suffix: String

    private var title: String { result.name.map { " of \($0)" } ?? "" }

    /// Each figure with its data.
    var all: [(Figure, String)] {
        [trace, profile, field].compactMap(\.self)
    }

    /// Measured values with the fit, and the residuals.
    private var trace: (Figure, String)? {
        let every = FigureStyle.thinning(result.times.count, limit: 600)
        let (blue, red) = (FigureStyle.colour(0), FigureStyle.colour(1))
        let hasFit = result.fitted.contains(where: \.isFinite)
        let points = "data every \(every) using 1:($4>0?$2:NaN) with points pt 7 ps 0.4 lc rgb '\(blue)' title 'measured'"
        let outliers = "data using 1:($4>0?NaN:$2) with points pt 6 ps 0.6 lc rgb '#888888' title 'not in the fit'"
        let line = "data using 1:3 with lines lc rgb '\(red)' lw 1.6 title 'diffusion'"
        let upper = [points] + (result.isInlier.contains(false) ? [outliers] : []) + (hasFit ? [line] : [])
        let main = [
            "set ylabel 'absorbance'", "set offsets 0,0,graph 0.06,graph 0.03", "set key bottom right Right noreverse",
            "plot " + upper.joined(separator: ", \\\n        "),
        ]
        var data = ""
        var limit = 0.0
        for i in result.times.indices {
            let residual = result.absorbances[i] - result.fitted[i]
            if result.isInlier[i], residual.isFinite { limit = max(limit, abs(residual)) }
            data += GnuplotText.row([
                result.times[i] / 3600, result.absorbances[i], result.fitted[i].isFinite ? result.fitted[i] : nil,
                result.isInlier[i] ? 1 : 0, residual.isFinite ? residual : nil,
            ])
        }
        let lower = [
            "0 with lines lc rgb 'black' lw 0.8 notitle",
            "data every \(every) using 1:($4>0?$5:NaN) with points pt 7 ps 0.3 lc rgb '\(blue)' notitle",
        ]
        let plot = hasFit
            ? FigureStyle.panels(
                upper: main + ["set xrange [GPVAL_X_MIN:GPVAL_X_MAX]"],
                lower: ["set offsets 0,0,0,0", "plot " + lower.joined(separator: ", \\\n        ")],
                lowerLabel: "residual", limit: limit, timeUnit: "h") + ["set autoscale x"]
            : ["set xlabel 'time (h)'"] + main
        let figure = Figure(
            name: UVVisFigure.trace.name(suffix),
            caption: "Absorbance\(title) over time" + (hasFit ? ", the fitted diffusion, and the residuals" : ""),
            plot: plot, columns: ["time_h absorbance fit is_used residual"], isTall: true)
        return (figure, data)
    }

    /// How well other values of D fit; nil without a fit.
    private var profile: (Figure, String)? {
        guard result.profile.count > 2, let interval = result.interval else { return nil }
        let (blue, red) = (FigureStyle.colour(0), FigureStyle.colour(1))
        let exponent = NumberText.decompose(result.profile[result.profile.count / 2].diffusionCoefficient, digits: 6).exponent
        let scale = pow(10, Double(-exponent))
        let isDiffusion = result.status != .modelMismatch
        let ends = isDiffusion ? [interval.lowerBound, interval.upperBound] : []
        // An interval that holds more than the profile reaches beyond it.
        let values = result.profile.map(\.diffusionCoefficient) + ends
        let (low, high) = ((values.min() ?? 0) * scale, (values.max() ?? 0) * scale)
        let margin = 0.03 * (high - low)
        let range = [low - margin, high + margin].map { NumberText.scientific($0, digits: 7) }
        let arrows = ends.map { NumberText.scientific($0 * scale, digits: 7) }.enumerated().map { index, end in
            "set arrow \(index + 1) from first \(end), graph 0 to first \(end), graph 1 nohead lc rgb '\(red)' dt 2"
        }
        // An interval of a model that the trace denies is not quoted here either.
        let marks = isDiffusion
            ? [
                "plot 3.84 with lines lc rgb '#888888' lw 1 title '3.84: 95 %', \\",
                "        NaN with lines lc rgb '\(red)' dt 2 title '95 % interval', \\",
            ] : ["plot \\"]
        let plot = [
            "set xlabel 'D (10^{\(exponent)} m^2/s)'", "set ylabel 'rise of χ^2'", "set yrange [0:9]",
            "set key top center", "set xtics \(NumberText.scientific(Self.step(over: high - low), digits: 2))",
            "set xrange [\(range.joined(separator: ":"))]",
        ] + arrows + marks + [
            "        data using 1:2 with linespoints pt 7 ps 0.4 lc rgb '\(blue)' lw 1.4 title 'profile'",
            "unset arrow", "set xtics autofreq", "set autoscale x",
        ]
        let rows = result.profile.map { GnuplotText.row([$0.diffusionCoefficient * scale, $0.chiSquareRise]) }.joined()
        let figure = Figure(
            name: UVVisFigure.profile.name(suffix),
            caption: "Profile likelihood of the diffusion coefficient\(title): how much worse other values fit, with all "
                + "other unknowns fitted again"
                + (isDiffusion
                    ? ", and the 95 % interval, which is wider where the noise is correlated, the geometry's errors are "
                        + "stated or the start is not known" : "; the trace denies all of them"),
            plot: plot, columns: ["D_1e\(exponent)_m2_per_s chi2_rise"], isTall: false)
        return (figure, rows)
    }

    /// Of tics, so that about four of them show.
    private static func step(over range: Double) -> Double {
        guard range > 0 else { return 1 }
        let (mantissa, exponent) = NumberText.decompose(range / 4, digits: 6)
        return ([1, 2, 5, 10].first { $0 >= mantissa } ?? 10) * pow(10, Double(exponent))
    }

    /// The concentration in the column over height and time; nil without a fit.
    private var field: (Figure, String)? {
        guard let course = result.parameters, let last = result.times.last, last > course.startSeconds else { return nil }
        let field = ConcentrationField(course: course, geometry: geometry, lastSeconds: last)
        let heights = [geometry.beamBottomMillimeters, geometry.beamTopMillimeters]
        let beam = heights.map { "\($0) with lines lc rgb 'white' lw 1 dt 2 notitle" }
        let plot = [
            "set xlabel 'time after the injection (h)'", "set ylabel 'height (mm)'",
            "set cblabel 'c / c_∞'", "set style fill solid 1 noborder", FigureStyle.palette, "set cbrange [0:\(NumberText.fixed(field.colourLimit, decimals: 3))]",
            "set xrange [0:\(NumberText.fixed((last - course.startSeconds) / 3600, decimals: 5))]",
            "set yrange [0:\(NumberText.fixed(geometry.columnHeightMillimeters, decimals: 4))]", "set format x '%g'",
            "plot data using 1:2:3 with image notitle, \\\n        " + beam.joined(separator: ", \\\n        "),
            "set autoscale",
        ]
        let figure = Figure(
            name: UVVisFigure.field.name(suffix),
            caption: "Concentration\(title) in the column, relative to the one at the end, over height and time, as the fit "
                + "has it; the beam lies between the dashed lines",
            plot: plot, columns: ["time_h height_mm relative_concentration"], isTall: false)
        return (figure, field.rows)
    }
}

/// A grid of concentrations in the column.
struct ConcentrationField {
    private static let times = 120
    private static let heights = 100

    let rows: String
    /// Beyond it the layer at the beginning outshines all that follows.
    let colourLimit: Double

    init(course: DiffusionResult.FittedCourse, geometry: CuvetteGeometry, lastSeconds: Double) {
        let columns = [geometry.column]
            + (course.premixedHeightMillimeters.map { [geometry.column(premixedToMillimeters: $0)] } ?? [])
        let length = geometry.columnHeightMeters
        var rows = ""
        var inBeam = 1.0
        for i in 0..<Self.times {
            let seconds = (Double(i) + 0.5) / Double(Self.times) * (lastSeconds - course.startSeconds)
            let tau = course.diffusionCoefficient * seconds / (length * length)
            for k in 0..<Self.heights {
                let height = (Double(k) + 0.5) / Double(Self.heights) * length
                let values = columns.map { $0.relativeConcentration(atMeters: height, tau: tau) }
                let value = values.count > 1
                    ? (1 - course.premixedFraction) * values[0] + course.premixedFraction * values[1] : values[0]
                if geometry.beamMeters.contains(height) { inBeam = max(inBeam, value) }
                rows += GnuplotText.row([seconds / 3600, height * 1e3, value])
            }
        }
        self.rows = rows
        colourLimit = 2 * inBeam
    }
}

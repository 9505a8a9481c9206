import Facets
import Kinetics
import Records
import Statistics

/// The figures of the whole run.
enum OverviewFigures {
    /// Crystals that get a colour of their own; more cannot be told apart.
    static let coloured = 6

    /// Side length of all crystals, the largest in colour.
    static func sideLength(_ crystals: [CrystalRecord]) -> Figure {
        let coloured = FigureSet.largest(Self.coloured, of: crystals)
        let hasFits = crystals.contains { $0.kinetics?.sideFit != nil }
        let fits = hasFits ? ["NaN with lines lc rgb 'black' lw 1.2 title 'linear fit'"] : []
        let parts = sideCurves(crystals, coloured: coloured) + fits
        return Figure(
            name: "side_length",
            caption: "Side length of every crystal over time"
                + (hasFits ? ", with the linear fits" : "")
                + (crystals.count > coloured.count ? "; the \(coloured.count) largest are coloured" : ""),
            plot: [
                "set xlabel 'time (min)'", "set ylabel 'side length (µm)'", "set yrange [0:*]",
                // Above the frame: inside, it would lie on some crystal's line.
                "set key above horizontal center samplen 1.2 width 1", "set offsets 0,0,graph 0.03,0",
                "plot " + parts.joined(separator: ", \\\n        "),
            ],
            columns: ["one block per crystal, in the order of their numbers", sideColumns], isTall: false)
    }

    /// Grey lines first, then bands and points in colour, the fits on top.
    private static func sideCurves(_ crystals: [CrystalRecord], coloured: [Int]) -> [String] {
        let every = FigureStyle.thinning(crystals.reduce(0) { $0 + $1.frameCount }, limit: 6000)
        var curves: [String] = []
        var fits: [String] = []
        for (index, crystal) in crystals.enumerated() where !coloured.contains(crystal.number) {
            curves.append("data index \(index) every \(every) using 1:2 with lines lc rgb '#BBBBBB' lw 0.8 notitle")
        }
        for (order, number) in coloured.enumerated() {
            guard let index = crystals.firstIndex(where: { $0.number == number }) else { continue }
            let colour = "lc rgb '\(FigureStyle.colour(order))'"
            let points = "points pt \(FigureStyle.pointType(order)) ps 0.55"
            let step = max(every, FigureStyle.thinning(crystals[index].frameCount, limit: 60))
            let data = "data index \(index)"
            curves.append(
                "\(data) every \(every) using 1:($2-1.96*$3):($2+1.96*$3) with filledcurves \(colour) notitle")
            curves.append("\(data) every \(step) using 1:2 with \(points) \(colour) title 'crystal \(number)'")
            fits.append("\(data) every \(every) using 1:5 with lines lc rgb 'black' lw 1.2 notitle")
        }
        return curves + fits
    }

    static let sideColumns = "time_min side_um side_random_se_um is_usable fit_um fit_half_band95_um residual_um"

    /// Side velocity of every crystal that has one, with its 95 % interval.
    static func velocities(_ crystals: [CrystalRecord]) -> Figure? {
        let fitted = crystals.filter { $0.kinetics?.sideFit != nil }
        guard let last = fitted.last?.number, let first = fitted.first?.number else { return nil }
        let tics = fitted.count <= 20 ? "set xtics 1; unset mxtics" : "unset mxtics"
        return Figure(
            name: "velocities",
            caption: "Side velocity of every crystal, with its 95 % interval",
            plot: [
                "set xlabel 'crystal'", "set ylabel 'side velocity (µm/min)'", tics,
                "set xrange [\(Double(first) - 0.6):\(Double(last) + 0.6)]",
                "set yrange [*:*]", "set offsets 0,0,graph 0.04,graph 0.04", "unset key",
                "plot data using 1:2:3:4 with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb '\(FigureStyle.colour(0))'",
            ],
            columns: ["crystal_id side_velocity_um_per_min ci95_low ci95_high"], isTall: false)
    }

    static func velocityData(_ crystals: [CrystalRecord]) -> String {
        crystals.reduce(into: "") { text, crystal in
            guard let fit = crystal.kinetics?.sideFit else { return }
            text +=
                "\(crystal.number)\t"
                + GnuplotText.row([fit.velocity.value, fit.confidence95.lowerBound, fit.confidence95.upperBound])
        }
    }

    /// The rows of one crystal's side, for the overview and for its own figure.
    static func sideData(_ series: GrowthSeries, fit: CrystalKinetics.SideFit?) -> String {
        let line = FittedLine(fit, times: series.samples.filter(\.isUsable).map(\.timeSeconds))
        return series.samples.reduce(into: "") { text, sample in
            let fitted = line.flatMap { $0.contains(sample.timeSeconds) ? $0 : nil }
            let value = fitted?.side(at: sample.timeSeconds)
            text += GnuplotText.row([
                sample.timeSeconds / 60, sample.side.value, sample.side.standardError, sample.isUsable ? 1 : 0,
                value, fitted?.halfBand(at: sample.timeSeconds), value.map { sample.side.value - $0 },
            ])
        }
    }
}

import Facets
import Kinetics
import Records
import Statistics

/// The figures of one crystal.
enum CrystalFigures {
    /// Points of a series that are drawn: more would touch each other.
    private static let pointLimit = 80
    /// Points through which a fitted line is drawn: a parabola's chords are then a hundredth of a pixel off it.
    private static let lineLimit = 100

    /// Side with the fitted line, its 95 % band and the residuals.
    static func side(_ crystal: CrystalRecord, _ series: GrowthSeries) -> Figure {
        let blue = FigureStyle.colour(0)
        let every = FigureStyle.thinning(crystal.frameCount, limit: pointLimit)
        let line = "data every \(FigureStyle.thinning(crystal.frameCount, limit: lineLimit))"
        var upper = measured("$2", "$3", every: every, colour: blue)
        var lower = ["0 with lines lc rgb 'black' lw 0.8 notitle"]
        if crystal.kinetics?.sideFit != nil {
            upper.insert(
                "\(line) using 1:($5-$6):($5+$6) with filledcurves lc rgb '\(FigureStyle.colour(1))' "
                    + "title '95 % band of the fit'",
                at: 0)
            upper.append("\(line) using 1:5 with lines lc rgb '\(FigureStyle.colour(1))' lw 1.6 title 'linear fit'")
            lower.append(contentsOf: residuals("$7", "$3", every: every, colour: blue))
        }
        let plots = panelOrSingle(
            upper, lower, label: "side length (µm)", residual: "residual (µm)",
            limit: crystal.kinetics?.sideFit.map { largestResidual(series, $0) })
        return Figure(
            name: Figure.name(crystal: crystal.number, "side"),
            caption: "Side length of crystal \(crystal.number) over time"
                + (crystal.kinetics?.sideFit == nil ? "" : ", the fitted line with its 95 % band, and the residuals"),
            plot: plots, columns: [OverviewFigures.sideColumns], isTall: true,
            crystal: crystal.number)
    }

    /// Area with the quadratic law and the residuals.
    static func area(_ crystal: CrystalRecord, _ series: GrowthSeries) -> Figure {
        let green = FigureStyle.colour(2)
        let every = FigureStyle.thinning(crystal.frameCount, limit: pointLimit)
        let (unit, factor) = areaUnit(series.samples.map(\.area.value).max() ?? 0)
        let law = crystal.kinetics?.areaLaw
        let hasLaw = law != nil
        var upper = measured("($2*\(factor))", "($3*\(factor))", every: every, colour: green)
        var lower = ["0 with lines lc rgb 'black' lw 0.8 notitle"]
        if hasLaw {
            let line = "data every \(FigureStyle.thinning(crystal.frameCount, limit: lineLimit))"
            upper.append(
                "\(line) using 1:($5*\(factor)) with lines lc rgb '\(FigureStyle.colour(1))' lw 1.6 "
                    + "title 'quadratic law'")
            lower.append(contentsOf: residuals("($6*\(factor))", "($3*\(factor))", every: every, colour: green))
        }
        return Figure(
            name: Figure.name(crystal: crystal.number, "area"),
            caption: "Area of crystal \(crystal.number) over time"
                + (hasLaw ? ", the quadratic law, and the residuals" : ""),
            plot: panelOrSingle(
                upper, lower, label: "area (\(unit))", residual: "residual (\(unit))",
                limit: law.map { largestResidual(series, $0) * (Double(factor) ?? 1) }),
            columns: ["time_min area_um2 area_random_se_um2 is_usable law_um2 residual_um2"], isTall: true,
            crystal: crystal.number)
    }

    static func areaData(_ series: GrowthSeries, law: CrystalKinetics.AreaLaw?) -> String {
        series.samples.reduce(into: "") { text, sample in
            let value = law.flatMap { area(at: sample.timeSeconds, $0) }
            text += GnuplotText.row([
                sample.timeSeconds / 60, sample.area.value, sample.area.standardError, sample.isUsable ? 1 : 0, value,
                value.map { sample.area.value - $0 },
            ])
        }
    }

    /// um2; nil outside the law's stretch.
    private static func area(at seconds: Double, _ law: CrystalKinetics.AreaLaw) -> Double? {
        guard seconds >= law.startSeconds, seconds <= law.endSeconds else { return nil }
        let minutes = (seconds - law.startSeconds) / 60
        return law.a0.value + law.a1.value * minutes + law.a2.value * minutes * minutes
    }

    private static func largestResidual(_ series: GrowthSeries, _ law: CrystalKinetics.AreaLaw) -> Double {
        series.samples.filter(\.isUsable).compactMap { sample in
            area(at: sample.timeSeconds, law).map { abs(sample.area.value - $0) + sample.area.standardError }
        }.max() ?? 0
    }

    private static func largestResidual(_ series: GrowthSeries, _ fit: CrystalKinetics.SideFit) -> Double {
        guard let line = FittedLine(fit, times: []) else { return 0 }
        return series.samples.filter { $0.isUsable && line.contains($0.timeSeconds) }
            .map { abs($0.side.value - line.side(at: $0.timeSeconds)) + $0.side.standardError }.max() ?? 0
    }

    /// Distance of each facet from the seed point, with its rate in the key; nil where no facet has a usable distance.
    static func facets(_ crystal: CrystalRecord, _ series: GrowthSeries) -> Figure? {
        // The position among all facets is the data's index, whichever of them are drawn.
        let usable = series.facets.enumerated().filter { $0.element.samples.contains(where: \.isUsable) }
        guard !usable.isEmpty else { return nil }
        var parts: [String] = []
        for (index, facet) in usable {
            let colour = FigureStyle.colour(index)
            let every = FigureStyle.thinning(facet.samples.count, limit: pointLimit)
            var title = "facet \(facet.facet) (\(NumberText.fixed(facet.normalDegrees, decimals: 0))°)"
            if let rate = crystal.kinetics?.facetRates.first(where: { $0.facet == facet.facet }) {
                title += ": \(Rounded.text(rate.normalRate)) µm/min"
            }
            parts.append(
                "data index \(index) every \(every) using 1:($4>0?$2:NaN):3 with yerrorbars "
                    + "pt \(FigureStyle.pointType(index)) ps 0.45 lw 0.8 lc rgb '\(colour)' "
                    + "title \(GnuplotText.quoted(title))"
            )
            let step = FigureStyle.thinning(facet.samples.count, limit: lineLimit)
            parts.append("data index \(index) every \(step) using 1:5 with lines lc rgb '\(colour)' lw 1.4 notitle")
        }
        return Figure(
            name: Figure.name(crystal: crystal.number, "facets"),
            caption:
                "Distance of each facet of crystal \(crystal.number) from its seed point over time, and its normal "
                + "growth rate",
            plot: [
                "set xlabel 'time (min)'", "set ylabel 'distance from the seed point (µm)'",
                // Room for the key above the data.
                "set offsets 0,0,graph \(0.05 + 0.07 * Double(usable.count)),graph 0.03",
                "plot " + parts.joined(separator: ", \\\n        "),
            ],
            columns: [
                "one block per facet, in the order of their numbers",
                "time_min distance_um distance_random_se_um is_usable line_um",
            ],
            isTall: true, crystal: crystal.number)
    }

    static func facetData(_ series: GrowthSeries, rates: [CrystalKinetics.FacetRate]) -> String {
        series.facets.map { facet in
            let rate = rates.first { $0.facet == facet.facet }?.normalRate.value
            let usable = facet.samples.filter(\.isUsable)
            let count = Double(max(usable.count, 1))
            let meanTime = usable.reduce(0) { $0 + $1.timeSeconds } / count
            let meanDistance = usable.reduce(0) { $0 + $1.distance.value } / count
            return facet.samples.reduce(into: "") { text, sample in
                let minutes = (sample.timeSeconds - meanTime) / 60
                let line = usable.isEmpty ? nil : rate.map { meanDistance + $0 * minutes }
                text += GnuplotText.row([
                    sample.timeSeconds / 60, sample.distance.value, sample.distance.standardError,
                    sample.isUsable ? 1 : 0, sample.isUsable ? line : nil,
                ])
            }
        }.joined(separator: "\n\n")
    }

    /// Measurements with error bars: filled where they may enter a fit, open and grey where they may not.
    private static func measured(_ value: String, _ error: String, every: Int, colour: String) -> [String] {
        [
            "data every \(every) using 1:($4>0?\(value):NaN):(\(error)) with yerrorbars pt 7 ps 0.45 lw 0.8 "
                + "lc rgb '\(colour)' title 'measured'",
            "data every \(every) using 1:($4>0?NaN:\(value)):(\(error)) with yerrorbars pt 6 ps 0.45 lw 0.8 "
                + "lc rgb '#888888' title 'not in the fit'",
        ]
    }

    private static func residuals(_ value: String, _ error: String, every: Int, colour: String) -> [String] {
        [
            "data every \(every) using 1:($4>0?\(value):NaN):(\(error)) with yerrorbars pt 7 ps 0.35 lw 0.8 "
                + "lc rgb '\(colour)' notitle"
        ]
    }

    private static func panelOrSingle(
        _ upper: [String], _ lower: [String], label: String, residual: String, limit: Double?
    ) -> [String] {
        let main = [
            "set ylabel '\(label)'", "set offsets 0,0,graph 0.05,graph 0.02",
            "plot " + upper.joined(separator: ", \\\n        "),
        ]
        guard let limit else { return ["set xlabel 'time (min)'"] + main }
        return FigureStyle.panels(
            upper: main + ["set xrange [GPVAL_X_MIN:GPVAL_X_MAX]"],
            lower: ["set offsets 0,0,0,0", "plot " + lower.joined(separator: ", \\\n        ")], lowerLabel: residual,
            limit: limit)
            + ["set autoscale x"]
    }

    /// The unit in which an axis of areas reads well, and what turns um2 into it.
    static func areaUnit(_ largest: Double) -> (unit: String, factor: String) {
        largest >= 1e6 ? ("mm²", "1e-6") : largest >= 1e4 ? ("10³ µm²", "1e-3") : ("µm²", "1")
    }
}

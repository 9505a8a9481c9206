/// The accuracy study as Markdown.
struct AccuracyTables {
    let result: AccuracyStudy.Result
    let moviesPerKind: Int

    var text: String {
        """
        ## Accuracy

        \(moviesPerKind == 1 ? "One movie" : "\(moviesPerKind) movies") of each kind, rendered with truth by \
        `growthscope simulate movie` from the seeds listed, on which nothing was tuned. Isolated crystals (farther than \
        4 px from a neighbour, wholly in the picture, 12 px and more). Bound: Cramer-Rao bound of the side in one \
        frame from the camera's noise (see `CramerRaoBound.swift`). se: the standard error that GrowthScope states; the \
        median of abs(error) / se is 0.67 where it is right.

        \(sides.text)
        Coverage: fitted velocities whose 95 % interval holds the truth. Lost: missed / spurious / fragments / \
        identity switches / fits that go on past contact. Wall times are ratios to `ffmpeg -i FILE -f null -` on the \
        same file in the same run; these movies are short, so that start-up, figures and report weigh most.

        \(growth.text)
        Otsu's threshold with filled holes on the same movies, per method against the truth about what it gives: the \
        enclosing rectangle of least area (its mean side), the area of the region (as the side of that area). \
        Medians are of absolute errors; uneven light and rims make some regions far too large, which the RMSE shows.

        \(comparison.text)
        \(findings)
        """
    }

    private var sides: MarkdownTable {
        var table = MarkdownTable(
            "kind", "seeds", "records", "side bias px", "side RMSE px", "worst px", "bound px", "RMSE / bound",
            "median abs side error / se", "area RMSE %", "area RMSE % above 100 px")
        for line in result.lines {
            let side = line.score.side
            let bound = line.score.bound.rootMeanSquare
            let ratio = side.rootMeanSquare.flatMap { rmse in bound.map { rmse / $0 } }
            table.append(
                line.kind.title, seeds(line.kind), "\(side.values.count)", Figure.signed(side.bias, 4),
                Figure.fixed(side.rootMeanSquare, 4), Figure.fixed(side.greatest, 3), Figure.fixed(bound, 4),
                Figure.fixed(ratio, 1), Figure.fixed(line.score.sideOverError.medianAbsolute, 2),
                Figure.fixed(line.score.area.rootMeanSquare, 3), Figure.fixed(line.score.largeArea.rootMeanSquare, 3))
        }
        return table
    }

    private func seeds(_ kind: SceneKind) -> String {
        let (first, last) = (kind.seed(ofMovie: 0), kind.seed(ofMovie: moviesPerKind - 1))
        return first == last ? "\(first)" : "\(first)-\(last)"
    }

    private var growth: MarkdownTable {
        var table = MarkdownTable(
            "kind", "velocity RMS %", "worst %", "coverage", "median abs error / se", "found", "lost", "wall / ffmpeg",
            "processor time / ffmpeg", "memory MB")
        for line in result.lines {
            let tracks = line.score.tracks
            table.append(
                line.kind.title, Figure.fixed(line.score.velocity.rootMeanSquare, 3),
                Figure.fixed(line.score.velocity.greatest, 3),
                Figure.part(line.score.intervalsWithTruth, of: line.score.intervals),
                Figure.fixed(line.score.velocityOverError.medianAbsolute, 2),
                Figure.part(tracks.found, of: tracks.scorable),
                tracks.lost,
                Figure.fixed(line.analysis.wallSeconds / line.decoding.wallSeconds, 1),
                Figure.fixed(line.analysis.processorSeconds / line.decoding.processorSeconds, 1),
                Figure.megabytes(line.analysis.peakBytes))
        }
        return table
    }

    private var comparison: MarkdownTable {
        var table = MarkdownTable(
            "kind", "GrowthScope RMSE px", "rectangle median px", "rectangle RMSE px", "area median px", "area RMSE px",
            "missed %", "false regions per frame")
        for line in result.lines {
            let otsu = line.otsu
            table.append(
                line.kind.title, Figure.fixed(line.score.side.rootMeanSquare, 3),
                Figure.fixed(otsu.rectangle.medianAbsolute, 2),
                Figure.fixed(otsu.rectangle.rootMeanSquare, 2), Figure.fixed(otsu.area.medianAbsolute, 2),
                Figure.fixed(otsu.area.rootMeanSquare, 2), Figure.percent(otsu.missed, of: otsu.required),
                otsu.frames == 0 ? "-" : Figure.fixed(Double(otsu.falseRegions) / Double(otsu.frames), 1))
        }
        return table
    }

    private var findings: String {
        guard !result.findings.isEmpty else { return "Every movie meets the goals.\n" }
        return "Movies that miss a goal:\n\n" + result.findings.map { "- \($0)\n" }.joined()
    }
}

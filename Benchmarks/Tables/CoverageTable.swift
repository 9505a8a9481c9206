/// A coverage study as Markdown.
struct CoverageTable {
    let scenes: RandomScenes
    let result: CoverageStudy.Result

    var text: String {
        """
        ## \(scenes.title)

        \(scenes.summary) The median of abs(error) / se is 0.67 for errors that are normal and stated rightly; of \
        sides, 5 % are off by more than 2 se then. Sides: of isolated crystals, without a flag. Far off: by more than \
        \(MovieScore.farPixels) px and \(Int(MovieScore.farErrors)) se. Lost: missed / spurious / fragments / identity \
        switches / fits that go on past contact.

        \(table.text)
        \(findings)
        """
    }

    private var table: MarkdownTable {
        var table = MarkdownTable(
            "kind", "velocities", "interval holds the truth", "%", "median abs error / se", "velocity RMS %",
            "side RMSE px", "sides", "beyond 2 se %", "far off %", "found", "lost")
        var all = MovieScore()
        for (kind, score) in result.scores {
            add(score, named: kind, to: &table)
            all += score
        }
        add(all, named: "all", to: &table)
        return table
    }

    private func add(_ score: MovieScore, named name: String, to table: inout MarkdownTable) {
        let ratios = score.clearSideOverError
        table.append(
            name, "\(score.intervals)", Figure.part(score.intervalsWithTruth, of: score.intervals),
            Figure.percent(score.intervalsWithTruth, of: score.intervals),
            Figure.fixed(score.velocityOverError.medianAbsolute, 2), Figure.fixed(score.velocity.rootMeanSquare, 3),
            Figure.fixed(score.clearSide.rootMeanSquare, 3), "\(score.clearSide.values.count)",
            Figure.percent(ratios.count(beyond: 2), of: ratios.values.count),
            Figure.percent(score.farSides, of: score.clearSide.values.count),
            Figure.part(score.tracks.found, of: score.tracks.scorable), score.tracks.lost)
    }

    private var findings: String {
        guard !result.findings.isEmpty else { return "" }
        return "Movies of which no interval holds, or with something lost or far off:\n\n"
            + result.findings.map { "- \($0)\n" }.joined()
    }
}

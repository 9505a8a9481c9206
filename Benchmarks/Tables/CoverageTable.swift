/// The coverage study as Markdown.
struct CoverageTable {
    let result: CoverageStudy.Result

    var text: String {
        """
        ## Coverage of the 95 % intervals

        Movies of 320 x 240 px and 25 to 40 frames with one crystal each (seeds 95000 and on); direction, size, \
        velocity, interval, drift, flicker, noise, focus and dust drawn at random. The median of abs(error) / se is \
        0.67 for errors that are normal and stated rightly.

        \(table.text)
        \(findings)
        """
    }

    private var table: MarkdownTable {
        var table = MarkdownTable(
            "kind", "movies with a velocity", "interval holds the truth", "%", "median abs error / se", "velocity RMS %",
            "side RMSE px", "missed", "spurious")
        var all = MovieScore()
        for (kind, score) in result.scores {
            add(score, named: kind, to: &table)
            all += score
        }
        add(all, named: "all", to: &table)
        return table
    }

    private func add(_ score: MovieScore, named name: String, to table: inout MarkdownTable) {
        table.append(
            name, "\(score.intervals)", Figure.part(score.intervalsWithTruth, of: score.intervals),
            Figure.percent(score.intervalsWithTruth, of: score.intervals),
            Figure.fixed(score.velocityOverError.medianAbsolute, 2), Figure.fixed(score.velocity.rootMeanSquare, 3),
            Figure.fixed(score.side.rootMeanSquare, 3), "\(score.tracks.missed)", "\(score.tracks.spurious)")
    }

    private var findings: String {
        guard !result.findings.isEmpty else { return "" }
        return "Movies whose interval misses the truth:\n\n" + result.findings.map { "- \($0)\n" }.joined()
    }
}

/// The speed study as Markdown.
struct SpeedTable {
    let lines: [SpeedStudy.Line]

    var text: String {
        """
        ## Speed and size

        H.264 movies (constant rate factor 18) of five growing plates; `growthscope analyze` (no overlay) and \
        `ffmpeg -i FILE -f null -` in turn on the same file, the best of \(lines.first?.analysis.count ?? 0) of each. \
        Ratios of wall times mean something on a machine that does nothing else only; processor time is the sum over \
        all threads.

        \(table.text)
        """
    }

    private var table: MarkdownTable {
        var table = MarkdownTable(
            "movie", "frames", "analyze s", "ffmpeg s", "wall ratio", "analyze processor s", "ffmpeg processor s",
            "processor ratio", "frames per s", "memory MB", "ffmpeg memory MB")
        for line in lines {
            let wall = (least(line.analysis, \.wallSeconds), least(line.decoding, \.wallSeconds))
            let processor = (least(line.analysis, \.processorSeconds), least(line.decoding, \.processorSeconds))
            table.append(
                "\(line.width) x \(line.height)", "\(line.frameCount)", Figure.fixed(wall.0, 2),
                Figure.fixed(wall.1, 2), Figure.fixed(wall.0 / wall.1, 2), Figure.fixed(processor.0, 2),
                Figure.fixed(processor.1, 2), Figure.fixed(processor.0 / processor.1, 2),
                Figure.fixed(Double(line.frameCount) / wall.0, 1),
                Figure.megabytes(line.analysis.map(\.peakBytes).max()),
                Figure.megabytes(line.decoding.map(\.peakBytes).max()))
        }
        return table
    }

    private func least(_ usages: [ProcessUsage], _ value: (ProcessUsage) -> Double) -> Double {
        usages.map(value).min() ?? .nan
    }
}

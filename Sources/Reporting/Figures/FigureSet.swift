import Foundation
import Kinetics
import Records

/// The figures of a run: their data and scripts in `figures/`, drawn by gnuplot.
struct FigureSet {
    /// Crystals with figures of their own: enough to look through, few enough to draw.
    static let crystalLimit = 12

    private let store: RunStore
    private let crystals: [CrystalRecord]
    private let program: String
    private var folder: String { store.folder.figures }

    init(store: RunStore, crystals: [CrystalRecord], program: String) {
        self.store = store
        self.crystals = crystals
        self.program = program
    }

    /// The numbers of the largest crystals (by their last side), at most `limit`, in ascending order.
    static func largest(_ limit: Int, of crystals: [CrystalRecord]) -> [Int] {
        crystals.sorted {
            let (a, b) = ($0.lastSideMicrometers ?? 0, $1.lastSideMicrometers ?? 0)
            return a != b ? a > b : $0.number < $1.number
        }
        .prefix(limit).map(\.number).sorted()
    }

    /// Writes data and scripts of all figures; without a crystal there are none.
    func write() throws(RunError) -> [Figure] {
        try store.folder.prepareFigures()
        guard !crystals.isEmpty else { return [] }
        let prominent = Self.largest(Self.crystalLimit, of: crystals)
        let overview = OverviewFigures.sideLength(crystals)
        let overviewData = try data(overview)
        var figures = [overview]
        if let velocities = OverviewFigures.velocities(crystals) {
            let file = try data(velocities)
            try file.append(OverviewFigures.velocityData(crystals))
            try file.commit()
            figures.append(velocities)
        }
        for (position, crystal) in crystals.enumerated() {
            let series = try store.series(of: crystal.number).withScatter
            // Two empty lines separate what gnuplot calls an index.
            if position > 0 { try overviewData.append("\n\n") }
            let rows = OverviewFigures.sideData(series, fit: crystal.kinetics?.sideFit)
            try overviewData.append(rows.isEmpty ? "NaN\tNaN\tNaN\tNaN\tNaN\tNaN\tNaN\n" : rows)
            if prominent.contains(crystal.number), !series.samples.isEmpty {
                figures += try write(crystal, series, sideRows: rows)
            }
        }
        try overviewData.commit()
        for figure in figures {
            try AtomicFile.write(
                FigureStyle.script(figure, program: program), to: folder + "/" + figure.scriptFile)
        }
        return figures
    }

    private func write(_ crystal: CrystalRecord, _ series: GrowthSeries, sideRows: String) throws(RunError) -> [Figure]
    {
        var content = [
            (CrystalFigures.side(crystal, series), sideRows),
            (
                CrystalFigures.area(crystal, series),
                CrystalFigures.areaData(series, law: crystal.kinetics?.areaLaw)
            ),
        ]
        if let facets = CrystalFigures.facets(crystal, series) {
            content.append((facets, CrystalFigures.facetData(series, rates: crystal.kinetics?.facetRates ?? [])))
        }
        for (figure, rows) in content {
            let file = try data(figure)
            try file.append(rows)
            try file.commit()
        }
        return content.map(\.0)
    }

    private func data(_ figure: Figure) throws(RunError) -> AtomicFile {
        let file = try AtomicFile(path: folder + "/" + figure.dataFile)
        try file.append(figure.columns.map { GnuplotText.comment($0) + "\n" }.joined())
        return file
    }

    /// Draws the figures in two processes side by side. Returns those that were drawn and a sentence for each thing that was
    /// not.
    static func draw(
        _ figures: [Figure], in folder: String, executable: String = "gnuplot", again: String = "growthscope export RUN"
    ) async -> (drawn: Set<String>, warnings: [String]) {
        guard !figures.isEmpty else { return ([], []) }
        async let first = draw(figures, share: 0, in: folder, executable: executable)
        async let second = draw(figures, share: 1, in: folder, executable: executable)
        let results = await first.merging(second) { one, other in one == .drawn ? other : one }
        if results.values.contains(.missing) {
            return (
                [],
                [
                    "The figures were not drawn because gnuplot is not installed; install it (apt install "
                        + "gnuplot-nox) and run: \(again)."
                ]
            )
        }
        var warnings: [String] = []
        for figure in figures {
            if case .failed(let reason) = results[figure.name] {
                warnings.append("The figure \(figure.name) was not drawn: \(reason)")
            }
        }
        return (Set(results.filter { $0.value == .drawn }.keys), warnings)
    }

    /// Every figure in one share of its formats, the shares by turns: so both processes have the same work.
    ///
    /// Together where all goes well; one by one where something does not, to learn what.
    private static func draw(
        _ figures: [Figure], share: Int, in folder: String, executable: String
    ) async -> [String: GnuplotRunner.Result] {
        let shares = Figure.formatShares
        let drawings = figures.enumerated().map { index, figure in
            GnuplotRunner.Drawing(script: figure.scriptFile, formats: shares[(index + share) % shares.count])
        }
        var results: [String: GnuplotRunner.Result] = [:]
        let together = await GnuplotRunner.draw(drawings, in: folder, executable: executable)
        for (figure, drawing) in zip(figures, drawings) {
            if case .failed = together, figures.count > 1 {
                results[figure.name] = await GnuplotRunner.draw([drawing], in: folder, executable: executable)
            } else {
                results[figure.name] = together
            }
        }
        return results
    }
}

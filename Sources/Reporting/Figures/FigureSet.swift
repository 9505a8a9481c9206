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
        try store.folder.prepareFigures(isGenerated: Figure.isGenerated)
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

    /// Draws the figures, in one process for each share of the formats. Returns those that were drawn and a sentence for each
    /// thing that was not.
    static func draw(
        _ figures: [Figure], in folder: String, executable: String = "gnuplot", again: String = "growthscope export RUN"
    ) async -> (drawn: Set<String>, warnings: [String]) {
        guard !figures.isEmpty else { return ([], []) }
        let results = await withTaskGroup(of: [String: GnuplotRunner.Result].self) { group in
            for formats in Figure.formatShares {
                group.addTask { await draw(figures, formats, in: folder, executable: executable) }
            }
            return await group.reduce(into: [:]) { all, share in
                all.merge(share) { first, second in first == .drawn ? second : first }
            }
        }
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

    /// Together where all goes well; one by one where something does not, to learn what.
    private static func draw(
        _ figures: [Figure], _ formats: [String], in folder: String, executable: String
    ) async -> [String: GnuplotRunner.Result] {
        var results: [String: GnuplotRunner.Result] = [:]
        let together = await GnuplotRunner.draw(
            figures.map(\.scriptFile), formats: formats, in: folder, executable: executable)
        for figure in figures {
            if case .failed = together, figures.count > 1 {
                results[figure.name] = await GnuplotRunner.draw(
                    [figure.scriptFile], formats: formats, in: folder, executable: executable)
            } else {
                results[figure.name] = together
            }
        }
        return results
    }
}

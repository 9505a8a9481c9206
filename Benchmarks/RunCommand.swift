import ArgumentParser
import Foundation

/// Runs the studies and writes their tables.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the studies; tables go to standard output and to a file.",
        discussion: """
            EXAMPLE
              growth-benchmark --kind opaque --kind ribbon --skip-speed
              growth-benchmark --long --coverage 200 --mixed 200
            """)

    @Option(help: ArgumentHelp("The program to measure.", valueName: "file"))
    var program = ".build/release/growthscope"

    @Option(help: ArgumentHelp("Where recordings and runs are kept.", valueName: "folder"))
    var work = ".build/benchmark"

    @Option(help: ArgumentHelp("The file that gets the tables.", valueName: "file"))
    var results = "Benchmarks/results.md"

    @Option(help: "Only this kind of movie in the accuracy study; may be given several times.")
    var kind: [SceneKind] = []

    @Option(help: ArgumentHelp("Movies of each kind.", valueName: "number"))
    var movies = 3

    @Option(help: ArgumentHelp("Movies in the coverage study.", valueName: "number"))
    var coverage = 0

    @Option(help: ArgumentHelp("Movies in the study of mixed scenes.", valueName: "number"))
    var mixed = 0

    @Option(help: ArgumentHelp("How often the speed study times each command.", valueName: "number"))
    var repetitions = 3

    @Flag(help: "Leave out the accuracy study.")
    var skipAccuracy = false

    @Flag(help: "Leave out the speed study.")
    var skipSpeed = false

    @Flag(help: "Add a movie ten times as long to the speed study, for its memory.")
    var long = false

    @Flag(help: "Use recordings that an earlier benchmark rendered from the same scenes.")
    var reuseRecordings = false

    func validate() throws {
        guard movies >= 1, repetitions >= 1, coverage >= 0, mixed >= 0 else {
            throw ValidationError("--movies and --repetitions have to be 1 or more, --coverage and --mixed 0 or more.")
        }
    }

    func run() throws {
        let bench = Workbench(
            toolbox: try Toolbox(program: program), folder: work, reusesRecordings: reuseRecordings)
        var sections = ["# Benchmark\n\n\(conditions)\n"]
        if !skipAccuracy {
            let study = AccuracyStudy(
                bench: bench, kinds: kind.isEmpty ? SceneKind.allCases : kind, moviesPerKind: movies)
            try conclude(AccuracyTables(result: study.run(), moviesPerKind: movies).text, &sections)
        }
        for (scenes, count) in [(RandomScenes.coverage, coverage), (.mixed, mixed)] where count > 0 {
            let study = CoverageStudy(bench: bench, scenes: scenes, movieCount: count)
            try conclude(CoverageTable(scenes: scenes, result: study.run()).text, &sections)
        }
        if !skipSpeed {
            let study = SpeedStudy(bench: bench, frameCount: 300, repetitions: repetitions, includesLongMovie: long)
            try conclude(SpeedTable(lines: try study.run()).text, &sections)
        }
    }

    private var conditions: String {
        let processor = ProcessInfo.processInfo
        let memory = (Double(processor.physicalMemory) / 1e9).rounded()
        let studies = [
            skipAccuracy ? nil : "accuracy (movies of each kind: \(movies))",
            coverage > 0 ? "coverage (movies: \(coverage))" : nil,
            mixed > 0 ? "mixed scenes (movies: \(mixed))" : nil,
            skipSpeed ? nil : "speed (best of \(repetitions))",
        ]
        return "Measured on \(processor.activeProcessorCount) processors with \(Int(memory)) GB of memory: "
            + studies.compactMap { $0 }.joined(separator: ", ") + "."
    }

    /// Prints a section and writes all so far: a benchmark that is stopped leaves what it has.
    private func conclude(_ section: String, _ sections: inout [String]) throws {
        sections.append(section)
        print(section)
        try Data(sections.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: results), options: .atomic)
    }
}

extension SceneKind: ExpressibleByArgument {}

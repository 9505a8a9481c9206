import Analysis
import ArgumentParser
import Calibration
import Imaging

/// `growthscope analyze`: from a recording to a run folder.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Measure every crystal of a recorded movie.",
        discussion: """
            Leaves a run folder with tables (CSV, SQLite), figures and a report.

            EXAMPLE
              growthscope analyze growth.mp4 --output run --scale 0.75um
              growthscope analyze stack.tif --output run --ignore 10,440,120,30
              growthscope analyze 'frames/*.png' --output run \\
                  --calibration 10x.json --frame-interval 12s --density 4.16
            """,
        aliases: ["analyse"])

    @Argument(help: "A movie, a TIFF stack (ImageJ, OME, plain), a folder or a quoted pattern of images.")
    var input: String

    // A pattern that the shell expanded arrives here, and is told apart from a typing error.
    @Argument(help: .hidden)
    var surplus: [String] = []

    @Option(help: ArgumentHelp("The run folder to write.", valueName: "run"))
    var output: String

    @Option(
        help: ArgumentHelp("Size of a pixel on the sample, as in 0.75um.", valueName: "length"),
        transform: LengthArgument.parseScale)
    var scale: Double?

    @Option(help: ArgumentHelp("Calibration file of this objective and camera mode.", valueName: "file"))
    var calibration: String?

    @Option(
        help: ArgumentHelp("Time between frames, as in 10s.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var frameInterval: Double?

    @Option(help: ArgumentHelp("Text file with the time of every frame.", valueName: "file"))
    var times: String?

    @Option(
        help: ArgumentHelp(
            "How many times faster than taken a time-lapse plays; multiplies the movie's times.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var timeFactor: Double?

    @Option(help: "How the crystals show.")
    var contrast: ContrastChoice = .auto

    @Option(
        help: ArgumentHelp("Look only here, px.", valueName: "x,y,w,h"), transform: RectangleArgument.parse)
    var roi: PixelRect?

    @Option(
        help: ArgumentHelp(
            "Never look here, px: a clock, a scale bar. May be given several times.", valueName: "x,y,w,h"),
        transform: RectangleArgument.parse)
    var ignore: [PixelRect] = []

    @Option(
        help: ArgumentHelp("Density of the crystals in g/cm3, for the solute flux.", valueName: "number"),
        transform: NumberArgument.parseDensity)
    var density: Double?

    @Flag(help: "Write overlay.mp4: outlines and numbers on the frames.")
    var overlay = false

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if let first = surplus.first {
            throw ValidationError(
                "More than one input ('\(input)', '\(first)' ...): put a pattern in quotes, as in 'frames/*.png'.")
        }
        if input.isEmpty { throw ValidationError("The input's name is empty.") }
        if output.isEmpty { throw ValidationError("The run folder's name is empty.") }
        if scale != nil && calibration != nil {
            throw ValidationError("--scale and --calibration say the same thing: give one of them.")
        }
        let timeOptions = [frameInterval != nil, times != nil, timeFactor != nil].filter { $0 }
        if timeOptions.count > 1 {
            throw ValidationError("--frame-interval, --times and --time-factor exclude each other: give one of them.")
        }
    }

    var options: AnalysisOptions {
        AnalysisOptions(
            inputPath: input, outputFolder: output, replacesExistingRun: writing.force, isQuiet: writing.quiet,
            scale: scaleStatement, timeBase: timeBase, contrast: contrast, regionOfInterest: roi,
            ignoredRegions: ignore, densityGramsPerCubicCentimeter: density, rendersOverlay: overlay)
    }

    private var scaleStatement: ScaleStatement {
        if let scale { return .micrometersPerPixel(scale) }
        return calibration.map { .calibrationFile(path: $0) } ?? .none
    }

    private var timeBase: TimeBase {
        if let frameInterval { return TimeBase(.frameInterval(seconds: frameInterval)) }
        if let times { return TimeBase(.timesFile(path: times)) }
        return timeFactor.map { TimeBase(.containerFactor($0)) } ?? TimeBase()
    }

    func run() async throws {
        writing.apply()
        let outcome = try await AnalysisSession.run(options)
        try AnalysisSession.conclude(outcome, text: ClosingLines.text(outcome))
    }
}

extension ContrastChoice: ExpressibleByArgument {}

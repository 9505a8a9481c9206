import Analysis
import ArgumentParser
import Calibration
import Imaging

/// `growthscope live`: from a camera to a run folder, while the crystals grow.
struct LiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Measure every crystal in front of a camera while it grows.",
        discussion: """
            Leaves a run folder as analyze does. Ends after --duration, or with Ctrl-C, which closes the run with \
            what was measured; a run that was killed is closed by growthscope export. A camera that is unplugged or \
            fails is waited for, and the run goes on with it.

            EXAMPLE
              growthscope live /dev/video0 --output run --scale 0.75um
              growthscope live /dev/video0 --output run --calibration 10x.json \\
                  --interval 5s --duration 48h --record --set exposure_time_absolute=200
            """)

    @Argument(help: ArgumentHelp("The camera, as in /dev/video0.", valueName: "device"), transform: DeviceArgument.parse)
    var device: String

    @Option(help: ArgumentHelp("The run folder to write.", valueName: "run"))
    var output: String

    @Option(
        help: ArgumentHelp("Size of a pixel on the sample, as in 0.75um.", valueName: "length"),
        transform: LengthArgument.parseScale)
    var scale: Double?

    @Option(help: ArgumentHelp("Calibration file of this objective and camera mode.", valueName: "file"))
    var calibration: String?

    @Option(
        help: ArgumentHelp("Time between measured frames, as in 5s; else every frame.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var interval: Double?

    @Option(
        help: ArgumentHelp("How long, as in 48h; else until Ctrl-C.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var duration: Double?

    @Option(
        help: ArgumentHelp(
            "How long a camera that has gone, or a full disk, is waited for; else 1h.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var patience: Double = 3600

    @Flag(help: "Keep the measured frames without loss, in recording.mkv.")
    var record = false

    @Option(help: "How the crystals show: auto, dark, bright or rim.")
    var contrast: ContrastChoice = .auto

    @Option(
        help: ArgumentHelp("Look only here, px.", valueName: "x,y,w,h"), transform: RectangleArgument.parse)
    var roi: PixelRect?

    @Option(
        help: ArgumentHelp("Never look here, px. May be given several times.", valueName: "x,y,w,h"),
        transform: RectangleArgument.parse)
    var ignore: [PixelRect] = []

    @Option(
        help: ArgumentHelp("Density of the crystals in g/cm3, for the solute flux.", valueName: "number"),
        transform: NumberArgument.parseDensity)
    var density: Double?

    @OptionGroup var camera: CameraOptions
    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("The run folder's name is empty.") }
        if scale != nil && calibration != nil {
            throw ValidationError("--scale and --calibration say the same thing: give one of them.")
        }
        if contrast == .colour {
            throw ValidationError("A live run measures luma: --contrast is auto, dark, bright or rim.")
        }
    }

    var options: LiveOptions {
        LiveOptions(
            devicePath: device, outputFolder: output, replacesExistingRun: writing.force, scale: scaleStatement,
            contrast: contrast, regionOfInterest: roi, ignoredRegions: ignore,
            densityGramsPerCubicCentimeter: density, camera: camera.settings, intervalSeconds: interval,
            durationSeconds: duration, patienceSeconds: patience, records: record)
    }

    private var scaleStatement: ScaleStatement {
        if let scale { return .micrometersPerPixel(scale) }
        return calibration.map { .calibrationFile(path: $0) } ?? .none
    }

    func run() async throws {
        writing.apply()
        let outcome = try await LiveSession.run(options)
        try AnalysisSession.conclude(outcome, text: ClosingLines.text(outcome))
    }
}

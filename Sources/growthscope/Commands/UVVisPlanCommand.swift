import Analysis
import ArgumentParser
import Records
import Reporting
import UVVis

/// `growthscope uvvis plan`: how long to record, and at which height.
struct UVVisPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Tell how long to record, and at which beam height, for a wanted error of D.",
        discussion: """
            The errors follow from the Fisher information of the trace, with everything free that the fit would leave \
            free: state in the geometry what you will know. With --output, FOLDER gets plan.csv and a figure.

            EXAMPLE
              growthscope uvvis plan --geometry geometry.json --diffusion 5e-10
              growthscope uvvis plan --geometry geometry.json --diffusion 5e-10 \\
                  --error 1% --noise 0.002 --interval 30s --output plan
            """)

    @Option(help: ArgumentHelp("Cuvette, beam and injection (JSON).", valueName: "file"))
    var geometry: String

    @Option(
        help: ArgumentHelp("The diffusion coefficient that is expected, m2/s.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var diffusion: Double

    @Option(
        help: ArgumentHelp("The wanted standard error of D, as in 2%.", valueName: "percent"),
        transform: PercentArgument.parsePositive)
    var error = 0.02

    @Option(
        help: ArgumentHelp("Absorbance when the solute is spread evenly.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var endAbsorbance = 0.1

    @Option(
        help: ArgumentHelp("Standard deviation of one value of the absorbance.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var noise = 0.003

    @Option(help: ArgumentHelp("Time between values.", valueName: "time"), transform: TimeArgument.parsePositive)
    var interval = 60.0

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String?

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if let output, output.isEmpty { throw ValidationError("The folder's name is empty.") }
        guard (1e-14...1e-6).contains(diffusion) else {
            throw ValidationError("--diffusion \(diffusion) m2/s is no diffusion coefficient in a liquid, as in 5e-10.")
        }
        guard endAbsorbance <= 10, noise <= 1 else {
            throw ValidationError("--end-absorbance has to be at most 10, --noise at most 1.")
        }
    }

    func run() async throws {
        writing.apply()
        let plan = MeasurementPlan(
            geometry: try CuvetteGeometry(path: geometry), diffusionCoefficient: diffusion,
            endAbsorbance: endAbsorbance, noise: noise, intervalSeconds: interval)
        let durations = plan.durations()
        let rows = plan.rows(durations: durations, wantedError: error)
        var text = PlanText(rows: rows, durations: durations, wantedError: error).text
        if let output {
            let folder = UVVisFolder(output)
            try folder.prepare(
                replacing: writing.force, sparing: InputFiles([geometry]), isGenerated: UVVisFigure.isGenerated)
            try UVVisFiles.writePlan(rows, durations: durations, to: folder)
            let problems = try await PlanFigure.write(
                rows, durations: durations, wantedError: error, version: ProgramVersion.string, to: folder)
            problems.forEach { Console.shared.warning($0) }
            text += "plan: \(folder.plan)\n"
        }
        let status = Output.write(text)
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

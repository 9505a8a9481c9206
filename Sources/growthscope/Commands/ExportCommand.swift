import Analysis
import ArgumentParser
import Records

/// `growthscope export`: the tables, figures and report of a run again.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the tables, figures and report of a run again, or of one that was cut off.",
        discussion: """
            Everything is made anew from the run's record, run.sqlite. A figure's script or a table that was changed \
            since is replaced only with --force.

            EXAMPLE
              growthscope export run
            """)

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var folder: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if folder.isEmpty { throw ValidationError("The run folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        if !writing.force, let changed = EditedExports(RunFolder(folder)).first {
            throw CommandError(
                .usage, "\(changed) was changed after the report was written: keep a copy, and replace it with --force")
        }
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        let outcome = try await RunExport(path: folder).run { bar.update(ProgressState($0)) }
        try AnalysisSession.conclude(outcome, text: ClosingLines.text(outcome))
    }
}

import Calibration
import Kinetics
import Records
import Reporting
import Statistics

/// What follows the last frame, or an earlier end: growth laws, tables, figures, report.
///
/// All of it is made from the run's record, so that it can be done again, and for a run that was cut off.
public struct RunClosing: Sendable {
    private let store: RunStore
    private let started = ContinuousClock.now

    public init(_ store: RunStore) { self.store = store }

    /// Fits the growth laws of every crystal and writes everything that is derived from the record.
    ///
    /// Not cut short by a cancelled task: this is how an interrupted run is left valid. Warnings of the report (gnuplot
    /// missing) are among those of the outcome. Throws `RunError`.
    public func close(
        _ ending: RunOutcome, progress: @Sendable (AnalysisProgress) -> Void
    ) async throws -> AnalysisOutcome {
        try store.numberCrystals()
        try store.unifySides()
        progress(state(.kinetics, crystals: 0))
        let scaleError = store.settings.scale.pixelScale.relativeStandardError
        let numbers = try store.crystals().map(\.number)
        for number in numbers {
            let kinetics = GrowthLaws.fit(
                try store.series(of: number), scaleRelativeStandardError: scaleError,
                densityGramsPerCubicCentimeter: store.settings.densityGramsPerCubicCentimeter)
            try store.store(kinetics, forCrystal: number)
        }
        progress(state(.tables, crystals: numbers.count))
        let summary = try store.finish(ending)
        progress(state(.figures, crystals: numbers.count))
        // A task of its own does not inherit the cancellation, which would end gnuplot at its first figure.
        let store = store
        let report = try await Task { try await RunReport.write(store) }.value
        return AnalysisOutcome(
            folder: store.folder.path, reportPath: report.reportPath, frames: summary.counts.framesRead,
            crystals: try store.crystals().map(AnalysisOutcome.Crystal.init),
            warnings: ending.warnings + report.warnings, isInterrupted: ending.status == .interrupted)
    }

    private func state(_ stage: AnalysisProgress.Stage, crystals: Int) -> AnalysisProgress {
        AnalysisProgress(
            stage: stage, framesDone: 0, framesTotal: nil, crystals: crystals,
            elapsedSeconds: (ContinuousClock.now - started) / .seconds(1))
    }
}

extension AnalysisOutcome.Crystal {
    /// The closing line of a crystal: its velocity with the error of fit and scale.
    init(_ record: CrystalRecord) {
        let fit = record.kinetics?.sideFit
        self.init(
            id: record.number, habit: record.habit,
            sideVelocity: fit.map { Estimate(value: $0.velocity.value, standardError: $0.combinedStandardError) },
            flags: record.kinetics?.flags.map(\.rawValue).sorted() ?? [])
    }
}

import Calibration
import Foundation
import Kinetics
import Records
import Reporting
import Statistics

/// What follows the last frame, or an earlier end: growth laws, tables, figures, report.
///
/// All of it is made from the run's record, so that it can be done again, and for a run that was cut off.
struct RunClosing: Sendable {
    private let store: RunStore
    private let started = ContinuousClock.now

    init(_ store: RunStore) { self.store = store }

    /// Fits the growth laws of every crystal and writes everything that is derived from the record.
    ///
    /// - Parameter pictures: frames of the run to draw the crystals onto; without them those of an earlier closing stay.
    ///
    /// Not cut short by a cancelled task: this is how an interrupted run is left valid. Warnings of the report (gnuplot
    /// missing) are among those of the outcome. Throws `RunError`.
    func close(
        _ ending: RunOutcome, pictures: ReportFrames? = nil, progress: @Sendable (AnalysisProgress) -> Void
    ) async throws -> AnalysisOutcome {
        try store.settle()
        let ending = try noting(store.encodingNote(), in: ending)
        progress(state(.kinetics, crystals: 0))
        let numbers = try store.crystals().map(\.number)
        let laws = try await growthLaws(of: numbers)
        for number in numbers { if let kinetics = laws[number] { try store.store(kinetics, forCrystal: number) } }
        progress(state(.figures, crystals: numbers.count))
        // A task of its own does not inherit the cancellation, which would end gnuplot at its first figure.
        let store = store
        let report = try await Task {
            try await RunReport.write(store) {
                try pictures?.store(in: store)
                try store.finish(ending)
            }
        }.value
        return AnalysisOutcome(
            folder: store.folder.path, reportPath: report.reportPath, frames: try store.summary().counts.framesRead,
            crystals: try store.crystals().map(AnalysisOutcome.Crystal.init),
            warnings: ending.warnings + report.warnings, isInterrupted: ending.status == .interrupted)
    }

    /// An earlier closing may have noted it.
    private func noting(_ note: String?, in ending: RunOutcome) -> RunOutcome {
        guard let note, !ending.warnings.contains(note) else { return ending }
        var noted = ending
        noted.warnings.append(note)
        return noted
    }

    /// The fits by crystal, made side by side; no more series are in memory than there are processors.
    private func growthLaws(of numbers: [Int]) async throws -> [Int: CrystalKinetics] {
        let settings = store.settings
        let scaleError = settings.scale.pixelScale.relativeStandardError
        let processors = ProcessInfo.processInfo.activeProcessorCount
        return try await withThrowingTaskGroup(of: (Int, CrystalKinetics).self) { group in
            var laws: [Int: CrystalKinetics] = [:]
            for (position, number) in numbers.enumerated() {
                if position >= processors, let (done, kinetics) = try await group.next() { laws[done] = kinetics }
                let series = try store.series(of: number)
                group.addTask {
                    let kinetics = GrowthLaws.fit(
                        series, scaleRelativeStandardError: scaleError,
                        densityGramsPerCubicCentimeter: settings.densityGramsPerCubicCentimeter)
                    return (number, kinetics)
                }
            }
            for try await (number, kinetics) in group { laws[number] = kinetics }
            return laws
        }
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

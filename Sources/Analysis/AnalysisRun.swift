import Calibration
import Foundation
import Imaging
import Media
import Records
import Segmentation
import Tracking

/// The whole analysis of a recording: decode, segment, fit, track, record; then growth laws, tables, figures, report.
///
/// Decoding runs beside the measuring; the frames are measured in their order, and nothing depends on the number of
/// threads. A cancelled task ends the reading, and the run is closed with what was measured until then.
public struct AnalysisRun: Sendable {
    public let options: AnalysisOptions

    public init(options: AnalysisOptions) { self.options = options }

    /// Throws `AnalysisError`, `MediaError`, `CalibrationError`, `RunError`, `SegmentationError`, `TrackingError`. After
    /// an error in the middle of the recording the run folder holds what was measured before it.
    public func run(
        progress: @escaping @Sendable (AnalysisProgress) -> Void
    ) async throws -> AnalysisOutcome {
        let first = try open(.luma)
        // Before frames are sampled: of pictures that are too large, not even a few fit.
        try first.source.properties.check(for: options)
        // Looking through a movie for its colours takes as long as decoding it, and most movies show none.
        let isTriedAsGrey = first.source.properties.kind == .movie && options.contrast != .colour
        if isTriedAsGrey, let outcome = try await run(first, .grey, stopsAtColour: true, progress) { return outcome }
        let selection = ChannelSelection(for: options)
        let source = isTriedAsGrey || selection.channel != .luma ? try open(selection.channel) : first
        guard let outcome = try await run(source, selection, stopsAtColour: false, progress) else {
            throw CancellationError()
        }
        return outcome
    }

    private func open(_ channel: Channel) throws(MediaError) -> SourceBox {
        SourceBox(try Recording.open(options.inputPath, timeBase: options.timeBase, channel: channel))
    }

    /// nil where the run was to stop at a coloured frame, and met one; nothing is left of it then.
    private func run(
        _ box: SourceBox, _ selection: ChannelSelection, stopsAtColour: Bool,
        _ progress: @escaping @Sendable (AnalysisProgress) -> Void
    ) async throws -> AnalysisOutcome? {
        let started = Date.now
        let properties = box.source.properties
        let resolution = try ScaleResolution(statement: options.scale, properties: properties)
        let measurement = try FrameMeasurement(
            properties: properties, scale: resolution.scale, settings: segmentation, colourShift: selection.colours?.shift)
        let inputs = try Recording.files(of: options.inputPath)
        let store = try RunStore.create(
            at: options.outputFolder, replacing: options.replacesExistingRun,
            sparing: InputFiles(inputs + [resolution.calibrationPath].compactMap(\.self)),
            settings: settings(properties, resolution, selection, started: started))
        let passage = RecordingPassage(
            store: store, measurement: measurement, total: properties.frameCount, stopsAtColour: stopsAtColour,
            started: started, progress: progress)
        let checksums = Task { await Checksums(ofInput: inputs, calibration: resolution.calibrationPath) }
        let ending = await passage.run(box)
        if ending.hasMetColour {
            checksums.cancel()
            try store.discard()
            return nil
        }
        if let error = ending.error, ending.frames == 0 {
            // Nothing was measured: no folder may look like a result.
            try store.discard()
            throw error
        }
        do {
            // Where the folder was moved or removed meanwhile, SQLite wrote on into what it had open.
            let final = store.isInPlace ? store : try store.restored()
            return try await close(
                final, ending, notes: resolution.notes, await checksums.value, progress: progress)
        } catch let error as RunError where error.category == .inputOutput {
            throw AnalysisError.notClosed(folder: options.outputFolder, reason: "\(error)")
        } catch let error as MediaError where error.category == .inputOutput && ending.error == nil {
            throw AnalysisError.notClosed(folder: options.outputFolder, reason: "\(error)")
        }
    }

    private func close(
        _ store: RunStore, _ ending: RecordingPassage.Ending, notes: [String], _ checksums: Checksums,
        progress: @escaping @Sendable (AnalysisProgress) -> Void
    ) async throws -> AnalysisOutcome {
        var warnings = notes + ending.warnings + checksums.notes
        if let error = ending.error { warnings.append("the run ended early: \(error)") }
        if options.rendersOverlay && !ending.isInterrupted && ending.error == nil {
            try store.settle()
            let begun = ContinuousClock.now
            try OverlayMovie(store: store, options: options).write { done in
                progress(
                    AnalysisProgress(
                        framesDone: done, framesTotal: ending.frames, crystals: 0,
                        elapsedSeconds: (ContinuousClock.now - begun) / .seconds(1)))
            }
        }
        let status: RunStatus = ending.isInterrupted ? .interrupted : ending.isCutOff ? .recordingCutOff : .complete
        let outcome = try await RunClosing(store).close(
            RunOutcome(
                status: ending.error == nil ? status : .recordingCutOff, warnings: warnings,
                inputSHA256: checksums.input, calibrationSHA256: checksums.calibration,
                finished: Date.now.formatted(.iso8601)),
            pictures: ending.pictures, progress: progress)
        try store.close()
        if let error = ending.error { throw error }
        return outcome
    }

    private var segmentation: Segmenter.Settings {
        Segmenter.Settings(
            contrast: options.contrast.expected, regionOfInterest: options.regionOfInterest,
            ignored: options.ignoredRegions)
    }

    private func settings(
        _ properties: SourceProperties, _ resolution: ScaleResolution, _ selection: ChannelSelection, started: Date
    ) -> RunSettings {
        RunSettings(
            input: RunSettings.Input(properties), scale: RecordedScale(resolution.scale),
            timeBase: properties.timeOrigin.sentence, contrast: options.contrast.rawValue,
            regionOfInterest: options.regionOfInterest, ignoredRegions: options.ignoredRegions,
            densityGramsPerCubicCentimeter: options.densityGramsPerCubicCentimeter,
            calibrationPath: resolution.calibrationPath, screenProbability: selection.screenProbability,
            options: selection.recorded,
            commandLine: CommandLine.arguments, versions: ["GrowthScope": ProgramVersion.string],
            started: started.formatted(.iso8601))
    }
}

/// SHA-256 of what the run was made from; nil where it cannot be had, which does not stop a run.
private struct Checksums: Sendable {
    let input: String?
    let calibration: String?
    /// Why one is missing.
    let notes: [String]

    init(ofInput files: [String], calibration path: String?) async {
        var notes: [String] = []
        func orNote(_ name: String, _ digest: () async throws -> String) async -> String? {
            do {
                return try await digest()
            } catch {
                notes.append("the SHA-256 of the \(name) is missing: \(error)")
                return nil
            }
        }
        input = await orNote("input") { try await FileDigest.sha256(ofFiles: files) }
        if let path {
            calibration = await orNote("calibration") { try await FileDigest.sha256(ofFile: path) }
        } else {
            calibration = nil
        }
        self.notes = notes
    }
}

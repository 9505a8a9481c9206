import Calibration
import Camera
import Foundation
import Imaging
import Media
import Records
import Segmentation
import Tracking

/// A whole live run: the camera's frames measured as they come, then growth laws, tables, figures, report.
///
/// Frames go through the same measurement as those of a recording. The camera is read on a thread of its own and never
/// waits; a cancelled task ends the reading, and the run is closed with what was measured until then.
public struct LiveRun: Sendable {
    public let options: LiveOptions

    /// As for a camera that sends nothing.
    private static let patienceBeforeFirstFrame = 20.0

    public init(options: LiveOptions) { self.options = options }

    /// Throws `CameraError`, `CalibrationError`, `RunError`, `SegmentationError`, `AnalysisError`; `CancellationError`
    /// where it is stopped before the first frame. After an error in the middle the folder holds a finished run of what
    /// was measured before it.
    public func run(notify: @escaping @Sendable (LiveNotice) -> Void) async throws -> AnalysisOutcome {
        try await run(notify: notify) { () throws(CameraError) in
            try CameraCapture(path: options.devicePath, settings: options.camera, plan: options.plan)
        }
    }

    func run(
        notify: @escaping @Sendable (LiveNotice) -> Void, open: () throws(CameraError) -> CameraCapture
    ) async throws -> AnalysisOutcome {
        let started = Date.now
        let capture = try open()
        defer { capture.stop() }
        notify(.camera(capture.state))
        let properties = SourceProperties(capture.state)
        if let region = options.regionOfInterest, !properties.shows(region) {
            throw AnalysisError.regionOutside(region, width: properties.width, height: properties.height)
        }
        let resolution = try ScaleResolution(statement: options.scale, properties: properties)
        let measurement = try FrameMeasurement(
            properties: properties, scale: resolution.scale,
            settings: Segmenter.Settings(
                contrast: options.contrast.expected, regionOfInterest: options.regionOfInterest,
                ignored: options.ignoredRegions))
        return try await withTaskCancellationHandler {
            try await measure(capture, measurement, resolution, started: started, notify: notify)
        } onCancel: {
            capture.stop()
        }
    }

    private func measure(
        _ capture: CameraCapture, _ measurement: FrameMeasurement, _ resolution: ScaleResolution, started: Date,
        notify: @escaping @Sendable (LiveNotice) -> Void
    ) async throws -> AnalysisOutcome {
        // The folder is made when the camera has proved to work: none is left that looks like a run.
        let first = try await Self.firstFrame(of: capture, notify: notify)
        let firstFrameDate = first.compactMap(\.firstFrameDate).last
        let store = try RunStore.create(
            at: options.outputFolder, replacing: options.replacesExistingRun,
            settings: settings(capture.state, resolution, started: started, firstFrame: firstFrameDate))
        let recording = options.records ? try recording(capture.state, store, firstFrameDate) : nil
        var passage = LivePassage(
            capture: capture, measurement: measurement,
            store: LiveStore(store: store, patienceSeconds: options.patienceSeconds, notify: notify),
            recording: recording,
            watch: GrowthWatch(scaleRelativeStandardError: resolution.scale.relativeStandardError), notify: notify)
        let ending = await passage.run(after: first)
        let final = store.isInPlace ? store : try store.restored()
        return try await close(final, ending, resolution, capture.state, notify: notify)
    }

    /// Everything up to the first picture that can be decoded. Throws what ends the capture before it.
    private static func firstFrame(
        of capture: CameraCapture, notify: @Sendable (LiveNotice) -> Void
    ) async throws -> [CaptureDelivery] {
        var deliveries: [CaptureDelivery] = []
        var damage = DecodingDamage()
        while true {
            let delivery = await capture.next()
            delivery.events.forEach { notify(.event(TrackEvent($0))) }
            if case .failed(let error) = delivery.ending { throw error }
            if delivery.ending != nil { throw CancellationError() }
            deliveries.append(delivery)
            guard let frame = delivery.frame else { continue }
            do {
                _ = try frame.luma()
                return deliveries
            } catch {
                _ = damage.add(error, atSeconds: frame.timeSeconds)
                if let seconds = damage.rowSeconds(until: frame.timeSeconds), seconds > patienceBeforeFirstFrame {
                    throw CameraError.onlyDamaged(path: capture.state.path, seconds: seconds, reason: error.reason)
                }
            }
        }
    }

    private func recording(
        _ state: CameraState, _ store: RunStore, _ firstFrame: Date?
    ) throws -> CameraRecording {
        try CameraRecording(
            path: store.folder.recording, width: state.mode.width, height: state.mode.height,
            bitDepth: state.mode.bitDepth,
            framesPerSecond: options.intervalSeconds.map { 1 / $0 } ?? state.mode.framesPerSecond, started: firstFrame)
    }

    private func close(
        _ store: RunStore, _ ending: LivePassage.Ending, _ resolution: ScaleResolution, _ state: CameraState,
        notify: @escaping @Sendable (LiveNotice) -> Void
    ) async throws -> AnalysisOutcome {
        var warnings = resolution.notes + state.warnings + ending.warnings + Self.sentences(ending.counts)
        if let error = ending.error { warnings.append("the run ended early: \(error)") }
        let outcome = try await RunClosing(store).close(
            RunOutcome(
                status: ending.error != nil ? .recordingCutOff : ending.isInterrupted ? .interrupted : .complete,
                warnings: warnings, calibrationSHA256: await Self.checksum(resolution.calibrationPath),
                finished: Date.now.formatted(.iso8601)),
            pictures: ending.pictures, progress: { notify(.closing($0)) })
        try store.close()
        if let error = ending.error { throw error }
        return outcome
    }

    private static func checksum(_ path: String?) async -> String? {
        guard let path else { return nil }
        return try? await FileDigest.sha256(ofFile: path)
    }

    private static func sentences(_ counts: CaptureCounts) -> [String] {
        [
            (counts.lost, "lost between camera and program"), (counts.damaged, "damaged, and not measured"),
            (counts.skipped, "skipped, because measuring took longer than they were apart"),
        ].filter { $0.0 > 0 }.map { count, what in
            count == 1 ? "1 frame was \(what)" : "\(count) frames were \(what)"
        } + (counts.outages > 0 ? ["the camera failed \(counts.outages) times; the events say when and how"] : [])
    }

    private func settings(
        _ state: CameraState, _ resolution: ScaleResolution, started: Date, firstFrame: Date?
    ) -> RunSettings {
        var record = state.record
        record["interval_s"] = options.intervalSeconds.map { "\($0)" }
        record["duration_s"] = options.durationSeconds.map { "\($0)" }
        record["automatics_locked"] = options.camera.locksAutomatics ? state.locked.joined(separator: " ") : "no"
        record["first_frame_at"] = firstFrame?.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return RunSettings(
            input: RunSettings.Input(SourceProperties(state)), scale: RecordedScale(resolution.scale),
            timeBase: TimeOrigin.camera.sentence, contrast: options.contrast.rawValue,
            regionOfInterest: options.regionOfInterest, ignoredRegions: options.ignoredRegions,
            densityGramsPerCubicCentimeter: options.densityGramsPerCubicCentimeter,
            calibrationPath: resolution.calibrationPath, options: record, commandLine: CommandLine.arguments,
            versions: ["GrowthScope": ProgramVersion.string], started: started.formatted(.iso8601))
    }
}

extension SourceProperties {
    /// A camera as a source of frames: its luma, endless.
    init(_ state: CameraState) {
        self.init(
            kind: .camera, path: state.path, width: state.mode.width, height: state.mode.height,
            bitDepth: state.mode.bitDepth, isColour: false, frameCount: nil, timeOrigin: .camera,
            encoding: state.mode.format.name)
    }
}

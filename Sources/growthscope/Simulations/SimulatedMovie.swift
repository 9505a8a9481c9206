import Foundation
import Imaging
import Media
import Simulation

/// A folder with a simulated recording and what is known of it.
struct SimulatedMovie: Sendable {
    let scene: GrowthScene
    let folder: SimulationFolder
    /// Of the movie: 0 loses nothing, 51 is the worst.
    let constantRateFactor: Int

    init(scene: GrowthScene, folder: String, constantRateFactor: Int = 18) {
        self.scene = scene
        self.folder = SimulationFolder(path: folder)
        self.constantRateFactor = constantRateFactor
    }

    /// Movies hold 8 bits; deeper pictures go into a TIFF stack, as scientific cameras write them.
    private var isMovie: Bool { scene.bitDepth == 8 }
    private let timesName = "times.txt"
    private var recordingName: String { isMovie ? "movie.mp4" : "movie.tif" }

    var recordingPath: String { folder.file(recordingName) }
    var truthPath: String { folder.file("truth.json") }

    /// How many times faster than taken the movie plays: a time-lapse plays a minute per second, a scene taken at a
    /// camera's rate plays as it was taken.
    var playbackFactor: Double {
        let times = scene.times
        guard times.count > 1 else { return 1 }
        let meanInterval = (times[times.count - 1] - times[0]) / Double(times.count - 1)
        return meanInterval >= 1 ? 60 : 1
    }

    /// Renders and writes everything, with a progress bar on a terminal; a cancelled task leaves no half recording.
    ///
    /// Throws `CommandError`, `MediaError`, `SimulationError`, `CancellationError`.
    func write(replacing: Bool) async throws {
        let truth = try SceneTruth(scene: scene)
        try folder.prepare(
            files: ["movie.mp4", "movie.tif", "given.json", SimulationFolder.scene, "truth.json", timesName],
            replacing: replacing)
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        try await Interruption.cancelling("removing the recording begun") { try record { bar.update($0) } }
        let given = GivenFacts(scene: scene, file: recordingName, times: timing)
        if timing == .timesFile(timesName) { try folder.store(timesText, as: timesName) }
        try folder.store(try given.json(), as: "given.json")
        try folder.store(try scene.json(), as: SimulationFolder.scene)
        try folder.store(try truth.json(), as: "truth.json")
    }

    private func record(progress: (ProgressState) -> Void) throws {
        let recording = try SimulatedRecording(scene: scene)
        let sink = try openSink()
        let start = ContinuousClock.now
        var done = 0
        while case .frame(let frame)? = try recording.read() {
            try Task.checkCancellation()
            try sink.append(frame)
            done += 1
            progress(
                ProgressState(
                    framesDone: done, framesTotal: recording.frameCount, elapsedSeconds: start.secondsSince))
        }
        try sink.finish()
    }

    private func openSink() throws -> any RecordingSink {
        isMovie
            ? try MovieSink(
                path: recordingPath, scene: scene, playbackFactor: playbackFactor,
                constantRateFactor: constantRateFactor)
            : try StackSink(path: recordingPath, scene: scene)
    }

    /// How the recording's times are to be read.
    var timing: GivenFacts.Timing {
        if isMovie { return .container(factor: playbackFactor) }
        return scene.frameTimesSeconds == nil ? .imageJInterval : .timesFile(timesName)
    }

    /// The command that measures the recording with what is known of it.
    var analysis: String {
        let scale = "--scale \(scene.micrometersPerPixel)um"
        let given: [String] = switch timing {
        case .container(let factor): factor == 1 ? [scale] : [scale, "--time-factor \(factor)"]
        case .imageJInterval: []
        case .timesFile(let name): [scale, "--times \(Self.quoted(folder.file(name)))"]
        }
        return (["growthscope analyze", Self.quoted(recordingPath), "--output RUN"] + given).joined(separator: " ")
    }

    private static func quoted(_ path: String) -> String {
        path.contains { $0.isWhitespace } ? "'\(path)'" : path
    }

    private var timesText: Data { Data(scene.times.map { "\($0)\n" }.joined().utf8) }
}

extension ContinuousClock.Instant {
    /// Seconds that have passed since.
    var secondsSince: Double { (ContinuousClock.now - self) / .seconds(1) }
}

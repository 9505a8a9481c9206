import Foundation
import Simulation

/// Measures movies of every kind and compares with the truth.
struct AccuracyStudy {
    let bench: Workbench
    let kinds: [SceneKind]
    let moviesPerKind: Int

    /// One line of the table.
    struct Line {
        let kind: SceneKind
        var score = MovieScore()
        var otsu = OtsuScore()
        var analysis = UsageSum()
        var decoding = UsageSum()
    }

    /// Processes of a kind together.
    struct UsageSum {
        private(set) var wallSeconds = 0.0
        private(set) var processorSeconds = 0.0
        private(set) var peakBytes: Int?

        mutating func add(_ usage: ProcessUsage) {
            wallSeconds += usage.wallSeconds
            processorSeconds += usage.processorSeconds
            peakBytes = max(peakBytes ?? 0, usage.peakBytes)
        }
    }

    struct Result {
        var lines: [Line] = []
        /// What fell short, each with the command that shows it.
        var findings: [String] = []
    }

    func run() -> Result {
        var result = Result()
        for kind in kinds {
            var line = Line(kind: kind)
            for number in 0..<moviesPerKind {
                let scene = kind.scene(movie: number)
                Workbench.tell("accuracy: \(scene.name)")
                do {
                    try measure(scene, into: &line, findings: &result.findings)
                } catch {
                    result.findings.append("\(scene.name): \(error)")
                }
            }
            result.lines.append(line)
        }
        return result
    }

    private func measure(_ scene: GrowthScene, into line: inout Line, findings: inout [String]) throws {
        let recording = try bench.recording(of: scene, in: "accuracy")
        let truth = try recording.truth()
        let folder = bench.runFolder(scene)
        line.decoding.add(try bench.toolbox.decode(recording))
        line.analysis.add(try bench.toolbox.analyze(recording, into: folder))
        let run = try MeasuredRun(folder: folder)
        let score = MovieScore(truth: truth, run: run, bound: CramerRaoBound(scene: scene, truth: truth))
        line.score += score
        line.otsu += try OtsuScore(recording: recording, truth: truth, isBright: line.kind == .bright)
        let shortcomings = Shortcomings(score, kind: line.kind).sentences
        if !shortcomings.isEmpty {
            findings.append(
                "\(scene.name): \(shortcomings.joined(separator: ", ")); "
                    + "`\(bench.command(for: recording, run: folder))`")
        }
    }
}

/// What of a movie's score misses the goals: side within 0.06 px RMSE (rims, colour, noise and blur: 0.15, 0.4 in heavy
/// noise), bias within 0.05 px, velocity within 0.1 % (0.3 %), area within 0.1 % above 100 px of side.
private struct Shortcomings {
    private(set) var sentences: [String] = []

    init(_ score: MovieScore, kind: SceneKind) {
        let isOpaque = [.opaque, .truncated, .crowd, .bright, .stages, .sixteenBit, .small, .unevenLight].contains(kind)
        let sideLimit = kind == .noisy ? 0.4 : isOpaque ? 0.06 : 0.15
        let velocityLimit = isOpaque ? 0.1 : 0.3
        for (count, name) in [
            (score.tracks.missed, "missed"), (score.tracks.spurious, "spurious"), (score.tracks.fragments, "fragments"),
            (score.tracks.identitySwitches, "identity switches"), (score.tracks.fitsPastContact, "fits past contact"),
        ] where count > 0 {
            sentences.append("\(count) \(name)")
        }
        note("side RMSE", score.side.rootMeanSquare, limit: sideLimit, unit: "px")
        note("side bias", score.side.bias, limit: 0.05, unit: "px")
        note("velocity RMS", score.velocity.rootMeanSquare, limit: velocityLimit, unit: "%")
        note("area RMSE", score.largeArea.rootMeanSquare, limit: 0.1, unit: "%")
        if score.intervalsWithTruth < score.intervals {
            sentences.append("\(score.intervals - score.intervalsWithTruth) of \(score.intervals) intervals miss")
        }
    }

    private mutating func note(_ name: String, _ value: Double?, limit: Double, unit: String) {
        guard let value, abs(value) > limit else { return }
        sentences.append("\(name) \(Figure.fixed(value, 3)) \(unit)")
    }
}

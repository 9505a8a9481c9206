import Foundation
import Simulation

/// Asks of many movies drawn at random how often what is stated holds.
struct CoverageStudy {
    let bench: Workbench
    let scenes: RandomScenes
    let movieCount: Int

    struct Result {
        /// By kind, in the order of the scenes'.
        var scores: [(kind: String, score: MovieScore)]
        /// Movies of which no interval holds, or in which a crystal was lost or a side is far from what it is said to be.
        var findings: [String] = []
    }

    func run() -> Result {
        var result = Result(scores: scenes.kinds.map { ($0, MovieScore()) })
        for number in 0..<movieCount {
            let scene = scenes.scene(number)
            do {
                let score = try measured(scene)
                // Beside the results, so that a study that is stopped early has not measured in vain.
                Workbench.tell("\(scenes.name): \(summary(of: score, scene))")
                result.scores[number % scenes.kinds.count].score += score
                if isFinding(score) { result.findings.append(summary(of: score, scene)) }
            } catch {
                result.findings.append("\(scene.name): \(error)")
            }
        }
        return result
    }

    private func measured(_ scene: GrowthScene) throws -> MovieScore {
        let recording = try bench.recording(of: scene, in: scenes.name)
        let folder = bench.runFolder(scene)
        _ = try bench.toolbox.analyze(recording, into: folder)
        let truth = try recording.truth()
        let score = MovieScore(
            truth: truth, run: try MeasuredRun(folder: folder), bound: CramerRaoBound(scene: scene, truth: truth))
        try bench.remove(folder)
        return score
    }

    private func isFinding(_ score: MovieScore) -> Bool {
        score.intervalsWithTruth == 0 || score.tracks.isAnyLost || score.farSides > 0
    }

    private func summary(of score: MovieScore, _ scene: GrowthScene) -> String {
        let velocities = zip(score.velocity.values, score.velocityOverError.values).map { error, ratio in
            "\(Figure.signed(error, 3)) % (\(Figure.signed(ratio, 1)) se)"
        }
        return "\(scene.name) (seed \(scene.seed)): velocities \(velocities.joined(separator: ", ")), side RMSE "
            + "\(Figure.fixed(score.clearSide.rootMeanSquare, 3)) px, \(score.farSides) of \(score.clearSide.values.count) sides far "
            + "off, lost \(score.tracks.lost)"
    }
}

import Foundation
import Simulation

/// Asks of many small movies how often the 95 % interval of the velocity holds the truth.
struct CoverageStudy {
    let bench: Workbench
    let movieCount: Int

    struct Result {
        /// By kind, in the order of `CoverageScene.kinds`.
        var scores: [(kind: String, score: MovieScore)] = CoverageScene.kinds.map { ($0, MovieScore()) }
        /// Movies whose interval misses, or that have none.
        var findings: [String] = []
    }

    func run() -> Result {
        var result = Result()
        for number in 0..<movieCount {
            let scene = CoverageScene.scene(movie: number)
            do {
                let score = try measured(scene)
                // Beside the results, so that a study that is stopped early has not measured in vain.
                Workbench.tell("coverage: \(summary(of: score, scene))")
                result.scores[number % CoverageScene.kinds.count].score += score
                if score.intervalsWithTruth == 0 || score.tracks.spurious > 0 {
                    result.findings.append(summary(of: score, scene))
                }
            } catch {
                result.findings.append("\(scene.name): \(error)")
            }
        }
        return result
    }

    private func measured(_ scene: GrowthScene) throws -> MovieScore {
        let recording = try bench.recording(of: scene, in: "coverage")
        let folder = bench.runFolder(scene)
        _ = try bench.toolbox.analyze(recording, into: folder)
        let truth = try recording.truth()
        let score = MovieScore(
            truth: truth, run: try MeasuredRun(folder: folder), bound: CramerRaoBound(scene: scene, truth: truth))
        try bench.remove(folder)
        return score
    }

    private func summary(of score: MovieScore, _ scene: GrowthScene) -> String {
        let velocity = score.velocity.values.first.map { error in
            "velocity \(Figure.signed(error, 3)) %, \(Figure.signed(score.velocityOverError.values.first, 1)) se"
        }
        let found = score.tracks.found == 0 ? "crystal missed" : velocity ?? "no velocity"
        let side = "side RMSE \(Figure.fixed(score.side.rootMeanSquare, 3)) px"
        return "\(scene.name) (seed \(scene.seed)): \(found), \(side), \(score.tracks.spurious) spurious"
    }
}

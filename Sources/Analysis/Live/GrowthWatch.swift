import Facets
import Foundation
import Kinetics
import Statistics
import Synchronization
import Tracking

/// Follows the largest crystal while it grows: its side now, and its velocity fitted over its growth so far.
///
/// The fits run beside the measuring, and take at most a tenth of the time.
struct GrowthWatch {
    private var histories: [Int: ThinnedSeries] = [:]
    private var crystals: Set<Int> = []
    private let fits = VelocityFits()
    private let scaleRelativeStandardError: Double

    // More crystals than this are not worth a guess about which of them will be the largest.
    private static let mostHistories = 256

    init(scaleRelativeStandardError: Double) { self.scaleRelativeStandardError = scaleRelativeStandardError }

    var crystalCount: Int { crystals.count }

    /// The largest crystal of a frame.
    mutating func see(_ update: TrackingUpdate) -> LiveProgress.Largest? {
        for (id, verdict) in update.verdicts {
            if verdict == .crystal { crystals.insert(id) } else { crystals.remove(id) }
            if verdict == .rejected { histories[id] = nil }
        }
        for crystal in update.measurements { remember(crystal) }
        let shown = update.measurements.filter { crystals.contains($0.id) }
        guard let largest = shown.max(by: { $0.observation.side.value < $1.observation.side.value }) else { return nil }
        if let history = histories[largest.id] {
            fits.update(
                GrowthSeries(
                    crystalID: largest.id, habit: largest.observation.habit, samples: history.samples, facets: [],
                    lastAbsentTimeSeconds: nil),
                scaleRelativeStandardError: scaleRelativeStandardError)
        }
        return LiveProgress.Largest(side: largest.observation.side, sideVelocity: fits.velocity(of: largest.id))
    }

    private mutating func remember(_ crystal: TrackedCrystal) {
        if histories[crystal.id] == nil, histories.count >= Self.mostHistories {
            guard let undecided = histories.keys.first(where: { !crystals.contains($0) }) else { return }
            histories[undecided] = nil
        }
        let seen = crystal.observation
        histories[crystal.id, default: ThinnedSeries()].append(
            GrowthSeries.Sample(
                timeSeconds: crystal.timeSeconds, side: seen.side, area: seen.area,
                perimeterMicrometers: seen.perimeterMicrometers,
                isUsable: seen.isUsable && seen.flags.isDisjoint(with: [.noFacets, .small])))
    }
}

/// The latest fitted velocity, made anew in the background.
private final class VelocityFits: Sendable {
    private struct State {
        var isRunning = false
        var crystal: Int?
        var velocity: Estimate?
        var notBefore = ContinuousClock.now
    }

    private let state = Mutex(State())
    private static let shortestPause = Duration.seconds(1)
    /// Between two fits, in units of the time that one takes.
    private static let pauseFactor = 10

    func velocity(of crystal: Int) -> Estimate? {
        state.withLock { $0.crystal == crystal ? $0.velocity : nil }
    }

    func update(_ series: GrowthSeries, scaleRelativeStandardError: Double) {
        let isDue = state.withLock { state in
            guard !state.isRunning, ContinuousClock.now >= state.notBefore else { return false }
            state.isRunning = true
            return true
        }
        guard isDue else { return }
        Task.detached(priority: .background) { [self] in
            let begun = ContinuousClock.now
            let kinetics = GrowthLaws.fit(
                series, scaleRelativeStandardError: scaleRelativeStandardError, densityGramsPerCubicCentimeter: nil)
            let taken = ContinuousClock.now - begun
            state.withLock { state in
                state.isRunning = false
                state.crystal = series.crystalID
                state.velocity = kinetics.sideFit.map {
                    Estimate(value: $0.velocity.value, standardError: $0.combinedStandardError)
                }
                state.notBefore = .now + max(Self.shortestPause, taken * Self.pauseFactor)
            }
        }
    }
}

import Facets
import Foundation
import Kinetics
import Statistics
import Testing

func show(_ name: String, _ k: CrystalKinetics) {
    print("##", name)
    for s in k.segments { print(String(format: "   seg %.1f - %.1f  v %.4f ± %.4f", s.startSeconds, s.endSeconds, s.sideVelocity.value, s.sideVelocity.standardError)) }
    if let f = k.sideFit { print(String(format: "   fit %.0f-%.0f v %.4f ± %.4f [%.4f %.4f] s0 %.3f sd %.4f n %d", f.startSeconds, f.endSeconds, f.velocity.value, f.velocity.standardError, f.confidence95.lowerBound, f.confidence95.upperBound, f.sideAtStart.value, f.residualStandardDeviation, f.sampleCount)) }
    if let p = k.powerLaw { print(String(format: "   n %.4f ± %.4f [%.4f %.4f]", p.exponent.value, p.exponent.standardError, p.confidence95.lowerBound, p.confidence95.upperBound), k.regime) } else { print("   no power", k.regime) }
    if let a = k.areaLaw { print(String(format: "   area %.2f %.2f %.4f ± %.4f from side %.4f ± %.4f  dis %.2f", a.a0.value, a.a1.value, a.a2.value, a.a2.standardError, a.a2FromSide.value, a.a2FromSide.standardError, a.disagreementSigmas)) }
    if let t = k.nucleationTime { print(String(format: "   nucl %.2f ± %.2f", t.value, t.standardError)) }
    if let j = k.soluteFlux { print("   flux", j) }
    for f in k.facetRates { print(String(format: "   facet %d %.4f ± %.4f", f.facet, f.normalRate.value, f.normalRate.standardError)) }
    print("   ", k.flags.sorted().map(\.rawValue))
}

@Test func probe() {
    func time(_ n: String, _ f: () -> CrystalKinetics) { let c = ContinuousClock(); var r: CrystalKinetics?; let d = c.measure { r = f() }; show(n, r!); print("    time", d) }
    let T = SimulatedGrowth.every
    time("paper linear") { SimulatedGrowth(times: T(20, 73), side: { 147 + 7.625 * $0 / 60 }).fit(density: 4.16) }
    time("noise-free") { SimulatedGrowth(times: T(20, 73), side: { 147 + 7.625 * $0 / 60 }, noise: .none).fit(density: 4.16) }
    time("13 frames") { SimulatedGrowth(times: T(60, 13), side: { 20 + 3 * $0 / 60 }).fit() }
    time("3 frames") { SimulatedGrowth(times: T(60, 3), side: { 20 + 3 * $0 / 60 }).fit() }
    time("4 stages") { SimulatedGrowth(times: T(10, 200), side: stagedSide(initial: 30, [(0, 305), (8, 1003), (3, 1497), (0, 1e9)])).fit() }
    time("stop") { SimulatedGrowth(times: T(10, 100), side: stagedSide(initial: 30, [(8, 743), (0, 1e9)])).fit() }
    time("stop noise-free") { SimulatedGrowth(times: T(10, 100), side: stagedSide(initial: 30, [(8, 743), (0, 1e9)]), noise: .none).fit() }
    time("sqrt") { SimulatedGrowth(times: T(10, 120).map { $0 + 60 }, side: { 6 * ($0 / 60 - 0.5).squareRoot() * 5 }).fit() }
    time("nucleates") { SimulatedGrowth(times: T(10, 100).map { $0 + 300 }, side: { 5 * ($0 - 283) / 60 }, lastAbsentTimeSeconds: 290).fit() }
    time("constant") { SimulatedGrowth(times: T(10, 100), side: { _ in 50 }).fit() }
    time("wobble") { SimulatedGrowth(times: T(10, 150), side: { 100 + 0.6 * $0 / 60 + 0.04 * sin($0 / 40) }, noise: .white, noiseLevel: 0.01).fit() }
    time("wobble fast") { SimulatedGrowth(times: T(10, 150), side: { 100 + 8 * $0 / 60 + 0.04 * sin($0 / 60) }, noise: .white, noiseLevel: 0.02).fit() }
    time("outliers") { SimulatedGrowth(times: T(10, 100), side: stagedSide(initial: 30, [(8, 743), (0, 1e9)]), noise: .outliers, noiseLevel: 0.1).fit() }
    time("ribbon") { SimulatedGrowth(times: T(10, 100), side: { 60 + 8 * $0 / 60 }, habit: .ribbon, widthRatio: 0.2).fit() }
    time("1e5") { SimulatedGrowth(times: T(0.01, 100_000), side: stagedSide(initial: 30, [(8, 700), (0, 1e9)]), noise: .autoregressive(0.9)).fit() }
}

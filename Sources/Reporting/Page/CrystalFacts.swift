import Facets
import Kinetics
import Records
import Statistics

/// The list of facts about one crystal: what was measured, and the laws that describe it.
enum CrystalFacts {
    static func list(_ crystal: CrystalRecord) -> [CrystalView.Fact] {
        observation(crystal) + (crystal.kinetics.map { growth($0) + laws($0) } ?? [])
    }

    private static func observation(_ crystal: CrystalRecord) -> [CrystalView.Fact] {
        let first = Sentences.duration(crystal.firstTimeSeconds)
        let last = Sentences.duration(crystal.lastTimeSeconds)
        let frames = Sentences.count(crystal.frameCount, "frame", "frames")
        return [
            CrystalView.Fact(term: "Side (\(Sentences.side(crystal.habit)))", text: sideRange(crystal) + " µm"),
            CrystalView.Fact(term: "Seen", text: "\(first) to \(last), in \(frames)"),
        ]
    }

    private static func growth(_ kinetics: CrystalKinetics) -> [CrystalView.Fact] {
        var facts: [CrystalView.Fact] = []
        if let fit = kinetics.sideFit {
            let span = "\(Sentences.duration(fit.startSeconds)) to \(Sentences.duration(fit.endSeconds))"
            let samples = Sentences.count(fit.sampleCount, "measurement", "measurements")
            let scatter = Rounded.decimals(fit.residualStandardDeviation, 2)
            facts.append(CrystalView.Fact(term: "Fit", text: "\(span), \(samples), residuals \(scatter) µm"))
            if let parts = velocityErrors(fit) {
                facts.append(CrystalView.Fact(term: "Errors of the velocity", text: parts))
            }
        }
        if let nucleation = kinetics.nucleationTime {
            facts.append(CrystalView.Fact(term: "Nucleation", text: nucleationText(nucleation)))
        }
        facts.append(CrystalView.Fact(term: "Regime", text: Sentences.regime(kinetics.regime)))
        return facts
    }

    /// What the velocity's standard error consists of; nil where the scale adds nothing.
    private static func velocityErrors(_ fit: CrystalKinetics.SideFit) -> String? {
        let own = fit.velocity.standardError
        let scale = (fit.combinedStandardError * fit.combinedStandardError - own * own).squareRoot()
        guard scale.isFinite, scale > 1e-6 * fit.combinedStandardError else { return nil }
        let together = Rounded.plain(fit.combinedStandardError)
        return "\(Rounded.plain(own)) µm/min of the fit, \(Rounded.plain(scale)) µm/min of the scale, \(together) together"
    }

    private static func laws(_ kinetics: CrystalKinetics) -> [CrystalView.Fact] {
        var facts: [CrystalView.Fact] = []
        if let law = kinetics.powerLaw {
            let interval = Rounded.interval(law.confidence95, error: law.exponent.standardError)
            facts.append(
                CrystalView.Fact(
                    term: "Growth exponent", text: "\(Rounded.text(law.exponent)), 95 % interval \(interval)"))
        }
        if let law = kinetics.areaLaw {
            let polynomial =
                "A = (\(Rounded.text(law.a0))) + (\(Rounded.text(law.a1))) T + (\(Rounded.text(law.a2))) T²"
            let units = "A in µm², T in min from \(Sentences.duration(law.startSeconds))"
            facts.append(
                CrystalView.Fact(term: "Area law", text: "\(polynomial), \(units); it \(Sentences.agreement(law))"))
        }
        if let flux = kinetics.soluteFlux {
            facts.append(
                CrystalView.Fact(
                    term: "Solute flux", text: Rounded.text(flux) + " g mm⁻² min⁻¹ into the growing side faces"))
        }
        return facts
    }

    /// um
    static func sideRange(_ crystal: CrystalRecord) -> String {
        let first = Rounded.decimals(crystal.firstSideMicrometers, 1)
        return "\(first) to \(Rounded.decimals(crystal.lastSideMicrometers, 1))"
    }

    static func minutes(_ seconds: Estimate) -> String {
        Rounded.text(Estimate(value: seconds.value / 60, standardError: seconds.standardError / 60))
    }

    private static func nucleationText(_ time: Estimate) -> String {
        let text = minutes(time) + " min"
        return time.value < 0 ? text + " (before the recording began, by extrapolation)" : text
    }
}

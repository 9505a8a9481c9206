import Facets
import Kinetics
import Records
import Statistics

/// One crystal as the page shows it: finished texts, named as in the template.
struct CrystalView {
    struct Fact {
        var term: String
        var text: String
    }

    struct SegmentRow {
        var number: Int
        var start: String
        var end: String
        var velocity: String
    }

    struct FacetRow {
        var number: Int
        var normal: String
        var rate: String
    }

    var number: Int
    var habit: String
    /// "7.630 ± 0.021 µm/min"; nil where none could be fitted.
    var velocity: String?
    var velocityInterval: String?
    /// The rest of the answer at the top of the page: nucleation, regime, area law, flux.
    var cardLines: [String]
    var facts: [Fact]
    var segmentRows: [SegmentRow]
    var facetRows: [FacetRow]
    var doubts: [String]
    var drawings: [FigureView]
    var hasSegments: Bool
    var hasFacetRates: Bool
    var hasDoubts: Bool

    // Cells of the table of all crystals.
    var sideCell: String
    var nucleationCell: String
    var regimeCell: String
    var fluxCell: String
    var velocityCell: String
    var intervalCell: String

    init(_ crystal: CrystalRecord, drawings: [FigureView]) {
        let kinetics = crystal.kinetics
        let fit = kinetics?.sideFit
        number = crystal.number
        habit = Sentences.habit(crystal.habit)
        let combined = fit.map { Estimate(value: $0.velocity.value, standardError: $0.combinedStandardError) }
        let interval = fit.map { Rounded.interval($0.confidence95, error: $0.combinedStandardError) }
        velocity = combined.map { Rounded.text($0) + " µm/min" }
        velocityInterval = interval
        velocityCell = combined.map { Rounded.text($0) } ?? "–"
        intervalCell = interval ?? "–"
        sideCell = CrystalFacts.sideRange(crystal)
        nucleationCell = kinetics?.nucleationTime.map { CrystalFacts.minutes($0) } ?? "–"
        regimeCell = kinetics.map { Self.shortRegime($0.regime) } ?? "–"
        fluxCell = kinetics?.soluteFlux.map { Rounded.text($0) } ?? "–"
        cardLines = Self.cardLines(kinetics)
        facts = CrystalFacts.list(crystal)
        segmentRows = (kinetics?.segments ?? []).enumerated().map { index, segment in
            SegmentRow(
                number: index + 1, start: Sentences.duration(segment.startSeconds),
                end: Sentences.duration(segment.endSeconds), velocity: Rounded.text(segment.sideVelocity))
        }
        facetRows = (kinetics?.facetRates ?? []).map { rate in
            FacetRow(
                number: rate.facet, normal: Rounded.decimals(rate.normalDegrees, 1) + "°",
                rate: Rounded.text(rate.normalRate))
        }
        doubts = Self.doubts(crystal)
        // One stretch says no more than the fit.
        hasSegments = segmentRows.count > 1
        hasFacetRates = !facetRows.isEmpty
        hasDoubts = !doubts.isEmpty
        self.drawings = drawings
    }

    private static func cardLines(_ kinetics: CrystalKinetics?) -> [String] {
        guard let kinetics else { return [] }
        var lines: [String] = []
        if let time = kinetics.nucleationTime { lines.append("Nucleation at \(CrystalFacts.minutes(time)) min") }
        if kinetics.regime != .undetermined { lines.append("Growth \(shortRegime(kinetics.regime))") }
        if let law = kinetics.areaLaw {
            lines.append("Area law a₂ = \(Rounded.text(law.a2)) µm²/min², \(Sentences.shortAgreement(law))")
        }
        if let flux = kinetics.soluteFlux { lines.append("Solute flux \(Rounded.text(flux)) g mm⁻² min⁻¹") }
        return lines
    }

    private static func doubts(_ crystal: CrystalRecord) -> [String] {
        var doubts: [String] = []
        if let kinetics = crystal.kinetics {
            doubts += kinetics.flags.sorted().map { Sentences.flag($0) }
            if kinetics.sideFit == nil, kinetics.flags.isEmpty { doubts.append("No growth law could be fitted.") }
        } else {
            doubts.append("No growth law was fitted.")
        }
        let counts = crystal.flagCounts.sorted { $0.key < $1.key }
        return doubts + counts.map { Sentences.flag($0.key, frames: $0.value, of: crystal.frameCount) }
    }

    private static func shortRegime(_ regime: CrystalKinetics.Regime) -> String {
        switch regime {
        case .interfaceLimited: "interface-limited"
        case .diffusionLimited: "diffusion-limited"
        case .mixed: "mixed"
        case .notGrowing: "not measurable"
        case .undetermined: "not determined"
        }
    }
}

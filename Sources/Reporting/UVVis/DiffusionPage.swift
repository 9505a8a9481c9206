import Mustache
import Records
import Statistics
import UVVis

/// The report of diffusion coefficients: finished texts, named as in the template, which escapes every one of them.
struct DiffusionPage {
    struct Species {
        var name: String
        var hasName: Bool
        var value: String?
        var interval: String?
        var verdict: String
        var warnings: [Warning]
        var advice: [String]
        var hasAdvice: Bool
        var notes: [String]
        var hasNotes: Bool
        var radius: String?
        var facts: [ReportPage.Entry]
        var nuisances: [Nuisance]
        var hasNuisances: Bool
        var figures: [FigureView]
    }

    struct Warning {
        var code: String
        var sentence: String
    }

    struct Nuisance {
        var name: String
        var value: String
        var unit: String
        var reason: String
    }

    var title: String
    var headline: String
    var species: [Species]
    var warnings: [String]
    var geometry: [ReportPage.Entry]
    var provenance: [ReportPage.Entry]
    var commandLine: String

    init(_ record: DiffusionRecord, figures: [[FigureView]], warnings: [String]) {
        let input = record.input["path"] ?? ""
        title = "Diffusion coefficient from \(input.split(separator: "/").last.map(String.init) ?? input)"
        let hasNames = record.species.count > 1
        headline = record.species.map { Self.headline($0, hasName: hasNames) }.joined(separator: " ")
        species = zip(record.species, figures).map { Species($0, hasName: hasNames, figures: $1) }
        self.warnings = warnings
        geometry = GeometryFacts.entries(record.geometry)
        provenance = ProvenanceFacts.entries(
            input: record.input, settings: record.settings, versions: record.versions, finished: record.finished)
        commandLine = record.commandLine.joined(separator: " ")
    }

    private static func headline(_ species: DiffusionRecord.Species, hasName: Bool) -> String {
        let name = hasName ? "\(species.name): " : ""
        guard let value = species.diffusionCoefficient, let error = species.standardError else {
            switch species.status {
            case .modelMismatch: return name + "This trace is not that of a diffusion in this geometry."
            default: return name + "This trace does not determine a diffusion coefficient."
            }
        }
        return "\(name)D = \(Rounded.text(Estimate(value: value, standardError: error))) m²/s."
    }

    func html() throws -> String {
        let parts = MustacheLibrary(templates: ["figure": try MustacheTemplate(string: ReportTemplate.figure)])
        return try MustacheTemplate(string: DiffusionTemplate.text).render(self, library: parts)
    }
}

extension DiffusionPage.Species {
    init(_ species: DiffusionRecord.Species, hasName: Bool, figures: [FigureView]) {
        name = species.name
        self.hasName = hasName
        // A single one is the headline already.
        if hasName, let diffusion = species.diffusionCoefficient, let error = species.standardError {
            value = "D = " + Rounded.text(Estimate(value: diffusion, standardError: error)) + " m²/s"
        }
        interval = species.interval.map {
            "95 % interval \(Rounded.plain($0[0])) to \(Rounded.plain($0[1])) m²/s"
        }
        verdict = Self.verdict(species.status)
        warnings = species.warnings.map { .init(code: $0.code, sentence: $0.sentence) }
        advice = species.advice
        hasAdvice = !species.advice.isEmpty
        notes = species.notes
        hasNotes = !species.notes.isEmpty
        radius = species.hydrodynamicRadius.map {
            "Hydrodynamic radius \(Rounded.text(Estimate(value: $0.nanometers, standardError: $0.standardError))) nm at "
                + "\(Rounded.plain($0.temperatureKelvin)) K in a liquid of \(Rounded.plain($0.viscosityPascalSeconds * 1e3)) mPa s"
        }
        facts = Self.facts(species)
        nuisances = species.nuisances.sorted { $0.key < $1.key }.map { name, nuisance in
            let estimate = Estimate(value: nuisance.value, standardError: nuisance.standardError ?? 0)
            return .init(
                name: name.replacing("_", with: " "), value: Rounded.text(estimate), unit: nuisance.unit,
                reason: nuisance.reason)
        }
        hasNuisances = !species.nuisances.isEmpty
        self.figures = figures
    }

    private static func verdict(_ status: DiffusionStatus) -> String {
        switch status {
        case .ok: "The trace is that of a diffusion in this geometry, and determines D."
        case .okWithWarning: "The trace determines D, with the reservations below."
        case .notIdentifiable: "The trace does not determine D: no value should be quoted."
        case .modelMismatch: "The trace is not that of a diffusion in this geometry: no value should be quoted."
        }
    }

    private static func facts(_ species: DiffusionRecord.Species) -> [ReportPage.Entry] {
        var facts = [ReportPage.Entry(key: "Status", value: species.status.rawValue)]
        facts.append(.init(key: "Values", value: "\(species.valueCount), \(species.outlierCount) of them outliers"))
        if let end = species.endAbsorbance {
            let text = Rounded.text(Estimate(value: end.value, standardError: end.standardError))
            facts.append(.init(key: "Absorbance at the end", value: text))
        }
        if let noise = species.noise {
            facts.append(.init(key: "Noise", value: "\(Rounded.plain(noise.standardDeviation)) (standard deviation)"))
            facts.append(
                .init(
                    key: "Correlation of neighbours",
                    value: "\(Rounded.decimals(noise.lagOneCorrelation, 2)): as \(Rounded.decimals(noise.effectiveCount, 0)) "
                        + "independent values"))
        }
        if let plane = species.planeSource {
            let text = Rounded.text(Estimate(value: plane.diffusionCoefficient, standardError: plane.standardError))
            facts.append(.init(key: "For comparison: plane source", value: text + " m²/s. " + plane.sentence))
        }
        if let error = species.geometryStandardError, error > 0 {
            facts.append(.init(key: "Error of D from the geometry", value: Rounded.plain(error) + " m²/s"))
        }
        return facts
    }
}

/// The geometry for people.
enum GeometryFacts {
    static func entries(_ record: GeometryRecord) -> [ReportPage.Entry] {
        let geometry = record.geometry
        func millimeters(_ value: Double, _ error: Double?) -> String {
            "\(Rounded.plain(value)) mm" + (error.map { " ± \(Rounded.plain($0)) mm" } ?? "")
        }
        let beam = "\(Rounded.plain(geometry.beamBottomMillimeters)) to "
            + millimeters(geometry.beamTopMillimeters, geometry.beamHeightStandardErrorMillimeters)
        return [
            .init(key: "Path length", value: "\(Rounded.plain(geometry.pathLengthCentimeters)) cm"),
            .init(key: "Floor area", value: "\(Rounded.plain(geometry.floorAreaSquareMillimeters)) mm²"),
            .init(
                key: "Height of the liquid",
                value: millimeters(geometry.columnHeightMillimeters, geometry.columnHeightStandardErrorMillimeters)),
            .init(key: "Beam above the floor", value: beam),
            .init(
                key: "Injected \(geometry.injection.rawValue)",
                value: millimeters(geometry.layerHeightMillimeters, geometry.layerHeightStandardErrorMillimeters)),
            .init(key: "Time of injection", value: geometry.isStartTimeKnown ? "known" : "not known"),
            .init(key: "Baseline", value: geometry.isBaselineZeroed ? "zeroed" : "not zeroed"),
            .init(
                key: "Stray light",
                value: geometry.strayLightFraction.map { "\(Rounded.plain(100 * $0)) %" } ?? "not stated"),
        ]
    }
}

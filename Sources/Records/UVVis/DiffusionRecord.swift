import Statistics
import UVVis

/// What `diffusion.json` holds.
public struct DiffusionRecord: Sendable, Encodable {
    public struct Species: Sendable, Encodable {
        public var name: String
        public var status: DiffusionStatus
        /// All nil where the trace gives no diffusion coefficient that can be quoted.
        public var diffusionCoefficient: Double?
        public var standardError: Double?
        public var interval: [Double]?
        public var geometryStandardError: Double?
        public var hydrodynamicRadius: HydrodynamicRadius?
        public var endAbsorbance: Number?
        public var nuisances: [String: Nuisance]
        public var noise: Noise?
        /// Only beside a coefficient that can be quoted.
        public var planeSource: PlaneSource?
        /// What the fit found where that must not be quoted.
        public var rejectedFit: RejectedFit?
        public var notes: [String]
        public var advice: [String]
        public var valueCount: Int
        public var outlierCount: Int
        public var warnings: [Warning]

        enum CodingKeys: String, CodingKey {
            case name, status
            case diffusionCoefficient = "diffusion_coefficient_m2_per_s"
            case standardError = "standard_error"
            case interval = "ci95"
            case geometryStandardError = "standard_error_from_geometry"
            case hydrodynamicRadius = "hydrodynamic_radius"
            case endAbsorbance = "end_absorbance"
            case nuisances, noise
            case planeSource = "plane_source_comparison"
            case rejectedFit = "rejected_fit"
            case notes, advice
            case valueCount = "values"
            case outlierCount = "outliers"
            case warnings
        }
    }

    public struct Number: Sendable, Encodable {
        public var value: Double
        public var standardError: Double

        enum CodingKeys: String, CodingKey {
            case value
            case standardError = "standard_error"
        }
    }

    public struct Nuisance: Sendable, Encodable {
        public var value: Double
        public var standardError: Double?
        public var unit: String
        public var isFree: Bool
        public var reason: String

        enum CodingKeys: String, CodingKey {
            case value
            case standardError = "standard_error"
            case unit
            case isFree = "free"
            case reason
        }
    }

    public struct Noise: Sendable, Encodable {
        public var standardDeviation: Double
        public var lagOneCorrelation: Double
        public var effectiveCount: Double

        enum CodingKeys: String, CodingKey {
            case standardDeviation = "standard_deviation"
            case lagOneCorrelation = "lag_one_correlation"
            case effectiveCount = "effective_values"
        }
    }

    public struct PlaneSource: Sendable, Encodable {
        public var diffusionCoefficient: Double
        public var standardError: Double
        public var relativeDifference: Double
        public var residualStandardDeviation: Double
        public var sentence: String

        enum CodingKeys: String, CodingKey {
            case diffusionCoefficient = "diffusion_coefficient_m2_per_s"
            case standardError = "standard_error"
            case relativeDifference = "relative_difference"
            case residualStandardDeviation = "residual_standard_deviation"
            case sentence
        }
    }

    public struct RejectedFit: Sendable, Encodable {
        public var diffusionCoefficient: Double
        public var interval: [Double]

        enum CodingKeys: String, CodingKey {
            case diffusionCoefficient = "diffusion_coefficient_m2_per_s"
            case interval = "ci95"
        }
    }

    public struct HydrodynamicRadius: Sendable, Encodable {
        public init(_ liquid: StokesEinstein, _ diffusion: Estimate) {
            let radius = liquid.radiusNanometers(diffusion)
            nanometers = radius.value
            standardError = radius.standardError
            viscosityPascalSeconds = liquid.viscosityPascalSeconds
            temperatureKelvin = liquid.temperatureKelvin
        }

        public var nanometers: Double
        public var standardError: Double
        public var viscosityPascalSeconds: Double
        public var temperatureKelvin: Double

        enum CodingKeys: String, CodingKey {
            case nanometers = "radius_nm"
            case standardError = "standard_error"
            case viscosityPascalSeconds = "viscosity_pa_s"
            case temperatureKelvin = "temperature_k"
        }
    }

    public struct Warning: Sendable, Encodable {
        public var code: String
        public var sentence: String
        public var species: String?
    }

    public static let schema = "growthscope-diffusion/1"

    public var schema = Self.schema
    /// The worst of the species'.
    public var status: DiffusionStatus
    public var species: [Species]
    public var warnings: [Warning]
    public var geometry: GeometryRecord
    public var input: [String: String]
    public var settings: [String: String]
    public var commandLine: [String]
    public var versions: [String: String]
    /// ISO 8601.
    public var finished: String

    public init(
        species: [Species], geometry: CuvetteGeometry, input: [String: String], settings: [String: String],
        commandLine: [String], versions: [String: String], finished: String
    ) {
        status = DiffusionStatus.worst(species.map(\.status))
        self.species = species
        warnings = species.flatMap(\.warnings)
        self.geometry = GeometryRecord(geometry)
        self.input = input
        self.settings = settings
        self.commandLine = commandLine
        self.versions = versions
        self.finished = finished
    }

    enum CodingKeys: String, CodingKey {
        case schema, status, species, warnings, geometry, input, settings
        case commandLine = "command_line"
        case versions, finished
    }
}

extension DiffusionRecord.Species {
    public init(_ result: DiffusionResult, name: String) {
        self.name = name
        status = result.status
        let isQuotable = result.status == .ok || result.status == .okWithWarning
        if let estimate = result.diffusionCoefficient, let interval = result.interval {
            let ends = [interval.lowerBound, interval.upperBound]
            if isQuotable {
                diffusionCoefficient = estimate.value
                standardError = estimate.standardError
                self.interval = ends
                geometryStandardError = estimate.value * result.geometryStandardErrorOfLogD
            } else {
                rejectedFit = DiffusionRecord.RejectedFit(diffusionCoefficient: estimate.value, interval: ends)
            }
        }
        endAbsorbance = result.endAbsorbance.map {
            DiffusionRecord.Number(value: $0.value, standardError: $0.standardError)
        }
        nuisances = result.nuisances.reduce(into: [:]) { list, nuisance in
            list[nuisance.name] = DiffusionRecord.Nuisance(
                value: nuisance.estimate.value,
                standardError: nuisance.isFree ? nuisance.estimate.standardError : nil, unit: nuisance.unit,
                isFree: nuisance.isFree, reason: nuisance.reason)
        }
        noise = result.noise.map {
            DiffusionRecord.Noise(
                standardDeviation: $0.standardDeviation, lagOneCorrelation: $0.lagOneCorrelation,
                effectiveCount: $0.effectiveCount)
        }
        if isQuotable { planeSource = result.planeSource.map(DiffusionRecord.PlaneSource.init) }
        notes = result.notes
        advice = result.advice
        valueCount = result.times.count
        outlierCount = result.isInlier.filter { !$0 }.count
        warnings = result.warnings.map {
            DiffusionRecord.Warning(code: $0.code.rawValue, sentence: $0.sentence, species: name)
        }
    }
}

extension DiffusionRecord.PlaneSource {
    init(_ comparison: DiffusionResult.PlaneSourceComparison) {
        diffusionCoefficient = comparison.diffusionCoefficient.value
        standardError = comparison.diffusionCoefficient.standardError
        relativeDifference = comparison.relativeDifference
        residualStandardDeviation = comparison.residualStandardDeviation
        let percent = NumberText.trimmed(abs(100 * relativeDifference), decimals: 1)
        sentence = "The textbook's plane source in a half-space would give a D that is \(percent) % "
            + "\(relativeDifference < 0 ? "smaller" : "larger"): it leaves out the heights of the layer and of the beam, the "
            + "averaging of the light, stray light, drift, and the surface of the liquid. For comparison only."
    }
}

import UVVis

/// A cuvette whose truth is known, and how it is measured.
public struct CuvetteScene: Sendable, Equatable, Codable {
    public struct Species: Sendable, Equatable, Codable {
        public var name: String
        /// m2/s
        public var diffusionCoefficient: Double
        /// Absorbance at the maximum of its band when it is spread evenly.
        public var endAbsorbance: Double
        /// Centre and width (standard deviation) of its band, nm.
        public var bandCentre: Double
        public var bandWidth: Double

        enum CodingKeys: String, CodingKey {
            case name
            case diffusionCoefficient = "diffusion_coefficient_m2_per_s"
            case endAbsorbance = "end_absorbance"
            case bandCentre = "band_centre_nm"
            case bandWidth = "band_width_nm"
        }
    }

    /// What the folder holds.
    public enum Form: String, Sendable, Codable {
        /// time_s,absorbance of the first species.
        case trace
        /// Raw counts in files of OceanView, with dark, reference and pure spectra.
        case spectra
    }

    public var name: String
    public var form: Form
    public var species: [Species]
    public var columnHeightMillimeters = 32.2
    public var beamBottomMillimeters = 3.0
    public var beamTopMillimeters = 4.0
    public var layerHeightMillimeters = 0.2
    public var isStartTimeKnown = true
    public var isBaselineZeroed = true
    /// nil: not told to the user; then `trueStrayLightFraction` holds all the same.
    public var statedStrayLightFraction: Double?
    public var trueStrayLightFraction = 0.0
    public var startSeconds = 0.0
    public var baseline = 0.0
    public var driftPerSecond = 0.0
    public var premixedFraction = 0.0
    public var premixedHeightMillimeters = 6.0
    public var durationSeconds = 64_000.0
    public var intervalSeconds = 200.0
    /// Standard deviation of an absorbance, and its correlation from one value to the next.
    public var noise = 0.003
    public var noiseCorrelation = 0.0
    public var outlierCount = 0
    /// Time of day at which the first spectrum is taken.
    public var clockSeconds = 33_330.0
    public var seed: UInt64 = 1

    public init(name: String, form: Form, species: [Species]) {
        self.name = name
        self.form = form
        self.species = species
    }

    /// Of the recording, s.
    public var times: [Double] {
        (0...max(1, Int((durationSeconds / intervalSeconds).rounded(.down)))).map { Double($0) * intervalSeconds }
    }

    /// What a user knows.
    public var geometry: CuvetteGeometry {
        CuvetteGeometry(
            pathLengthCentimeters: 1, floorAreaSquareMillimeters: 100, columnHeightMillimeters: columnHeightMillimeters,
            beamBottomMillimeters: beamBottomMillimeters, beamTopMillimeters: beamTopMillimeters,
            layerHeightMillimeters: layerHeightMillimeters, isStartTimeKnown: isStartTimeKnown,
            isBaselineZeroed: isBaselineZeroed, strayLightFraction: statedStrayLightFraction)
    }

    enum CodingKeys: String, CodingKey {
        case name, form, species
        case columnHeightMillimeters = "column_height_mm"
        case beamBottomMillimeters = "beam_z0_mm"
        case beamTopMillimeters = "beam_z1_mm"
        case layerHeightMillimeters = "layer_height_mm"
        case isStartTimeKnown = "start_time_known"
        case isBaselineZeroed = "baseline_zeroed"
        case statedStrayLightFraction = "stated_stray_light_fraction"
        case trueStrayLightFraction = "true_stray_light_fraction"
        case startSeconds = "start_s"
        case baseline
        case driftPerSecond = "drift_per_s"
        case premixedFraction = "premixed_fraction"
        case premixedHeightMillimeters = "premixed_height_mm"
        case durationSeconds = "duration_s"
        case intervalSeconds = "interval_s"
        case noise
        case noiseCorrelation = "noise_correlation"
        case outlierCount = "outliers"
        case clockSeconds = "clock_s"
        case seed
    }
}

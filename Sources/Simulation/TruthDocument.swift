/// A value that is written as null where it is missing: readers find every key in every record.
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// The layout of truth.json.
struct TruthDocument: Encodable, Sendable {
    let schema = "crystal-growth-truth/1"
    let name: String
    let description: String
    let seed: UInt64
    let mode: String
    let width: Int
    let height: Int
    let nFrames: Int
    let micrometersPerPixel: Double
    let bits: Int
    let colour: Bool
    let gamma: Double
    let frameTimesSeconds: [Double]
    let conventions = "px: centre of top-left pixel = (0,0), x right, y down; um = px*um_per_px; camera frame; "
        + "orientation = direction of the first facet's normal, from x towards y"
    let optics: Optics
    /// Centre and radius of each speck in px, before any drift.
    let dustOnSample: [[Double]]
    let floaters: [FloaterPassage]
    let crystals: [Crystal]
    let frames: [FrameRecord]

    enum CodingKeys: String, CodingKey {
        case schema, name, description, seed, mode, width, height, bits, colour, gamma, conventions, optics, floaters
        case crystals, frames
        case dustOnSample = "dust_on_sample_px0"
        case nFrames = "n_frames"
        case micrometersPerPixel = "um_per_px"
        case frameTimesSeconds = "frame_times_s"
    }

    struct Optics: Encodable, Sendable {
        let psfSigmaPixels: [Double]
        let defocusMicrometers: [Double]
        let frameGain: [Double]
        let driftPixels: [[Double]]
        let fullWellElectrons: Double
        let readNoiseElectrons: Double
        let exposure: Double
        let fixedPatternGain: Double

        enum CodingKeys: String, CodingKey {
            case exposure
            case psfSigmaPixels = "psf_sigma_px"
            case defocusMicrometers = "defocus_um"
            case frameGain = "frame_gain"
            case driftPixels = "drift_px"
            case fullWellElectrons = "full_well_e"
            case readNoiseElectrons = "read_noise_e"
            case fixedPatternGain = "prnu"
        }
    }

    /// First and last frame in which a floater shows in the picture.
    struct FloaterPassage: Encodable, Sendable, Equatable {
        let first: Int
        let last: Int
    }

    struct FrameRecord: Encodable, Sendable {
        let frame: Int
        let timeSeconds: Double
        let crystals: [CrystalRecord]

        enum CodingKeys: String, CodingKey {
            case frame, crystals
            case timeSeconds = "time_s"
        }
    }

    struct CrystalRecord: Encodable, Sendable {
        let id: Int
        var sideMicrometers: Double
        var widthMicrometers: OrNull<Double>
        let areaSquareMicrometers: Double
        let centreMicrometers: [Double]
        let centrePixels: [Double]
        let centreOnSampleMicrometers: [Double]
        let orientationDegrees: Double
        let edges: [Double]
        let longSideMicrometers: Double
        let shortSideMicrometers: Double
        let rootAreaMicrometers: Double
        let feretMaximumMicrometers: Double
        let perimeterMicrometers: Double
        var facetDistances: [Double]
        let polygonMicrometers: [[Double]]
        let polygonPixels: [[Double]]
        let isFullyInside: Bool
        let visibleFraction: Double
        let touching: [Int]
        let isClippedByNeighbour: Bool
        let gapMicrometers: OrNull<Double>

        enum CodingKeys: String, CodingKey {
            case id, touching
            case sideMicrometers = "side_um"
            case widthMicrometers = "width_um"
            case areaSquareMicrometers = "area_um2"
            case centreMicrometers = "centre_um"
            case centrePixels = "centre_px"
            case centreOnSampleMicrometers = "centre_sample_um"
            case orientationDegrees = "orientation_deg"
            case edges = "edge_um"
            case longSideMicrometers = "rect_long_um"
            case shortSideMicrometers = "rect_short_um"
            case rootAreaMicrometers = "sqrt_area_um"
            case feretMaximumMicrometers = "feret_max_um"
            case perimeterMicrometers = "perimeter_um"
            case facetDistances = "facet_distance_um"
            case polygonMicrometers = "polygon_um"
            case polygonPixels = "polygon_px"
            case isFullyInside = "fully_inside"
            case visibleFraction = "visible_fraction"
            case isClippedByNeighbour = "clipped_by_neighbour"
            case gapMicrometers = "gap_um"
        }
    }
}

/// What the score needs of truth.json (see `SceneTruth`).
struct Truth: Decodable {
    let micrometersPerPixel: Double
    let frameTimesSeconds: [Double]
    let optics: Optics
    let crystals: [Crystal]
    let frames: [Frame]

    struct Optics: Decodable {
        let psfSigmaPixels: [Double]
        let defocusMicrometers: [Double]

        enum CodingKeys: String, CodingKey {
            case psfSigmaPixels = "psf_sigma_px"
            case defocusMicrometers = "defocus_um"
        }
    }

    struct Crystal: Decodable {
        let id: Int
        let shape: String
        let velocityWindows: [Window]
        let firstTouchSeconds: Double?

        enum CodingKeys: String, CodingKey {
            case id, shape
            case velocityWindows = "velocity_windows"
            case firstTouchSeconds = "first_touch_s"
        }
    }

    /// A stretch of constant velocity while the crystal is free.
    struct Window: Decodable {
        let startSeconds: Double
        let endSeconds: Double
        let sideVelocity: Double

        enum CodingKeys: String, CodingKey {
            case startSeconds = "t0_s"
            case endSeconds = "t1_s"
            case sideVelocity = "side_velocity_um_min"
        }
    }

    struct Frame: Decodable {
        let frame: Int
        let crystals: [Record]
    }

    struct Record: Decodable {
        let id: Int
        let sideMicrometers: Double
        let widthMicrometers: Double?
        let areaSquareMicrometers: Double
        let centreMicrometers: [Double]
        let longSideMicrometers: Double
        let shortSideMicrometers: Double
        let edges: [Double]
        let isFullyInside: Bool
        let visibleFraction: Double
        let gapMicrometers: Double?

        enum CodingKeys: String, CodingKey {
            case id
            case sideMicrometers = "side_um"
            case widthMicrometers = "width_um"
            case areaSquareMicrometers = "area_um2"
            case centreMicrometers = "centre_um"
            case longSideMicrometers = "rect_long_um"
            case shortSideMicrometers = "rect_short_um"
            case edges = "edge_um"
            case isFullyInside = "fully_inside"
            case visibleFraction = "visible_fraction"
            case gapMicrometers = "gap_um"
        }
    }

    enum CodingKeys: String, CodingKey {
        case optics, crystals, frames
        case micrometersPerPixel = "um_per_px"
        case frameTimesSeconds = "frame_times_s"
    }
}

extension Truth.Record {
    /// Has to be measured: wholly in the picture and not tiny (12 px, the square root of its area).
    func isRequired(scale: Double) -> Bool { isFullyInside && areaSquareMicrometers.squareRoot() >= 12 * scale }

    /// Farther than 4 px from its nearest neighbour.
    func isIsolated(scale: Double) -> Bool { gapMicrometers.map { $0 > 4 * scale } ?? true }

    /// Part of the picture that may be measured or not without blame.
    var isVisible: Bool { visibleFraction > 0.02 }
}

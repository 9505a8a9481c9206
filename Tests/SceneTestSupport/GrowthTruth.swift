import Foundation
import Imaging
import Simulation

/// What truth.json ("crystal-growth-truth/1") says of a recording's crystals.
public struct GrowthTruth: Decodable, Sendable {
    public let micrometersPerPixel: Double
    public let times: [Double]
    public let frames: [Frame]
    public let crystals: [Crystal]

    enum CodingKeys: String, CodingKey {
        case frames, crystals
        case micrometersPerPixel = "um_per_px"
        case times = "frame_times_s"
    }

    public init(_ scene: GrowthScene) throws {
        self = try JSONDecoder().decode(GrowthTruth.self, from: SceneTruth(scene: scene).json())
    }

    public init(contentsOf path: String) throws {
        self = try JSONDecoder().decode(GrowthTruth.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    public struct Frame: Decodable, Sendable {
        public let frame: Int
        public let timeSeconds: Double
        public let crystals: [Record]

        enum CodingKeys: String, CodingKey {
            case frame, crystals
            case timeSeconds = "time_s"
        }
    }

    /// One crystal in one frame.
    public struct Record: Decodable, Sendable {
        public let id: Int
        public let sideMicrometers: Double
        public let widthMicrometers: Double?
        public let areaSquareMicrometers: Double
        public let perimeterMicrometers: Double
        public let orientationDegrees: Double
        public let rootAreaMicrometers: Double
        public let isFullyInside: Bool
        public let visibleFraction: Double
        public let gapMicrometers: Double?
        let polygonPixels: [[Double]]
        let centreMicrometers: [Double]

        public var polygon: [Point] { polygonPixels.map { Point(x: $0[0], y: $0[1]) } }
        public var centre: Point { Point(x: centreMicrometers[0], y: centreMicrometers[1]) }

        enum CodingKeys: String, CodingKey {
            case id
            case sideMicrometers = "side_um"
            case widthMicrometers = "width_um"
            case areaSquareMicrometers = "area_um2"
            case perimeterMicrometers = "perimeter_um"
            case orientationDegrees = "orientation_deg"
            case rootAreaMicrometers = "sqrt_area_um"
            case isFullyInside = "fully_inside"
            case visibleFraction = "visible_fraction"
            case gapMicrometers = "gap_um"
            case polygonPixels = "polygon_px"
            case centreMicrometers = "centre_um"
        }
    }

    /// A crystal over the whole recording.
    public struct Crystal: Decodable, Sendable {
        public let id: Int
        public let shape: String
        public let nucleationTimeSeconds: Double
        public let facetNormalDegrees: [Double]
        public let velocityWindows: [Window]
        public let firstTouchSeconds: Double?

        enum CodingKeys: String, CodingKey {
            case id, shape
            case nucleationTimeSeconds = "nucleation_time_s"
            case facetNormalDegrees = "facet_normal_deg"
            case velocityWindows = "velocity_windows"
            case firstTouchSeconds = "first_touch_s"
        }
    }

    /// A stretch of constant velocity.
    public struct Window: Decodable, Sendable {
        public let startSeconds: Double
        public let endSeconds: Double
        public let sideVelocity: Double
        public let areaLaw: AreaLaw

        enum CodingKeys: String, CodingKey {
            case startSeconds = "t0_s"
            case endSeconds = "t1_s"
            case sideVelocity = "side_velocity_um_min"
            case areaLaw = "area_law"
        }
    }

    /// area = a2 T^2 + a1 T + a0, T in minutes since the window's start.
    public struct AreaLaw: Decodable, Sendable {
        public let a0: Double
        public let a1: Double
        public let a2: Double
    }
}

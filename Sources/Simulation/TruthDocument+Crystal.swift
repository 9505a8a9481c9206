extension TruthDocument {
    /// A crystal's laws of growth.
    struct Crystal: Encodable, Sendable {
        let id: Int
        let shape: String
        let sideDefinition: String
        let nucleationTimeSeconds: Double
        let nucleationPoint: [Double]
        let facetNormalDegrees: [Double]
        let facetInitialDistances: [Double]
        let growthLaw: [Stretch]
        let velocityWindows: [Window]
        let firstTouchSeconds: OrNull<Double>
        let firstVisibleFrame: OrNull<Int>
        let lastVisibleFrame: OrNull<Int>
        let lastFullyInsideFrame: OrNull<Int>

        enum CodingKeys: String, CodingKey {
            case id, shape
            case sideDefinition = "side_definition"
            case nucleationTimeSeconds = "nucleation_time_s"
            case nucleationPoint = "nucleation_point_sample_um"
            case facetNormalDegrees = "facet_normal_deg"
            case facetInitialDistances = "facet_d0_um"
            case growthLaw = "growth_law"
            case velocityWindows = "velocity_windows"
            case firstTouchSeconds = "first_touch_s"
            case firstVisibleFrame = "first_visible_frame"
            case lastVisibleFrame = "last_visible_frame"
            case lastFullyInsideFrame = "last_fully_inside_frame"
        }
    }

    struct Stretch: Encodable, Sendable {
        let startSeconds: Double
        let endSeconds: Double
        let factor: Double

        enum CodingKeys: String, CodingKey {
            case factor
            case startSeconds = "t0_s"
            case endSeconds = "t1_s"
        }
    }

    struct Window: Encodable, Sendable {
        let startSeconds: Double
        let endSeconds: Double
        let sideVelocity: Double
        let widthVelocity: OrNull<Double>
        let facetVelocities: [Double]
        let areaLaw: AreaLaw

        enum CodingKeys: String, CodingKey {
            case startSeconds = "t0_s"
            case endSeconds = "t1_s"
            case sideVelocity = "side_velocity_um_min"
            case widthVelocity = "width_velocity_um_min"
            case facetVelocities = "facet_velocity_um_min"
            case areaLaw = "area_law"
        }
    }

    struct AreaLaw: Encodable, Sendable {
        let form = "area = a2*T^2 + a1*T + a0, T = (time_s - t0_s)/60 min"
        let quadratic: Double
        let linear: Double
        let constant: Double

        enum CodingKeys: String, CodingKey {
            case form
            case quadratic = "a2"
            case linear = "a1"
            case constant = "a0"
        }
    }
}

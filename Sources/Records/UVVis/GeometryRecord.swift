import UVVis

/// The geometry in the keys of its file.
public struct GeometryRecord: Sendable, Encodable {
    public let geometry: CuvetteGeometry

    public init(_ geometry: CuvetteGeometry) { self.geometry = geometry }

    private enum Key: String, CodingKey {
        case path_length_cm, floor_area_mm2, column_height_mm, beam_z0_mm, beam_z1_mm, nominal_layer_height_mm, injected
        case start_time_known, baseline_zeroed, stray_light_fraction
        case beam_height_se_mm, layer_height_se_mm, column_height_se_mm
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(geometry.pathLengthCentimeters, forKey: .path_length_cm)
        try container.encode(geometry.floorAreaSquareMillimeters, forKey: .floor_area_mm2)
        try container.encode(geometry.columnHeightMillimeters, forKey: .column_height_mm)
        try container.encode(geometry.beamBottomMillimeters, forKey: .beam_z0_mm)
        try container.encode(geometry.beamTopMillimeters, forKey: .beam_z1_mm)
        try container.encode(geometry.layerHeightMillimeters, forKey: .nominal_layer_height_mm)
        try container.encode(geometry.injection.rawValue, forKey: .injected)
        try container.encode(geometry.isStartTimeKnown, forKey: .start_time_known)
        try container.encode(geometry.isBaselineZeroed, forKey: .baseline_zeroed)
        try container.encode(geometry.strayLightFraction, forKey: .stray_light_fraction)
        try container.encodeIfPresent(geometry.beamHeightStandardErrorMillimeters, forKey: .beam_height_se_mm)
        try container.encodeIfPresent(geometry.layerHeightStandardErrorMillimeters, forKey: .layer_height_se_mm)
        try container.encodeIfPresent(geometry.columnHeightStandardErrorMillimeters, forKey: .column_height_se_mm)
    }
}

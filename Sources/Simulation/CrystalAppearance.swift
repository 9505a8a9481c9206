/// How a crystal differs from the solution around it.
public struct CrystalAppearance: Codable, Sendable, Equatable {
    public enum Contrast: String, Codable, Sendable, CaseIterable {
        /// Dark in transmitted light.
        case opaque
        /// Nearly clear, seen by the dark rim of its side faces and the Becke line beside it.
        case transparent
        /// Absorbs each colour differently.
        case coloured
        /// Shines on a dark field (fluorescence, dark field, crossed polarisers).
        case bright
    }

    public enum RimProfile: String, Codable, Sendable, CaseIterable { case gaussian, box }

    public var contrast = Contrast.opaque
    /// Opaque: part of the light that the crystal takes away, 0 to 1.
    public var opacity = 0.9
    /// Transparent: part of the light absorbed inside.
    public var absorption = 0.04
    /// Transparent: depth of the rim, its profile across the true edge, its full width (at half depth if Gaussian).
    public var rimDepth = 0.45
    public var rimProfile = RimProfile.gaussian
    public var rimWidthMicrometers = 1.5
    /// Transparent: brightness of the Becke line over the background, its greatest distance from the edge (inwards for
    /// positive defocus, outwards for negative) and its full width at half height.
    public var beckeAmplitude = 0.25
    public var beckeOffsetMicrometers = 1.6
    public var beckeWidthMicrometers = 1.6
    /// Coloured: part of red, green and blue light that passes.
    public var transmission: [Double] = [0.85, 0.55, 0.15]
    /// Bright: light of the dark field where a crystal gives 1.
    public var fieldBrightness = 0.08
    /// Contrast of one terrace step relative to that of the crystal.
    public var terraceContrast = 0.02

    public init() {}

    enum CodingKeys: String, SceneKey {
        case contrast, opacity, absorption, transmission
        case rimDepth = "rim_depth"
        case rimProfile = "rim_profile"
        case rimWidthMicrometers = "rim_width_um"
        case beckeAmplitude = "becke_amplitude"
        case beckeOffsetMicrometers = "becke_offset_um"
        case beckeWidthMicrometers = "becke_width_um"
        case fieldBrightness = "field_brightness"
        case terraceContrast = "terrace_contrast"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.contrast, into: &contrast)
        try values.read(.opacity, into: &opacity)
        try values.read(.absorption, into: &absorption)
        try values.read(.rimDepth, into: &rimDepth)
        try values.read(.rimProfile, into: &rimProfile)
        try values.read(.rimWidthMicrometers, into: &rimWidthMicrometers)
        try values.read(.beckeAmplitude, into: &beckeAmplitude)
        try values.read(.beckeOffsetMicrometers, into: &beckeOffsetMicrometers)
        try values.read(.beckeWidthMicrometers, into: &beckeWidthMicrometers)
        try values.read(.transmission, into: &transmission)
        try values.read(.fieldBrightness, into: &fieldBrightness)
        try values.read(.terraceContrast, into: &terraceContrast)
    }

    /// Light of the empty field, 1 where the crystals take light away.
    var fieldLight: Float { contrast == .bright ? Float(fieldBrightness) : 1 }

    /// What full coverage by a crystal adds to the light of the field, per channel.
    func lightOfCoverage(channels: Int) -> [Float] {
        switch contrast {
        case .opaque: Array(repeating: Float(-opacity), count: channels)
        case .transparent: Array(repeating: Float(-absorption), count: channels)
        case .bright: Array(repeating: Float(1 - fieldBrightness), count: channels)
        case .coloured:
            channels == 3
                ? transmission.map { Float($0 - 1) }
                // A grey camera weighs the colours by Rec. 601.
                : [Float(0.299 * transmission[0] + 0.587 * transmission[1] + 0.114 * transmission[2] - 1)]
        }
    }
}

import Simulation

/// A kind of recording that the accuracy table has a line for.
enum SceneKind: String, CaseIterable, Sendable {
    case opaque, transparent, hexagons, ribbon, truncated, crowd, noisy, bright, stages, empty, small, defocused
    case clearCrowd = "clear-crowd"
    case sixteenBit = "16-bit"
    case unevenLight = "uneven-light"
    case screen

    var title: String {
        switch self {
        case .opaque: "opaque squares and rectangle"
        case .transparent: "transparent squares (rim, Becke line)"
        case .hexagons: "coloured hexagons, gamma 0.45"
        case .ribbon: "transparent ribbon and rectangle"
        case .truncated: "truncated squares"
        case .crowd: "opaque crowd, late contact"
        case .clearCrowd: "transparent crowd, late contact"
        case .noisy: "10 % contrast in heavy noise"
        case .bright: "bright on dark"
        case .stages: "growth that slows down and stops"
        case .sixteenBit: "16-bit TIFF"
        case .empty: "no crystal: dust, floaters, clock"
        case .small: "small crystals (10 to 45 px)"
        case .defocused: "defocused (blur of 2 to 3 px)"
        case .unevenLight: "uneven, fading, flickering light"
        case .screen: "grey plates, gamma 0.45"
        }
    }

    /// The movies of a kind are numbered from 0; each has a seed of its own, which nothing was ever tuned on.
    func seed(ofMovie number: Int) -> UInt64 {
        71_000 + 100 * UInt64(Self.allCases.firstIndex(of: self) ?? 0) + UInt64(number)
    }

    /// A movie of this kind, its crystals varied by its seed.
    func scene(movie number: Int) -> GrowthScene {
        var draft = SceneDraft(seed: seed(ofMovie: number))
        draft.scene.name = "\(rawValue)-\(draft.scene.seed)"
        draft.scene.summary = title
        compose(&draft)
        return draft.scene
    }
}

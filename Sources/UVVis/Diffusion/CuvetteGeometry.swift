import Foundation

/// The cuvette, the beam and the injection: what a diffusion coefficient cannot be had without.
public struct CuvetteGeometry: Sendable, Equatable {
    public enum Injection: String, Sendable, Codable {
        case bottomLayer = "bottom layer"
        case topLayer = "top layer"
    }

    public var pathLengthCentimeters: Double
    public var floorAreaSquareMillimeters: Double
    /// Of the liquid, above the inner floor.
    public var columnHeightMillimeters: Double
    /// Lower edge of the beam above the inner floor.
    public var beamBottomMillimeters: Double
    public var beamTopMillimeters: Double
    /// Injected volume / floor area.
    public var layerHeightMillimeters: Double
    public var injection: Injection = .bottomLayer
    /// Time 0 of the trace is the injection.
    public var isStartTimeKnown: Bool
    /// The trace is zero without solute.
    public var isBaselineZeroed: Bool
    /// nil: not known.
    public var strayLightFraction: Double?
    /// Of the beam's position; nil: not stated, taken as exact.
    public var beamHeightStandardErrorMillimeters: Double?
    public var layerHeightStandardErrorMillimeters: Double?
    public var columnHeightStandardErrorMillimeters: Double?

    public init(
        pathLengthCentimeters: Double, floorAreaSquareMillimeters: Double, columnHeightMillimeters: Double,
        beamBottomMillimeters: Double, beamTopMillimeters: Double, layerHeightMillimeters: Double,
        isStartTimeKnown: Bool, isBaselineZeroed: Bool, strayLightFraction: Double? = nil,
        beamHeightStandardErrorMillimeters: Double? = nil
    ) {
        self.pathLengthCentimeters = pathLengthCentimeters
        self.floorAreaSquareMillimeters = floorAreaSquareMillimeters
        self.columnHeightMillimeters = columnHeightMillimeters
        self.beamBottomMillimeters = beamBottomMillimeters
        self.beamTopMillimeters = beamTopMillimeters
        self.layerHeightMillimeters = layerHeightMillimeters
        self.isStartTimeKnown = isStartTimeKnown
        self.isBaselineZeroed = isBaselineZeroed
        self.strayLightFraction = strayLightFraction
        self.beamHeightStandardErrorMillimeters = beamHeightStandardErrorMillimeters
    }

    public var columnHeightMeters: Double { columnHeightMillimeters * 1e-3 }
    public var beamMeters: ClosedRange<Double> { beamBottomMillimeters * 1e-3...beamTopMillimeters * 1e-3 }

    /// Way from the wall at which the solute was injected to the middle of the beam, m.
    public var beamDistanceMeters: Double {
        let middle = (beamBottomMillimeters + beamTopMillimeters) / 2
        return 1e-3 * (injection == .bottomLayer ? middle : columnHeightMillimeters - middle)
    }

    public var column: DiffusionColumn { column(layerMillimeters: layerHeightMillimeters) }

    /// The column in which the injection mixed the solute up to a height.
    public func column(premixedToMillimeters height: Double) -> DiffusionColumn { column(layerMillimeters: height) }

    /// The column with the solute between two distances from the injection's end.
    func column(betweenMillimeters range: ClosedRange<Double>) -> DiffusionColumn {
        let height = columnHeightMeters
        let (near, far) = (range.lowerBound * 1e-3, min(range.upperBound * 1e-3, height))
        return DiffusionColumn(
            heightMeters: height, layerMeters: injection == .bottomLayer ? near...far : height - far...height - near)
    }

    /// The column with a layer of another height at the injection's end.
    func column(layerMillimeters: Double) -> DiffusionColumn {
        let height = columnHeightMeters
        let layer = min(layerMillimeters * 1e-3, height)
        return DiffusionColumn(
            heightMeters: height, layerMeters: injection == .bottomLayer ? 0...layer : height - layer...height)
    }
}

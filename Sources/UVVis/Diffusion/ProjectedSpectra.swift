import Statistics

/// Spectra that are unmixed, with the projection of each: no course changes it.
struct ProjectedSpectra {
    let unmixing: SpeciesUnmixing
    /// Of every time; nil where too few channels are left.
    let projections: [UnmixingProjection?]

    var times: [Double] { unmixing.spectra.times }

    init(_ unmixing: SpeciesUnmixing) {
        self.unmixing = unmixing
        projections = SideBySide.map(unmixing.spectra.times.count) { unmixing.projection(at: $0) }
    }

    /// As `SpeciesUnmixing.amounts`; noise about zero is not made positive.
    var amounts: [[AbsorbanceValue]] {
        SideBySide.map(projections.count) { unmixing.amounts(at: $0, tolerance: 3, projections[$0]) }
    }
}

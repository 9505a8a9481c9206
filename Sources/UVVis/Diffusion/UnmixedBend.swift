import Statistics

/// By how much unmixed amounts differ from the mean concentrations in the beam, and what of that is not known.
struct UnmixedBend {
    /// Absorbance; one list per time, one value per species.
    let values: [[Double]]
    private let unmixing: SpeciesUnmixing
    private let beam: UnmixedBeam
    private let strayLight: SpectralStrayLight

    init(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, _ strayLight: SpectralStrayLight) {
        self.unmixing = unmixing
        self.beam = beam
        self.strayLight = strayLight
        let bend = beam.bend(strayLightFraction: strayLight.fraction)
        values = SideBySide.map(beam.moments.count) { i in
            guard let moment = beam.moments[i] else { return unmixing.species.map { _ in 0 } }
            return moment.projection.amounts(bend.values(moment, at: i), ofFirst: unmixing.species.count)
        }
    }

    /// From the stray light, the baseline that was taken off, and the dark and reference of every channel.
    ///
    /// - Parameter present: indices of the times that the trace holds.
    func sharedError(ofSpecies k: Int, atTimes present: [Int]) -> SharedError {
        var shared = SharedError(times: present.map { unmixing.spectra.times[$0] })
        let moments = shared.knots.map { (place: present[$0], moment: beam.moments[present[$0]]) }
        let derivatives = beam.strayLightDerivatives(at: strayLight.fraction)
        shared.add(
            course: moments.map { place, moment in
                guard let moment else { return 0 }
                let change = moment.projection.amounts(derivatives.values(moment, at: place))
                return strayLight.standardError * change[k]
            })
        shared.add(
            course: moments.map { place, moment in
                (moment?.projection.influences[k].reduce(0, +) ?? 0) * unmixing.baselineErrors[place]
            })
        var courses = Array(
            repeating: Array(repeating: 0.0, count: shared.knots.count), count: unmixing.spectra.wavelengths.count)
        for (knot, (place, moment)) in moments.enumerated() {
            guard let moment else { continue }
            for (j, channel) in moment.projection.channels.enumerated() {
                let error = unmixing.spectra.commonErrors[place][channel]
                courses[channel][knot] = error.isFinite ? moment.projection.influences[k][j] * error : 0
            }
        }
        courses.forEach { shared.add(course: $0) }
        return shared
    }
}

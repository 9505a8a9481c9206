import Statistics

/// How a plate whose inside is not even misleads the step that is fitted to its edge: terraces near the edge, corners that are
/// blurred into a short facet's profile. A level that changes evenly with depth, fitted beside the step, tells most of what they
/// move the edge by, whichever it is.
enum EdgeTilt {
    /// How far outward of a step's place the edge lies, px, to first order; nil for a rim, and where the profile does not
    /// reach far enough inside.
    static func shift(_ bins: [EdgeBand.Bin], _ shape: EdgeShape, position: Double) -> Estimate? {
        guard shape.rimDepth == 0, shape.beckeHeight == 0 else { return nil }
        // Zero outside, proportional to the depth inside, and blurred as the step is.
        let departure = StepDeparture(of: bins, from: shape, at: position) { z, passed, slope in z * (1 - passed) - slope }
        return departure.map { departure in
            Estimate(
                value: departure.shiftPerAmount * departure.amount.value,
                standardError: abs(departure.shiftPerAmount) * departure.amount.standardError)
        }
    }
}

import CNumerics

/// A profile's samples in a short stretch.
public struct ProfileBin: Sendable, Equatable {
    /// Their mean place.
    public var distance: Double
    /// Their mean value.
    public var value: Double
    /// How many they are, or their weight.
    public var count: Double

    public init(distance: Double, value: Double, count: Double) {
        self.distance = distance
        self.value = value
        self.count = count
    }
}

/// A curve that is read from a table, ten times as fast as one of error functions is computed.
///
/// Between its nodes it is continued by cubics through the values and slopes of both (Hermite), beyond them it is level.
public struct TabulatedCurve: Sendable {
    /// Each stretch between two nodes: coefficients of a cubic in the part of it that is passed, the constant first. One
    /// more at either end is level.
    private let stretches: [SIMD4<Double>]
    private let layout: cnumerics_curve

    /// - Parameters:
    ///   - first: place of the first node.
    ///   - nodes: at least one; the slope is that by the place.
    public init(from first: Double, spacing: Double, nodes: [(value: Double, slope: Double)]) {
        let cubics = zip(nodes, nodes.dropFirst()).map { a, b in
            // Newton's form: what both nodes' slopes differ by from the chord's.
            let (rise, slope) = (b.value - a.value, a.slope * spacing)
            let third = slope + b.slope * spacing - 2 * rise
            return SIMD4(a.value, slope, rise - slope - third, third)
        }
        stretches = [SIMD4(nodes[0].value, 0, 0, 0)] + cubics + [SIMD4(nodes[nodes.count - 1].value, 0, 0, 0)]
        layout = cnumerics_curve(
            stretches: Int32(stretches.count), start: first - spacing, stretches_per_unit: 1 / spacing)
    }

    /// Where a profile shows the curve.
    public struct Match: Sendable {
        /// Of the curve in the profile.
        public var shift: Double
        /// Contrast of the profile relative to the curve's.
        public var scale: Double
        /// Of the shift, from the profile's scatter about the curve.
        public var standardError: Double
        /// By how much the last pass moved the curve: little where the shift was found.
        public var lastStep: Double
    }

    /// Matches profiles with the curve: linear regression on the curve, its slope and a constant (Gauss and Newton's method),
    /// repeated at the shifted place.
    ///
    /// - Parameters:
    ///   - ends: where each profile ends among the bins.
    ///   - largestStep: within which the curve is like its tangent.
    ///   - tolerance: the step after which none is made.
    /// - Returns: nil for a profile of fewer than six bins, and for one from which the three cannot be told.
    public func matches(
        of bins: [ProfileBin], ends: [Int], largestStep: Double, tolerance: Double, passes: Int
    ) -> [Match?] {
        var matches = [cnumerics_match](repeating: cnumerics_match(), count: ends.count)
        let steps = cnumerics_steps(largest: largestStep, tolerance: tolerance, most: Int32(passes))
        cnumerics_match_profiles(bins, ends, Int32(ends.count), stretches, layout, steps, &matches)
        return matches.map { match in
            guard match.is_solved != 0 else { return nil }
            return Match(
                shift: match.shift, scale: match.scale, standardError: match.standard_error, lastStep: match.last_step)
        }
    }
}

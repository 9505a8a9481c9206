import Statistics

/// The velocity of every stage, and which of them is the steady growth.
struct StageVelocities {
    struct Stage {
        let range: ClosedRange<Double>
        let line: PolynomialTrend

        var growth: Double { line.slope.value * (range.upperBound - range.lowerBound) / 60 }
    }

    let side: MeasuredSeries
    let stages: GrowthStages
    /// Ascending in time; stages too short for a line of their own are missing.
    let fitted: [Stage]

    init(side: MeasuredSeries, stages: GrowthStages) {
        self.side = side
        self.stages = stages
        let spacing = side.span / Double(side.count - 1)
        fitted = (0..<stages.count).compactMap { k in
            let range = stages.range(k)
            // A frame beside a break may belong to either stage; it is left out where the stage can spare it.
            let inner = (k == 0 ? range.lowerBound : range.lowerBound + spacing / 2)
            let outer = (k == stages.count - 1 ? range.upperBound : range.upperBound - spacing / 2)
            if inner < outer, case let trimmed = side.within(inner...outer), trimmed.count >= 5 {
                return PolynomialTrend(trimmed, degree: 1).map { Stage(range: range, line: $0) }
            }
            return PolynomialTrend(side.within(range), degree: 1).map { Stage(range: range, line: $0) }
        }
    }

    func segments(scaleRelativeStandardError: Double) -> [CrystalKinetics.Segment] {
        fitted.map { stage in
            CrystalKinetics.Segment(
                startSeconds: stage.range.lowerBound, endSeconds: stage.range.upperBound,
                sideVelocity: stage.line.slope.includingScale(scaleRelativeStandardError))
        }
    }

    /// The stage in which the crystal grew most; the longest where none grew.
    var steadyGrowth: Stage? {
        let growing = fitted.filter { $0.line.slope.value > 0 }
        return growing.max { $0.growth < $1.growth }
            ?? fitted.max { $0.range.upperBound - $0.range.lowerBound < $1.range.upperBound - $1.range.lowerBound }
    }

    /// Whether the steady stage really grows: its interval lies above zero, and it grew more than a thousandth of
    /// its side and more than the scatter of its samples. Less is the drift of focus or lamp.
    var isGrowing: Bool {
        guard let steady = steadyGrowth else { return false }
        let size = abs(steady.line.value(at: steady.line.endSeconds).value)
        return steady.line.slopeInterval95.lowerBound > 0
            && steady.growth > max(0.002 * size, steady.line.residualStandardDeviation)
    }

    /// The first and the last stage of growth, and what lies between.
    var growthRange: ClosedRange<Double>? {
        let fastest = fitted.map(\.line.slope.value).max() ?? 0
        let growing = fitted.filter { $0.line.slope.value > 0.05 * fastest }
        guard fastest > 0, let first = growing.first, let last = growing.last else { return nil }
        return first.range.lowerBound...last.range.upperBound
    }

    /// Whether the record starts with growth, not with a crystal at rest.
    var growsFromTheStart: Bool {
        guard let range = growthRange, let first = stages.boundaries.first else { return false }
        return range.lowerBound <= first
    }
}

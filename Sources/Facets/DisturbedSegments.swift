import Statistics

/// Segments of a transparent crystal's facets beside which something else lies: dust, a terrace, a neighbour's rim. The
/// edge may be where it should all the same, but how the Becke line leaves the rim is told by differences of a few percent.
struct DisturbedSegments {
    /// Fewer segments do not tell which of them is disturbed.
    private static let fewest = 4
    /// How far the edge of a segment may lie from that of its facet, px, whose line may not have been found yet.
    private static let misplacement = 0.15
    /// Part of what rim and line are above or below the background by which those of facets differ, besides their contrast.
    private static let unlikeness = 0.1
    /// Standard deviations from the other segments, of the mean over some bins: of a thousand none exceeds it by chance.
    private static let certain = 5.0
    private static let together = 3
    /// In which a facet's light is found.
    private static let passes = 3
    /// From a median deviation to a standard one, for normal errors.
    private static let normal = 1.4826

    /// By facet.
    private(set) var segments: [Set<Int>]

    /// - Parameter facets: their bands, the segments that are left aside anyway, and where the edge lies in them, px.
    init(_ facets: [(band: EdgeBand, strays: Set<Int>, shift: Double)]) {
        segments = [Set<Int>](repeating: [], count: facets.count)
        let profiles = facets.indices.flatMap { facet in
            let (band, strays, shift) = facets[facet]
            return band.ends.indices.filter { !strays.contains($0) }.map { segment in
                Profile(facet: facet, segment: segment, bins: band.bins(of: segment, shift: shift))
            }
        }
        let usual = UsualProfile(profiles)
        // Rims of other facets may be deeper, and stand in other light.
        let lights = facets.indices.map { facet in usual.light(on: profiles.filter { $0.facet == facet }) }
        let deviations = profiles.map { usual.deviations(of: $0.bins, in: lights[$0.facet]) }
        let scatter = Self.normal * OrderStatistics.median(deviations.flatMap { $0.map { abs($0.value) * $0.weight } })
        guard scatter > 0 else { return }
        let disturbed = zip(profiles, deviations).filter { _, deviations in
            deviations.indices.dropFirst(Self.together - 1).contains { last in
                let part = deviations[(last - Self.together + 1)...last]
                let variance = part.reduce(0) { $0 + scatter * scatter / ($1.weight * $1.weight) }
                let misplaced = Self.misplacement * part.reduce(0) { $0 + $1.slope }
                let unlike = Self.unlikeness * part.reduce(0) { $0 + $1.contrast }
                let doubt = (variance + misplaced * misplaced + unlike * unlike).squareRoot()
                return abs(part.reduce(0) { $0 + $1.value }) > Self.certain * doubt
            }
        }
        // Where most are, they differ for another reason.
        guard 2 * disturbed.count < profiles.count else { return }
        for (profile, _) in disturbed { segments[profile.facet].insert(profile.segment) }
    }

    /// What a facet's profile is of the usual one.
    private struct Light {
        var level: Double
        var contrast: Double

        func of(_ usual: Double) -> Double { level + contrast * usual }
    }

    fileprivate struct Profile {
        let facet: Int
        let segment: Int
        let bins: [NumberedBin]
    }

    /// By its distance from the edge.
    fileprivate struct NumberedBin {
        let number: Int
        let bin: EdgeBand.Bin
    }

    /// What most segments show at each distance.
    private struct UsualProfile {
        private let first: Int
        private let levels: [Level?]
        /// Brightness farthest outside.
        private let outside: Double

        struct Level {
            let distance: Double
            let value: Double
            var slope = 0.0

            func expected(_ bin: EdgeBand.Bin) -> Double { value + slope * (bin.distance - distance) }
        }

        init(_ profiles: [Profile]) {
            let numbers = profiles.flatMap { [$0.bins.first?.number, $0.bins.last?.number].compactMap { $0 } }
            first = numbers.min() ?? 0
            var bins = [[EdgeBand.Bin]](repeating: [], count: (numbers.max() ?? first) - first + 1)
            for profile in profiles {
                for bin in profile.bins { bins[bin.number - first].append(bin.bin) }
            }
            var levels = bins.map { bins in
                bins.count < DisturbedSegments.fewest
                    ? nil
                    : Level(
                        distance: OrderStatistics.median(bins.map(\.distance)),
                        value: OrderStatistics.median(bins.map(\.value)))
            }
            for index in levels.indices.dropFirst().dropLast() {
                guard let above = levels[index + 1], let below = levels[index - 1] else { continue }
                levels[index]?.slope = (above.value - below.value) / (above.distance - below.distance)
            }
            self.levels = levels
            outside = levels.last { $0 != nil }??.value ?? 0
        }

        /// Level and contrast of a facet, by which its profile differs from this one: of most of its bins, so that what
        /// disturbs some of them does not matter.
        func light(on profiles: [Profile]) -> Light {
            let bins = profiles.flatMap { profile in
                profile.bins.compactMap { bin in levels[bin.number - first].map { (bin.bin, $0.expected(bin.bin)) } }
            }
            var light = Light(level: 0, contrast: 1)
            var counted = bins
            for _ in 0..<DisturbedSegments.passes {
                var normal = NormalEquations<2>()
                for (bin, expected) in counted {
                    normal.add([1, expected, 0, 0], value: bin.value, weight: bin.count)
                }
                guard let solved = normal.solve() else { break }
                light = Light(level: solved[0], contrast: solved[1])
                let deviations = bins.map { abs($0.value - light.of($1)) * $0.count.squareRoot() }
                let most = 2 * DisturbedSegments.normal * OrderStatistics.median(deviations)
                counted = zip(bins, deviations).filter { $1 <= most }.map(\.0)
            }
            return light
        }

        /// What bins lie above it, the root of their pixels, and its slope there.
        func deviations(of bins: [NumberedBin], in light: Light)
            -> [(value: Double, weight: Double, slope: Double, contrast: Double)]
        {
            bins.compactMap { bin in
                levels[bin.number - first].map { level in
                    (
                        bin.bin.value - light.of(level.expected(bin.bin)), bin.bin.count.squareRoot(),
                        light.contrast * level.slope, light.contrast * (level.value - outside)
                    )
                }
            }
        }
    }
}

extension EdgeBand {
    fileprivate func bins(of segment: Int, shift: Double) -> [DisturbedSegments.NumberedBin] {
        bins(ofSegment: segment).map { bin in
            let distance = bin.distance - shift
            return DisturbedSegments.NumberedBin(
                number: Self.number(at: distance), bin: Bin(distance: distance, value: bin.value, count: bin.count))
        }
    }
}

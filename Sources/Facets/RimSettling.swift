import Foundation
import Statistics

/// Fits the rims of a crystal once more, with the blur that all its frames tell, and what neighbouring ones tell of the
/// Becke line's distance.
public struct RimSettling: Sendable {
    /// Where the edges of one frame lie.
    public struct Place: Sendable {
        /// Outward, px, as `RimPicture.place`.
        public let position: Double
        /// For a known width of the Becke line.
        public let standardError: Double
    }

    /// Frames before and after one whose mean shape tells how surely its own is known.
    public static let neighbours = 8
    /// With better fits, frames tell the blur better: a second time is enough.
    private static let rounds = 2

    /// Of the distances of a line from the rim, in blurs.
    private static let leastScatter = 0.03
    /// Fewer neighbours tell neither how the distance drifts nor how much it scatters.
    private static let fewestNeighbours = 5
    /// Standard errors from what its neighbours tell, at which a frame's line is another one.
    private static let contradiction = 2.0

    let width: Double

    /// - Parameter width: of the Becke line relative to the rim.
    public init(width: Double) { self.width = width }

    /// - Parameters:
    ///   - links: of successive frames.
    ///   - walk: of the blur's logarithm until the frame before the first of them.
    /// - Returns: nil for frames that could not be fitted.
    public func places(_ links: [RimChain.Link?], after walk: RandomWalk) -> [Place?] {
        var known = links.compactMap { $0 }
        for _ in 0..<Self.rounds { known = refitted(known, after: walk) }
        let last = known
        let doubts = distanceDoubts(last)
        var places = SideBySide.map(last.count) { place(last[$0], distanceDoubt: doubts[$0]) }.makeIterator()
        return links.map { $0 == nil ? nil : places.next() ?? nil }
    }

    private func refitted(_ links: [RimChain.Link], after walk: RandomWalk) -> [RimChain.Link] {
        var walk = walk
        let measurements = links.map(\.measurement)
        let blurs = walk.smoothed(measurements.map { walk.add($0) }, of: measurements)
        let surroundings = Self.surroundings(links)
        let distances = Self.lineDistances(links)
        return SideBySide.map(links.count) { index in
            let link = links[index]
            let (others, around) = (Self.without(link.measurement, blurs[index]), surroundings[index])
            func fitted(_ distance: Estimate) -> RimChain.Link? {
                let fit = link.picture.fit(width: width, noise: around.noise, blur: others, distance: distance) {
                    distances[index] == .contradicted ? $0 : around.parameters
                }
                return fit.map { fit in
                    let usual = distances[index] == .contradicted ? fit.parameters : around.parameters
                    return RimChain.Link(
                        link.picture, frame: link.frame, isUsable: link.isUsable, fit,
                        in: RimSurroundings(parameters: usual, noise: around.noise), prior: others, steps: link.steps)
                }
            }
            guard var alone = fitted(RimProfile.usualDistance) else { return link }
            if case .told(let distance) = distances[index], let told = fitted(distance) { alone.take(told) }
            return alone
        }
    }

    /// What all frames but the one itself tell of its blur.
    static func without(_ measurement: RandomWalk.Measurement, _ blur: RandomWalk.State) -> RandomWalk.State {
        let most = RimChain.doubtAtStart * RimChain.doubtAtStart
        let information = 1 / blur.variance - measurement.information
        guard information > 1e-9 / blur.variance else { return RandomWalk.State(value: blur.value, variance: most) }
        return RandomWalk.State(
            value: (blur.value / blur.variance - measurement.weightedValue) / information,
            variance: min(1 / information, most))
    }

    /// Of each frame: those whose lines lie on the same side, as far as they tell of each other.
    private static func neighbours(of index: Int, _ links: [RimChain.Link]) -> [RimChain.Link] {
        var first = index
        func isNear(_ other: Int) -> Bool { abs(links[other].frame - links[index].frame) <= neighbours }
        while first > 0, links[first].steps != nil, isNear(first - 1) { first -= 1 }
        var last = index
        while last + 1 < links.count, links[last + 1].steps != nil, isNear(last + 1) { last += 1 }
        let around = links[first...last].filter { $0.picture.side == links[index].picture.side }
        let usable = around.filter(\.isUsable)
        return usable.isEmpty ? Array(around) : usable
    }

    private static func surroundings(_ links: [RimChain.Link]) -> [RimSurroundings] {
        links.indices.map { index in
            let around = neighbours(of: index, links)
            var mean = RunningMean()
            for link in around { mean = mean.adding(link.fit.parameters) }
            return RimSurroundings(
                parameters: mean.values, noise: OrderStatistics.median(around.map(\.fit.residualStandardDeviation)))
        }
    }

    /// What neighbours tell of the distance of a frame's line.
    private enum LineDistance: Sendable, Equatable {
        case told(Estimate)
        case hardlyKnown
        /// By the frame itself, whose line lies elsewhere.
        case contradicted
    }

    /// Of each frame, without what it tells itself: a straight line through the distances, which drift as focus does, and how
    /// much they differ from it beyond their noise.
    private static func lineDistances(_ links: [RimChain.Link]) -> [LineDistance] {
        links.indices.map { index in
            let link = links[index]
            let others = neighbours(of: index, links).filter { $0.frame != link.frame }.compactMap { other in
                other.lineDistance.map { (time: Double(other.frame - link.frame), distance: $0) }
            }
            guard others.count >= fewestNeighbours, let own = link.lineDistance else { return .hardlyKnown }
            let weights = others.map { 1 / ($0.distance.standardError * $0.distance.standardError) }
            let fit = LinearLeastSquares.fit(
                design: Matrix(columns: [others.map { _ in 1 }, others.map(\.time)]),
                response: others.map(\.distance.value), weights: weights, isRefined: false)
            guard fit.success else { return .hardlyKnown }
            let excess = (fit.chiSquare - Double(others.count - 2)) / weights.reduce(0, +)
            let variance = max(excess, leastScatter * leastScatter) + fit.covariance[0, 0]
            let doubt = (variance + own.standardError * own.standardError).squareRoot()
            if abs(own.value - fit.parameters[0]) > contradiction * doubt { return .contradicted }
            return .told(Estimate(value: fit.parameters[0], standardError: variance.squareRoot()))
        }
    }

    /// nil where the fit has little to do with the one that the edges were placed with.
    private func place(_ link: RimChain.Link, distanceDoubt: Double) -> Place? {
        guard abs(link.place - link.picture.place) < link.fit.parameters[1] else { return nil }
        let (around, picture) = (link.surroundings, link.picture)
        let profile = RimProfile(bins: picture.bins, noise: around.noise, blur: link.fit.parameters[1])
        let doubt = profile.placeDoubt(
            ofStepIn: link.fit, at: around.parameters, width: width, side: picture.side, ownShare: link.ownShareOfBlur)
        let known = hypot(link.fit.covariance[0, 0].squareRoot(), doubt)
        return Place(position: link.place, standardError: hypot(known, distanceDoubt))
    }
}

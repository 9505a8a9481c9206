import Foundation
import Imaging
import Segmentation
import Statistics

/// Moves the facets of a rough polygon onto the edges in the picture.
///
/// First each facet is shifted to its edge by the profile along its whole length. Then the profiles of all facets are
/// stacked into one, whose shape (blur, rim, Becke line) is fitted once; with that shape the edge is placed in every
/// segment of every facet, and a robust line through the segments is the facet.
struct PolygonRefinement {
    let picture: NormalizedPicture
    let contrast: Contrast
    let hidden: HiddenPlaces

    struct Result {
        var polygon: FacetPolygon
        var shape: EdgeShape
        /// Whether a facet is long enough to show that it is straight.
        var showsStraight: Bool
        /// nil for a rim.
        var encoding: StepEncoding?
    }

    /// Thinner crystals, px and in units of the blur, have no room for an inside level between two edges.
    static let leastThickness = 8.0
    static let leastBlurs = 4.5

    /// How well the direction of a short facet is known before its own segments tell it, radians: from an outline, and where it
    /// was foretold. (Crystals do not turn: many frames tell their direction better than one.)
    private static let guessedTurn = 0.1
    private static let foretoldTurn = 0.007
    /// Length of what is used of a facet that shows that it is straight, px.
    private static let leastStraight = 15.0
    /// Standard deviations of a profile's noise from which a dip in it is one: of forty bins one exceeds three by chance.
    private static let certainDip = 4.0
    /// Distance of the edge from where all facets were found, px, from which they lie on something else: on the outer flank of
    /// a rim, say, that was taken for a step.
    private static let largestMisplacement = 1.5
    /// Lines that move less have been looked for in the right place, px: those of an outline, whose facets may be short,
    /// and those that were foretold.
    private static let settledMove = 0.1
    private static let settledForetoldMove = 0.3

    /// - Parameter known: the edges as they were in the frame before. They still are nearly the same, which spares the
    ///   search for each facet's own; where it does not place every facet, the search is made after all.
    func refine(_ rough: FacetPolygon, known: EdgeShape? = nil) -> Result? {
        let near = known.flatMap { follow(rough, $0, isNear: false) }
        if let near, !hidesRim(near) { return near }
        guard let (shifted, blur) = shiftToEdges(rough), let found = refine(shifted, from: nil, blur: blur) else { return near }
        return near == nil || found.shape.rimDepth > 0 ? found : near
    }

    /// Whether what passes for an opaque plate's step is the outer flank of a rim: of a small crystal, say, whose rims ran into
    /// each other. A sharp step is looked at so near that its rim's inside does not show.
    private func hidesRim(_ result: Result) -> Bool {
        guard contrast == .dark, result.shape.rimDepth == 0 else { return false }
        let bands = bands(result.polygon, reach: Self.farReach, blur: result.shape.blurPixels)
        return hasRim(EdgeBand.merged(bands.compactMap { $0?.profile[...] }))
    }

    /// The facets where every one of them is found near its expected place, with nearly the edge that is known.
    ///
    /// - Parameter isNear: the polygon was foretold and not guessed from an outline.
    func follow(_ expected: FacetPolygon, _ known: EdgeShape, isNear: Bool) -> Result? {
        guard thickness(expected) >= Self.leastThickness,
            let near = refine(expected, from: known, blur: known.blurPixels, isNear: isNear),
            near.polygon.lines.allSatisfy({ $0.isMeasured || isPictureBorder($0) })
        else { return nil }
        return near
    }

    /// - Parameter isNear: the start was foretold and not guessed from an outline.
    private func refine(_ start: FacetPolygon, from known: EdgeShape?, blur: Double, isNear: Bool = false) -> Result? {
        let settledMove = isNear ? Self.settledForetoldMove : Self.settledMove
        var polygon = start
        var shape = known
        // Segments off their facet's line (dust, a neighbour) in the pass before, by facet: they must not shape the edge.
        var strays = [Set<Int>](repeating: [], count: polygon.lines.count)
        var ready: [EdgeBand?]?
        if let known, !isNear {
            // A rough polygon may be too far from the edges to be asked for their shape.
            let bands = bands(polygon, blur: known.blurPixels)
            let placed = placeLines(polygon, bands, known, isNear: isNear)
            guard let near = placed.polygon else { return nil }
            strays = placed.strays
            if placed.largestMove < settledMove { ready = bands } else { polygon = near }
        }
        // None before the lines were placed with a shape that this picture shows.
        var refined: FacetPolygon?
        var passes = 3
        var wasMisplaced = false
        var profile: (bins: [EdgeBand.Bin], position: Double)?
        while passes > 0 {
            passes -= 1
            let bands = ready ?? bands(polygon, blur: shape?.blurPixels ?? blur)
            ready = nil
            guard let (stacked, position, bins) = stackedShape(bands, without: strays, near: shape, earlier: known)
            else { break }
            shape = stacked
            profile = (bins, position)
            if abs(position) > Self.largestMisplacement, !wasMisplaced, let moved = polygon.moved(outwardBy: position) {
                // Segments are compared with the shape near their lines only.
                (wasMisplaced, polygon) = (true, moved)
                strays = strays.map { _ in [] }
                passes += 1
                continue
            }
            let placed = placeLines(polygon, bands, stacked, isNear: isNear)
            guard let next = placed.polygon else { break }
            refined = next
            let hasSameStrays = placed.strays == strays
            strays = placed.strays
            if placed.largestMove < settledMove {
                if hasSameStrays { break }
                ready = bands
            } else {
                polygon = next
            }
        }
        guard let shape, let refined, thickness(refined) >= Self.leastBlurs * shape.blurPixels else { return nil }
        let showsStraight = refined.lengths.contains {
            $0 - 2 * margin(blur: shape.blurPixels, length: $0) >= Self.leastStraight
        }
        let encoding = profile.flatMap { StepEncoding($0.bins, shape, position: $0.position) }
        return Result(polygon: refined, shape: shape, showsStraight: showsStraight, encoding: encoding)
    }

    func isPictureBorder(_ line: FacetLine) -> Bool {
        Self.isPictureBorder(line, width: picture.width, height: picture.height)
    }

    private func thickness(_ polygon: FacetPolygon) -> Double { polygon.lines.indices.map(polygon.thickness).min() ?? 0 }

    // MARK: - First pass

    private func shiftToEdges(_ rough: FacetPolygon) -> (polygon: FacetPolygon, blur: Double)? {
        var lines = rough.lines
        var blurs: [Double] = []
        guard thickness(rough) >= Self.leastThickness else { return nil }
        var shifts: [Double] = []
        let covered = lines.indices.filter { hidden.covers($0, of: rough) }
        for index in lines.indices where !isPictureBorder(lines[index]) && !covered.contains(index) {
            let reach = 1.5 * (isRim ? Self.rimReach : Self.stepReach)
            let band = band(rough, index, reach: reach, blur: 1.5, isFirst: true)
            guard let fit = fitShape(band.profile) else { continue }
            shifts.append(max(-4, min(4, fit.position)))
            lines[index].offset += shifts[shifts.count - 1]
            blurs.append(fit.shape.blurPixels)
        }
        guard !blurs.isEmpty else { return nil }
        // What dust hides was foretold as well as the others were.
        for index in covered { lines[index].offset += OrderStatistics.median(shifts) }
        guard let polygon = FacetPolygon(lines) else { return nil }
        return (polygon, OrderStatistics.median(blurs))
    }

    var isRim: Bool { contrast == .rim }

    /// The edge's shape, and where it lies in a profile.
    func fitShape(_ bins: [EdgeBand.Bin], near: EdgeShape? = nil) -> (shape: EdgeShape, position: Double)? {
        if isRim || hasRim(bins), let rim = EdgeShape.fitRim(bins) { return rim }
        return EdgeShape.fitStep(bins, near: near.flatMap { $0.rimDepth == 0 ? $0 : nil })
    }

    /// The shape of stacked profiles, whose edges lie at zero as far as is known, and where they do.
    ///
    /// - Parameters:
    ///   - near: the same edges in the pass before.
    ///   - earlier: the same edges in the frame before.
    private func stackedFit(
        _ bins: [EdgeBand.Bin], near: EdgeShape?, earlier: EdgeShape?
    ) -> (shape: EdgeShape, position: Double)? {
        let knownRim = earlier.flatMap { $0.rimDepth > 0 ? $0 : nil }
        if let knownRim, isRim || hasRim(bins), let near, near.rimDepth > 0,
            let rim = EdgeShape.fitOverlappingRim(bins, from: (near, 0), earlier: knownRim)
        {
            return rim
        }
        guard let fit = fitShape(bins, near: near) else { return nil }
        guard fit.shape.rimDepth > 0 else { return fit }
        return EdgeShape.fitOverlappingRim(bins, from: fit, earlier: knownRim) ?? fit
    }

    /// A dark plate's profile falls no lower at the edge than inside; a small transparent crystal's does, even where its
    /// silhouette is dark all over.
    private func hasRim(_ bins: [EdgeBand.Bin]) -> Bool {
        guard contrast == .dark, bins.count >= 12, let darkest = bins.min(by: { $0.value < $1.value }) else {
            return false
        }
        let inside = EdgeShape.mean(bins.prefix(3))
        let outside = EdgeShape.mean(bins.suffix(3))
        let depth = inside - darkest.value
        return depth > 0.4 * abs(outside - inside) && depth > Self.certainDip * EdgeShape.scatter(bins)
    }

    // MARK: - Second pass

    /// The edge's shape from all facets that show one; a facet hidden behind a neighbour or crossed by a floater must
    /// not shape the others, so those whose own step differs from the typical one are left out.
    private func stackedShape(
        _ bands: [EdgeBand?], without strays: [Set<Int>], near: EdgeShape?, earlier: EdgeShape?
    ) -> (shape: EdgeShape, position: Double, bins: [EdgeBand.Bin])? {
        typealias Profile = (band: EdgeBand, strays: Set<Int>, step: Double, position: Double)
        let nearCurve = near.map(EdgeCurve.init)
        let profiles = zip(bands, strays).compactMap { band, strays -> Profile? in
            guard let band else { return nil }
            let bins = band.profile(without: strays)
            // A shape that is nearly right aligns the profiles as well as one of their own.
            if let near, let fit = nearCurve?.places(in: bins, ends: [bins.count])[0] {
                return (band, strays, fit.scale * near.amplitude, fit.shift)
            }
            guard let fit = fitShape(bins) else { return nil }
            return (band, strays, fit.shape.amplitude, fit.position)
        }
        guard !profiles.isEmpty else { return nil }
        let typical = OrderStatistics.median(profiles.map(\.step))
        var alike = profiles.filter { $0.step > 0.6 * typical && $0.step < 1.6 * typical }
        if isRim || near.map({ $0.rimDepth > 0 }) ?? false {
            let disturbed = DisturbedSegments(alike.map { ($0.band, $0.strays, $0.position) }).segments
            for index in alike.indices { alike[index].strays.formUnion(disturbed[index]) }
        }
        let aligned = EdgeBand.merged(
            alike.map { $0.band.profile(without: $0.strays)[...] }, shifts: alike.map(\.position))
        return stackedFit(aligned, near: near, earlier: earlier).map { ($0.shape, $0.position, aligned) }
    }

    private func placeLines(
        _ polygon: FacetPolygon, _ bands: [EdgeBand?], _ shape: EdgeShape, isNear: Bool
    ) -> (polygon: FacetPolygon?, largestMove: Double, strays: [Set<Int>]) {
        var lines = polygon.lines
        var largest = 0.0
        var strays = [Set<Int>](repeating: [], count: lines.count)
        let curve = EdgeCurve(shape)
        for index in lines.indices {
            lines[index].isMeasured = false
            guard let band = bands[index] else { continue }
            let offsets = SegmentOffsets.shifts(of: band, curve: curve)
            let seen = offsets.compactMap { $0 }
            guard 3 * seen.count >= offsets.count, var fit = SegmentOffsets.line(through: seen) else { continue }
            strays[index] = Set(offsets.indices.filter { offsets[$0].map { !fit.contains($0) } ?? true })
            let length = (band.positions.last ?? 0) - (band.positions.first ?? 0)
            if length < Self.leastStraight {
                let known = isNear ? Self.foretoldTurn : Self.guessedTurn
                fit.slope /= 1 + pow(fit.slopeStandardError / known, 2)
            }
            largest = max(largest, abs(fit.shift) + abs(fit.slope) * length / 2)
            lines[index] = moved(lines[index], by: fit)
        }
        return (FacetPolygon(lines), largest, strays)
    }

    private func moved(_ line: FacetLine, by fit: SegmentOffsets.Line) -> FacetLine {
        let foot = line.normal * (line.offset + fit.shift) + line.tangent * fit.middle
        var moved = line
        moved.angle = line.angle - atan(fit.slope)
        moved.offset = moved.normal.dot(foot)
        moved.offsetStandardError = fit.shiftStandardError
        moved.isMeasured = true
        return moved
    }
}

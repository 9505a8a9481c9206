import Foundation
import Calibration
import Imaging
import Segmentation
import Statistics

/// Measures one crystal in one frame: facets to sub-pixel accuracy from its outline, in micrometres.
public struct FacetFitter: Sendable {
    let picture: NormalizedPicture
    let scale: PixelScale
    /// nil for grey plates.
    let colourShift: ColourShift?

    var illumination: Illumination { picture.illumination }

    /// - Parameter colourShift: of coloured plates, as `colourEstimate` tells.
    public init(
        pixels: PixelBuffer, illumination: Illumination, scale: PixelScale, colourShift: ColourShift? = nil
    ) {
        picture = NormalizedPicture(pixels: pixels, illumination: illumination)
        self.scale = scale
        self.colourShift = colourShift
    }

    /// Below this area a silhouette has no facets that could be told apart, px2.
    static let leastFacetedArea = 80.0
    /// Share of the contour that must run along straight sides to count as faceted.
    private static let leastStraightShare = 0.62
    /// A polygon's area relative to its outline's: of a triangle of which `leastStraightShare` is straight, the rounded
    /// corners hold no more.
    private static let largestOverhang = 1.15
    /// Facets of the frame before that are taken over without looking for them in the outline.
    private static let mostSidesTaken = 6
    /// In contact the outline was cut by a guess, and only part of it is the crystal's own.
    private static let leastShareInContact = 0.4
    /// Of what follows from the frames before: a facet's place, px; its edge's step and blur, as logarithms of ratios.
    private static let largestSurprise = 1.0
    private static let largestChange = 0.2
    /// Of opposite facets whose profiles show the levels on both sides, in blurs.
    private static let leastBlursApart = 12.0

    /// - Parameters:
    ///   - expected: vertices (px) where the crystal should be, from the frames before.
    ///   - neighbours: outlines (px) of other known crystals: their pixels are left out.
    ///   - dust: outlines (px) of dust at the crystal's edges, left out likewise.
    ///   - earlier: the same crystal in the frame before.
    public func observe(
        _ outline: CrystalOutline, expected: [Point]?, neighbours: [[Point]], dust: [[Point]] = [], earlier: EarlierView?
    ) -> CrystalObservation {
        let hidden = HiddenPlaces(neighbours: neighbours, dust: dust, of: expected, blur: earlier?.edge?.blurPixels)
        let rough = RoughPolygon(outline.contour, width: picture.width, height: picture.height, hidden: hidden)
        guard var fit = refined(outline, rough, expected: expected, hidden: hidden, known: earlier?.edge) else {
            return unfaceted(outline, rough, hidden)
        }
        if let expected { hidden.carry(&fit.polygon, from: expected) }
        let agreement = rough.agreement(with: fit.polygon)
        let isAlone = outline.touching.isEmpty
        let least = isAlone ? Self.leastStraightShare : Self.leastShareInContact
        // The contour keeps its distance from the facets; beyond that, its lines may meet far outside of it.
        let inner = outline.areaPixels - Polygon.perimeter(outline.contour) * agreement.offset
        let isSpiked = Polygon.area(fit.polygon.vertices) > Self.largestOverhang * inner
        guard agreement.share >= least, !(isAlone && isSpiked),
            var observation = faceted(outline, fit, earlierHabit: earlier?.habit)
        else { return unfaceted(outline, rough, hidden) }
        if isAlone, hidden.isAtEdge, isMisled(observation.habit, earlier) { observation.flags.insert(.occluded) }
        if isAlone && !outline.touchesBorder { roundCorners(&observation, outline, fit, distance: agreement.offset) }
        return observation
    }

    /// Measures a crystal at its expected place, without its outline in this frame.
    ///
    /// - Parameters:
    ///   - outline: as it was found last.
    ///   - expected: vertices (px) where the crystal should be, from the frames before.
    ///   - neighbours: outlines (px) of other known crystals: their pixels are left out.
    ///   - dust: outlines (px) of dust at the crystal's edges, left out likewise.
    ///   - earlier: the same crystal in the frame before.
    /// - Returns: nil where a facet or its edge is not as expected: the outline has to be looked for.
    public func follow(
        _ outline: CrystalOutline, expected: [Point], neighbours: [[Point]], dust: [[Point]] = [], earlier: EarlierView
    ) -> CrystalObservation? {
        guard let edge = earlier.edge, let polygon = FacetPolygon(vertices: expected) else { return nil }
        let hidden = HiddenPlaces(neighbours: neighbours, dust: dust, of: expected, blur: edge.blurPixels)
        let refinement = PolygonRefinement(picture: picture, contrast: outline.contrast, hidden: hidden)
        guard let fit = refinement.follow(polygon, edge, isNear: true),
            fit.polygon.lines.count == polygon.lines.count
        else { return nil }
        let isNear = zip(polygon.middles, fit.polygon.lines).allSatisfy { middle, line in
            abs(line.distance(of: middle)) < Self.largestSurprise
        }
        let brightness = fit.shape.amplitude / edge.amplitude
        let blur = fit.shape.blurPixels / edge.blurPixels
        guard isNear, abs(log(brightness)) < Self.largestChange, abs(log(blur)) < Self.largestChange else { return nil }
        var seen = outline
        seen.relativeContrast *= brightness
        seen.distinctness *= brightness
        return faceted(seen, fit, earlierHabit: earlier.habit)
    }

    // MARK: - With facets

    /// The facets of an outline in px, where the picture shows their edges.
    func refined(_ outline: CrystalOutline) -> PolygonRefinement.Result? {
        refined(
            outline, RoughPolygon(outline.contour, width: picture.width, height: picture.height), expected: nil,
            hidden: HiddenPlaces(), known: nil)
    }

    private func refined(
        _ outline: CrystalOutline, _ contour: RoughPolygon, expected: [Point]?, hidden: HiddenPlaces, known: EdgeShape?
    ) -> PolygonRefinement.Result? {
        guard outline.areaPixels >= Self.leastFacetedArea, !outline.isOverlay,
            let rough = roughPolygon(outline, contour, expected: expected)
        else { return nil }
        let refinement = PolygonRefinement(picture: picture, contrast: outline.contrast, hidden: hidden)
        if let known, let start = insideRim(rough.polygon, outline, contour, expected: expected),
            let near = refinement.follow(start, known, isNear: false)
        {
            return near
        }
        return refinement.refine(rough.polygon, known: known)
    }

    /// The outline of a rim runs outside of it: as far as it does of the polygon that was foretold.
    private func insideRim(
        _ rough: FacetPolygon, _ outline: CrystalOutline, _ contour: RoughPolygon, expected: [Point]?
    ) -> FacetPolygon? {
        guard outline.contrast == .rim, outline.touching.isEmpty,
            let foretold = expected.flatMap(FacetPolygon.init(vertices:))
        else { return nil }
        return rough.moved(outwardBy: -contour.agreement(with: foretold).offset)
    }

    private func roughPolygon(
        _ outline: CrystalOutline, _ rough: RoughPolygon, expected: [Point]?
    ) -> (polygon: FacetPolygon, share: Double)? {
        // What is hidden or out of sight has no outline that could show it.
        let isWhole = outline.touching.isEmpty && !outline.touchesBorder
        let known = expected.flatMap(rough.fromExpected).map {
            isWhole ? rough.withoutNeedless($0) : ($0, rough.agreement(with: $0).share)
        }
        // A crystal in contact has lost part of its outline: what it was before is the better guess.
        if let known, !outline.touching.isEmpty { return known }
        // A polygon of many sides lies along any round outline, and would never be questioned again.
        let isRegular = known.map { $0.0.lines.count <= Self.mostSidesTaken } ?? false
        if let known, isRegular, known.1 > 0.9 { return known }
        let seen = rough.fromContour().map { ($0, rough.agreement(with: $0).share) }
        if let known, !isRegular, seen.map({ $0.0.lines.count + 1 < known.0.lines.count }) ?? true { return seen }
        switch (known, seen) {
        case (let known?, let seen?): return seen.1 > known.1 + 0.05 ? seen : known
        case (let known?, nil): return known
        case (nil, let seen?) where seen.1 >= Self.leastStraightShare: return seen
        default: return nil
        }
    }

    private func faceted(
        _ outline: CrystalOutline, _ fit: PolygonRefinement.Result, earlierHabit: Habit?
    ) -> CrystalObservation? {
        guard let placed = withoutShift(fit), isInPicture(Polygon.centroid(placed.vertices)),
            let polygon = FacetPolygon(placed.lines.map(inMicrometers))
        else { return nil }
        let placeError = (fit.shape.rimFit.map { hypot($0.placeStandardError, $0.placeDoubt) } ?? 0) * scale.mean
        let measures = ShapeMeasures(
            polygon, earlier: earlierHabit, blur: fit.shape.blurPixels * scale.mean, commonStandardError: placeError)
        guard isProven(measures.habit, earlierHabit, fit) || !outline.touching.isEmpty else { return nil }
        let lengths = polygon.lengths
        let facets = polygon.lines.indices.map { index in
            let line = polygon.lines[index]
            return Facet(
                normalDegrees: Angle.positive(line.angle) * 180 / .pi,
                offsetMicrometers: Estimate(
                    value: line.offset, standardError: hypot(line.offsetStandardError, line.isMeasured ? placeError : 0)),
                lengthMicrometers: lengths[index], isMeasured: line.isMeasured)
        }
        return CrystalObservation(
            expectedID: outline.expectedID, centre: Polygon.centroid(polygon.vertices), vertices: polygon.vertices,
            facets: facets, habit: measures.habit, side: measures.side, width: measures.width, area: measures.area,
            perimeterMicrometers: measures.perimeter, orientationDegrees: measures.orientationDegrees,
            contrast: outline.contrast, relativeContrast: outline.relativeContrast,
            distinctness: outline.distinctness,
            edge: fit.shape, rim: rimRecord(of: fit.shape, placeError: placeError, measures.gains),
            encoding: encodingRecord(of: fit, outline, measures.gains),
            flags: flags(outline).union(isCarried(polygon, measures, outline) ? [.occluded] : []),
            touching: outline.touching, isOverlay: outline.isOverlay)
    }

    /// The middle of lines that meet far outside of what is seen may not be.
    private func isInPicture(_ point: Point) -> Bool {
        point.x >= 0 && point.y >= 0 && point.x <= Double(picture.width - 1) && point.y <= Double(picture.height - 1)
    }

    private func rimRecord(of edge: EdgeShape, placeError: Double, _ gains: ShapeGains) -> RimRecord? {
        edge.rimFit.map { fit in
            RimRecord(
                misfits: fit.misfits, picture: fit.picture, micrometersPerPixel: scale.mean,
                width: edge.beckeWidth, placePerWidth: fit.placePerWidth, placeStandardError: placeError, gains: gains)
        }
    }

    private func encodingRecord(
        of fit: PolygonRefinement.Result, _ outline: CrystalOutline, _ gains: ShapeGains
    ) -> EncodingRecord? {
        guard let encoding = fit.encoding else { return nil }
        let polygon = fit.polygon
        let isAlone = outline.touching.isEmpty && !outline.touchesBorder && polygon.lines.allSatisfy(\.isMeasured)
        let isClear = isAlone
            && polygon.lines.indices.allSatisfy { polygon.thickness($0) > Self.leastBlursApart * fit.shape.blurPixels }
        // Of a coloured plate the colours tell it.
        let blur = fit.shape.blurPixels * scale.mean
        let shift = colourShift.map { $0.outwardIfScreen * blur } ?? encoding.shiftPixels * scale.mean
        let tilt = isAlone ? encoding.tilt.map { tilt in
            EncodingRecord.Tilt(
                measured: Estimate(value: tilt.value * scale.mean, standardError: tilt.standardError * scale.mean),
                linear: (colourShift?.linearTilt ?? 0) * blur,
                screen: colourShift.map { $0.screenTilt * blur } ?? encoding.screenTiltPixels * scale.mean)
        } : nil
        return EncodingRecord(
            skewness: isClear && colourShift == nil ? encoding.skewness : nil, shiftMicrometers: shift, gains: gains,
            tilt: tilt)
    }

    /// A small hexagon's outline may be divided into five sides, of which one cuts a corner. Of a rim that small, and where
    /// dust disturbs a crystal that was a regular one, the polygon is the better guess all the same.
    private func isProven(_ habit: Habit, _ earlier: Habit?, _ fit: PolygonRefinement.Result) -> Bool {
        let wasRegular = earlier.map { $0 != .polygon } ?? false
        return habit != .polygon || wasRegular || fit.showsStraight || fit.shape.rimDepth > 0
    }

    private func withoutShift(_ fit: PolygonRefinement.Result) -> FacetPolygon? {
        guard let colourShift else { return fit.polygon }
        return FacetPolygon(
            fit.polygon.lines.map { line in
                var moved = line
                if line.isMeasured { moved.offset -= colourShift.linear * fit.shape.blurPixels }
                return moved
            })
    }

    /// n . p = offset in px becomes the same line in um, where the pixels may not be square. A facet that was not seen
    /// carries an error of a pixel.
    private func inMicrometers(_ line: FacetLine) -> FacetLine {
        let normal = Point(x: line.normal.x / scale.x.value, y: line.normal.y / scale.y.value)
        let norm = normal.length
        var result = FacetLine(angle: atan2(normal.y, normal.x), offset: line.offset / norm)
        result.offsetStandardError = (line.isMeasured ? line.offsetStandardError : 1) / norm
        result.isMeasured = line.isMeasured
        return result
    }

    func flags(_ outline: CrystalOutline) -> Set<MeasurementFlag> {
        var flags: Set<MeasurementFlag> = []
        if outline.touchesBorder { flags.insert(.border) }
        if !outline.touching.isEmpty { flags.insert(.touching) }
        return flags
    }
}

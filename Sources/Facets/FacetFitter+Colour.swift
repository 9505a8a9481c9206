import Imaging
import Segmentation
import Statistics

extension FacetFitter {
    /// Depth from the edge, px, from which a profile shows the plateau of a colour stored at half resolution.
    private static let plateau = 6.0
    private static let reach = 11.0
    /// Shorter facets show too little of it.
    private static let leastEdge = 16.0

    /// How far outside of a coloured crystal's true edge this fitter, which works on luma, places it: in units of the
    /// edge's blur. nil for what is no clear case: a crystal that is hardly coloured, transparent, small, or not alone.
    ///
    /// - Parameters:
    ///   - rgb: the picture in red, green and blue, as encoded.
    ///   - encoding: encoded value = light to the power of this.
    ///   - lumaWeights: share of red, green and blue in luma.
    public func colourShift(
        of outline: CrystalOutline, rgb: PixelBuffer, encoding: Double, lumaWeights: LumaWeights
    ) -> Double? {
        guard rgb.channels == 3, outline.contrast == .dark, outline.touching.isEmpty, !outline.touchesBorder,
            !outline.isOverlay, let fit = refined(outline), fit.polygon.lines.allSatisfy(\.isMeasured),
            fit.polygon.lengths.allSatisfy({ $0 >= Self.leastEdge })
        else { return nil }
        let profiles = (0..<3).map { profile(rgb.plane($0), fit.polygon) }
        let inside = profiles.map { mean($0.filter { $0.distance < -Self.plateau }) }
        let outside = profiles.map { mean($0.filter { $0.distance > Self.plateau }) }
        guard let pair = ColourEdge.pair(inside: inside, outside: outside) else { return nil }
        let difference = rgb.difference(pair.0, pair.1)
        let levels = (inside[pair.0] - inside[pair.1], outside[pair.0] - outside[pair.1])
        let steps = fit.polygon.lines.indices.compactMap { index in
            ColourEdge.equivalentStep(
                band(difference, fit.polygon, index).profile, inside: levels.0, outside: levels.1
            ).map { (normal: fit.polygon.lines[index].normal, position: $0) }
        }
        guard steps.count == fit.polygon.lines.count, let position = commonOffset(steps) else { return nil }
        return ColourEdge(
            inside: inside, outside: outside, lumaBlur: fit.shape.blurPixels, differencePosition: position,
            encoding: encoding, lumaWeights: lumaWeights
        ).lumaShift()
    }

    private func band(_ pixels: PixelBuffer, _ polygon: FacetPolygon, _ index: Int) -> EdgeBand {
        let span = polygon.span(index)
        let margin = 0.25 * (span.upperBound - span.lowerBound)
        return EdgeBand(
            NormalizedPicture(pixels: pixels, illumination: illumination), line: polygon.lines[index],
            span: span.lowerBound + margin...span.upperBound - margin,
            inner: min(Self.reach, 0.45 * polygon.thickness(index)), outer: Self.reach, segmentCount: 1, hidden: [])
    }

    private func profile(_ pixels: PixelBuffer, _ polygon: FacetPolygon) -> [EdgeBand.Bin] {
        EdgeBand.merged(polygon.lines.indices.map { band(pixels, polygon, $0).profile[...] })
    }

    private func mean(_ bins: [EdgeBand.Bin]) -> Double { EdgeShape.mean(bins[...]) }

    /// position = offset + normal . displacement: colours may be displaced against luma as a whole (the place of their
    /// samples, the lens's chromatic aberration), which is no offset.
    private func commonOffset(_ steps: [(normal: Point, position: Double)]) -> Double? {
        var normal = NormalEquations<3>()
        for step in steps { normal.add([1, step.normal.x, step.normal.y, 0], value: step.position, weight: 1) }
        return normal.solve()?[0]
    }
}

extension PixelBuffer {
    /// One of the channels, or the difference of two, as floating point.
    fileprivate func plane(_ channel: Int) -> PixelBuffer { mixed { $0(channel) } }

    fileprivate func difference(_ first: Int, _ second: Int) -> PixelBuffer { mixed { $0(first) - $0(second) } }

    private func mixed(_ value: ((Int) -> Float) -> Float) -> PixelBuffer {
        let plane = (0..<width * height).map { index in
            value { channel in
                switch samples {
                case .uint8(let values): Float(values[3 * index + channel])
                case .uint16(let values): Float(values[3 * index + channel])
                case .float32(let values): values[3 * index + channel]
                }
            }
        }
        return PixelBuffer(width: width, height: height, bitDepth: 32, samples: .float32(plane))
    }
}

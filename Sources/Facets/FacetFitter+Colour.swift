import Imaging
import Segmentation
import Statistics

extension FacetFitter {
    /// Depth from the edge, px, from which a profile shows the plateau of a colour stored at half resolution.
    private static let plateau = 6.0
    private static let reach = 11.0
    /// Shorter facets show too little of it.
    private static let leastEdge = 16.0

    /// What the colours of a plate tell of where this fitter, which works on luma, places its edges. nil for what is no clear
    /// case: a crystal that is hardly coloured, transparent, small, or not alone.
    ///
    /// - Parameters:
    ///   - rgb: the picture in red, green and blue, as encoded.
    ///   - lumaWeights: share of red, green and blue in luma.
    public func colourEstimate(
        of outline: CrystalOutline, rgb: PixelBuffer, lumaWeights: LumaWeights
    ) -> ColourEstimate? {
        guard rgb.channels == 3, outline.contrast == .dark, outline.touching.isEmpty, !outline.touchesBorder,
            !outline.isOverlay, let fit = refined(outline), fit.polygon.lines.allSatisfy(\.isMeasured),
            fit.polygon.lengths.allSatisfy({ $0 >= Self.leastEdge })
        else { return nil }
        let profiles = (0..<3).map { profile(rgb.plane($0), fit.polygon) }
        let inside = profiles.map { mean($0.filter { $0.distance < -Self.plateau }) }
        let outside = profiles.map { mean($0.filter { $0.distance > Self.plateau }) }
        let differences = ColourEdge.pairs(inside: inside, outside: outside).map { pair in
            place(of: rgb.difference(pair.0, pair.1), fit.polygon,
                inside: inside[pair.0] - inside[pair.1], outside: outside[pair.0] - outside[pair.1]
            ).map { ColourEdge.Difference(pair: pair, position: $0) }
        }
        guard !differences.contains(where: { $0 == nil }) else { return nil }
        return ColourEdge(
            inside: inside, outside: outside, lumaBlur: fit.shape.blurPixels, differences: differences.compactMap(\.self),
            lumaWeights: lumaWeights
        ).estimate()
    }

    /// Of the edges of a polygon in another picture, how far outward they lie, px.
    private func place(
        of difference: PixelBuffer, _ polygon: FacetPolygon, inside: Double, outside: Double
    ) -> Double? {
        let steps = polygon.lines.indices.compactMap { index in
            ColourEdge.equivalentStep(band(difference, polygon, index).profile, inside: inside, outside: outside)
                .map { (normal: polygon.lines[index].normal, position: $0) }
        }
        return steps.count == polygon.lines.count ? commonOffset(steps) : nil
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

import Calibration
import Facets
import Foundation
import Imaging
import Media
import Segmentation
import Statistics

/// Chooses what is read of a colour recording: luma where the crystals stand out in it, else the colour channel that
/// separates them best.
struct ChannelSelection {
    let channel: Channel
    /// What the colours of the plates tell; nil where they are grey, or tell nothing.
    let colours: PlateColours?
    /// That the recording is encoded for a screen, where its plates are coloured; nil where their edges have to tell it.
    let screenProbability: Double?

    /// What the run remembers of the choice.
    var recorded: [String: String] {
        var result = ["channel": channel.rawValue]
        if let shift = colours?.shift {
            result["edge_shift_blurs"] = String(format: "%.3f", shift.linear)
            result["screen_edge_shift_blurs"] = String(format: "%.3f", shift.screen)
        }
        return result
    }

    /// Contrast in units of the detection threshold from which luma is good enough: twice the threshold is ten standard
    /// deviations of the noise.
    private static let sufficient = 2.0
    /// A colour channel has to be better than luma by this factor: it is coarser in most movies.
    private static let advantage = 1.5

    /// Looks at a few frames from the beginning to the end; a recording that cannot be sampled is read as luma.
    init(for options: AnalysisOptions) {
        let frames = (try? Recording.sample(options.inputPath, fractions: [0, 0.33, 0.66, 0.97])) ?? []
        let coloured = frames.filter { $0.pixels.channels == 3 }
        // Whoever asks for a colour gets one, whatever luma shows.
        let inLuma = options.contrast == .colour ? [] : coloured
        let luma = inLuma.map(LumaView.init)
        channel = Self.channel(coloured, luma: luma.map(\.distinction).max() ?? 0, options)
        let bitDepth = coloured.map(\.pixels.bitDepth).max() ?? 8
        colours = channel == .luma ? PlateColours(luma.flatMap(\.estimates), bitDepth: bitDepth) : nil
        // The profile of a coloured plate's edge is no grey one's, and tells nothing.
        let hasColouredPlates = channel == .luma && luma.contains(where: \.hasColouredPlates)
        screenProbability = colours?.screenProbability
            ?? (hasColouredPlates
                ? min(Self.unlikely, ScreenEncoding.probability(logarithmicOdds: 0, colourOfBits: bitDepth)) : nil)
    }

    /// Below one half: an edge is not moved for what nothing shows, however likely; the errors hold it.
    private static let unlikely = 0.49
    /// A smaller outline is a speck's, px2.
    private static let leastPlate = 80.0

    /// What luma shows of a picture: how far its most conspicuous object stands out, in detection thresholds, and what its
    /// coloured crystals tell.
    private struct LumaView {
        let distinction: Double
        var estimates: [ColourEstimate] = []
        /// Whether most of what may be plates are coloured.
        var hasColouredPlates = false

        init(_ picture: SampledPicture) {
            let plane = picture.plane(.luma)
            guard let frame = ChannelSelection.segmented(plane) else {
                distinction = 0
                return
            }
            distinction = ChannelSelection.distinction(frame)
            guard ChannelSelection.isColoured(picture) else { return }
            let plates = frame.outlines.filter { outline in
                outline.contrast == .dark && !outline.isOverlay && outline.areaPixels > ChannelSelection.leastPlate
            }
            let coloured = plates.count { picture.isColoured(at: $0.centroid) }
            hasColouredPlates = coloured > 0 && 2 * coloured >= plates.count
            let fitter = FacetFitter(pixels: plane, illumination: frame.illumination, scale: .onePixel)
            estimates = frame.outlines.compactMap {
                fitter.colourEstimate(of: $0, rgb: picture.pixels, lumaWeights: picture.lumaWeights)
            }
        }
    }

    private static func channel(_ coloured: [SampledPicture], luma: Double, _ options: AnalysisOptions) -> Channel {
        guard options.contrast == .auto || options.contrast == .colour, !coloured.isEmpty else { return .luma }
        let colours: [Channel] = [.red, .green, .blue]
        if options.contrast == .colour {
            return colours.max { distinction(coloured, $0) < distinction(coloured, $1) } ?? .luma
        }
        guard luma < sufficient else { return .luma }
        let best = colours.map { ($0, distinction(coloured, $0)) }.max { $0.1 < $1.1 }
        guard let best, best.1 > advantage * max(luma, 1) else { return .luma }
        return best.0
    }

    /// Whether any two colours differ by more than noise anywhere: a grey movie is no work for the colours.
    private static func isColoured(_ sample: SampledPicture) -> Bool {
        let count = sample.pixels.width * sample.pixels.height
        return stride(from: 0, to: count, by: max(1, count / 8192)).count(where: sample.isColoured(pixel:)) > 16
    }

    private static func segmented(_ plane: PixelBuffer) -> SegmentedFrame? {
        guard var segmenter = try? Segmenter(width: plane.width, height: plane.height, settings: .init()) else { return nil }
        return try? segmenter.segment(plane, expected: [])
    }

    /// How far the most conspicuous large object stands out in a channel, in detection thresholds; the best of the frames.
    private static func distinction(_ pictures: [SampledPicture], _ channel: Channel) -> Double {
        pictures.map { segmented($0.plane(channel)).map(distinction) ?? 0 }.max() ?? 0
    }

    private static func distinction(_ frame: SegmentedFrame) -> Double {
        let large = frame.outlines.filter { $0.areaPixels > 150 && !$0.isOverlay }
        return large.map { abs($0.relativeContrast) / Double(frame.detectionThreshold) }.max() ?? 0
    }
}

extension PixelScale {
    /// Lengths in px.
    fileprivate static let onePixel = PixelScale(
        x: Estimate(value: 1, standardError: 0), y: Estimate(value: 1, standardError: 0), origin: "pixels")
}

extension SampledPicture {
    /// Part of the whole scale by which colours differ that are more than noise.
    private static let leastDifference = 0.05

    /// Whether the strongest and the weakest of a pixel's colours differ by more than noise.
    fileprivate func isColoured(pixel index: Int) -> Bool {
        func range<Sample: BinaryFloatingPoint>(_ colours: [Sample]) -> Double {
            Double((colours.max() ?? 0) - (colours.min() ?? 0))
        }
        let place = 3 * index..<3 * index + 3
        let difference = switch pixels.samples {
        case .uint8(let values): range(values[place].map(Float.init))
        case .uint16(let values): range(values[place].map(Float.init))
        case .float32(let values): range(Array(values[place]))
        }
        return difference > Self.leastDifference * Double(pixels.fullScale ?? 1)
    }

    /// Whether most of the pixels around a place, px, are coloured.
    fileprivate func isColoured(at place: Point) -> Bool {
        let columns = max(0, Int(place.x) - 2)...min(pixels.width - 1, Int(place.x) + 2)
        let rows = max(0, Int(place.y) - 2)...min(pixels.height - 1, Int(place.y) + 2)
        let indices = rows.flatMap { y in columns.map { x in y * pixels.width + x } }
        return 2 * indices.count(where: isColoured(pixel:)) > indices.count
    }

    /// One channel of an RGB picture.
    fileprivate func plane(_ channel: Channel) -> PixelBuffer {
        let (width, height) = (pixels.width, pixels.height)
        let weights: (Float, Float, Float) = switch channel {
        case .red: (1, 0, 0)
        case .green: (0, 1, 0)
        case .blue: (0, 0, 1)
        case .luma, .rgb: (Float(lumaWeights.red), Float(lumaWeights.green), Float(lumaWeights.blue))
        }
        func mixed<Sample>(_ values: [Sample], _ number: (Sample) -> Float) -> [Float] {
            (0..<width * height).map { index in
                weights.0 * number(values[3 * index]) + weights.1 * number(values[3 * index + 1])
                    + weights.2 * number(values[3 * index + 2])
            }
        }
        let plane = switch pixels.samples {
        case .uint8(let values): mixed(values) { Float($0) }
        case .uint16(let values): mixed(values) { Float($0) }
        case .float32(let values): mixed(values) { $0 }
        }
        return PixelBuffer(width: width, height: height, bitDepth: 32, samples: .float32(plane))
    }
}

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
    }

    /// What luma shows of a picture: how far its most conspicuous object stands out, in detection thresholds, and what its
    /// coloured crystals tell.
    private struct LumaView {
        let distinction: Double
        let estimates: [ColourEstimate]

        init(_ picture: SampledPicture) {
            let plane = picture.plane(.luma)
            guard let frame = ChannelSelection.segmented(plane) else {
                (distinction, estimates) = (0, [])
                return
            }
            distinction = ChannelSelection.distinction(frame)
            guard ChannelSelection.isColoured(picture) else {
                estimates = []
                return
            }
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
        let picture = sample.pixels
        let count = picture.width * picture.height
        let least = 0.05 * Double(picture.fullScale ?? 1)
        func spread(_ index: Int) -> Double {
            func range<Sample: BinaryFloatingPoint>(_ colours: [Sample]) -> Double {
                Double((colours.max() ?? 0) - (colours.min() ?? 0))
            }
            let place = 3 * index..<3 * index + 3
            return switch picture.samples {
            case .uint8(let values): range(values[place].map(Float.init))
            case .uint16(let values): range(values[place].map(Float.init))
            case .float32(let values): range(Array(values[place]))
            }
        }
        return stride(from: 0, to: count, by: max(1, count / 8192)).count { spread($0) > least } > 16
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

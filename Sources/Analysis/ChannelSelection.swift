import Imaging
import Media
import Segmentation

/// Chooses what is read of a colour recording: luma where the crystals stand out in it, else the colour channel that
/// separates them best.
enum ChannelSelection {
    /// Contrast in units of the detection threshold from which luma is good enough: twice the threshold is ten standard
    /// deviations of the noise.
    private static let sufficient = 2.0
    /// A colour channel has to be better than luma by this factor: it is coarser in most movies.
    private static let advantage = 1.5

    /// Looks at a few frames from the beginning to the end; a recording that cannot be sampled is read as luma.
    static func channel(for options: AnalysisOptions) -> Channel {
        guard options.contrast == .auto || options.contrast == .colour else { return .luma }
        let frames = (try? Recording.sample(options.inputPath, fractions: [0, 0.33, 0.66, 0.97])) ?? []
        let coloured = frames.map(\.pixels).filter { $0.channels == 3 }
        guard !coloured.isEmpty else { return .luma }
        let colours: [Channel] = [.red, .green, .blue]
        if options.contrast == .colour {
            return colours.max { distinction(coloured, $0) < distinction(coloured, $1) } ?? .luma
        }
        let luma = distinction(coloured, .luma)
        guard luma < sufficient else { return .luma }
        let best = colours.map { ($0, distinction(coloured, $0)) }.max { $0.1 < $1.1 }
        guard let best, best.1 > advantage * max(luma, 1) else { return .luma }
        return best.0
    }

    /// How far the most conspicuous large object stands out, in detection thresholds; the best of the frames.
    private static func distinction(_ pictures: [PixelBuffer], _ channel: Channel) -> Double {
        pictures.map { picture in
            let plane = picture.plane(channel)
            guard var segmenter = try? Segmenter(width: plane.width, height: plane.height, settings: .init()),
                let frame = try? segmenter.segment(plane, expected: [])
            else { return 0 }
            let large = frame.outlines.filter { $0.areaPixels > 150 && !$0.isOverlay }
            return large.map { abs($0.relativeContrast) / Double(frame.detectionThreshold) }.max() ?? 0
        }.max() ?? 0
    }
}

extension PixelBuffer {
    /// One channel of an RGB picture; luma as Rec. 601 weighs it.
    fileprivate func plane(_ channel: Channel) -> PixelBuffer {
        let weights: (Float, Float, Float) = switch channel {
        case .red: (1, 0, 0)
        case .green: (0, 1, 0)
        case .blue: (0, 0, 1)
        case .luma, .rgb: (0.299, 0.587, 0.114)
        }
        func mixed<Sample>(_ values: [Sample], _ number: (Sample) -> Float) -> [Float] {
            (0..<width * height).map { index in
                weights.0 * number(values[3 * index]) + weights.1 * number(values[3 * index + 1])
                    + weights.2 * number(values[3 * index + 2])
            }
        }
        let plane = switch samples {
        case .uint8(let values): mixed(values) { Float($0) }
        case .uint16(let values): mixed(values) { Float($0) }
        case .float32(let values): mixed(values) { $0 }
        }
        return PixelBuffer(width: width, height: height, bitDepth: 32, samples: .float32(plane))
    }
}

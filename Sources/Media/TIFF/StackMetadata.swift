import Imaging

/// What a stack says of itself: its axes, its times and its scale.
struct StackMetadata: Equatable {
    struct Axes: Equatable {
        var channels = 1
        var slices = 1
        var frames = 1
        /// Whether all channels of a time point stand together, or all time points of a channel.
        var channelsBeforeTime = true

        var pageCount: Int { channels * slices * frames }

        /// For people: "8 slices (Z), 2 channels, 20 time points".
        var sentence: String {
            var parts: [String] = []
            if slices > 1 { parts.append("\(slices) slices (Z)") }
            if channels > 1 { parts.append("\(channels) channels") }
            parts.append(frames == 1 ? "one time point" : "\(frames) time points")
            return parts.joined(separator: ", ")
        }
    }

    enum Times: Equatable {
        case unknown
        case interval(seconds: Double, origin: TimeOrigin)
        /// Seconds of every frame, the first being 0.
        case each(seconds: [Double], origin: TimeOrigin)
        /// Every page carries its own, told when it is read.
        case perPage(origin: TimeOrigin)

        var isPerPage: Bool {
            if case .perPage = self { true } else { false }
        }

        var origin: TimeOrigin? {
            switch self {
            case .unknown: nil
            case .interval(_, let origin), .each(_, let origin), .perPage(let origin): origin
            }
        }

        /// Seconds since the first frame; nil where unknown or told by the page itself.
        func seconds(ofFrame frame: Int) -> Double? {
            switch self {
            case .unknown, .perPage: nil
            case .interval(let seconds, _): Double(frame) * seconds
            case .each(let seconds, _): frame < seconds.count ? seconds[frame] : nil
            }
        }
    }

    /// nil where only the number of pages is known.
    var axes: Axes?
    var times = Times.unknown
    var scale: StatedScale?
    /// Which page holds a time point, where the file lists it (OME TiffData); else the axes' order tells.
    var pages: [Int: Int] = [:]
    var warnings: [String] = []
}

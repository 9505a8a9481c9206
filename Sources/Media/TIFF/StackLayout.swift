import Imaging

/// Which page of the file holds which frame, once the axes are known to be one time axis.
struct StackLayout: Equatable {
    /// Frames that the file announces.
    let frameCount: Int
    /// Frames up to the last one that the file can hold: a few bytes can announce millions more.
    let reachableFrameCount: Int
    let channels: Int
    private let channelsBeforeTime: Bool
    private let listed: [Int: Int]

    /// Throws where pages run along Z or channels, or along several axes: measuring them as time would be wrong.
    init(metadata: StackMetadata, pageCount: Int, path: String, channel: Channel) throws(MediaError) {
        // Pages without any note are taken as frames; the user's interval confirms it.
        let axes = metadata.axes ?? StackMetadata.Axes(frames: pageCount)
        guard axes.slices == 1 else {
            throw .ambiguousAxes(
                path: path, found: axes.sentence,
                advice: axes.frames > 1
                    ? "Save one slice per time point (ImageJ: Duplicate, or Z Project)."
                    : "If the slices are time points, say so in the file (ImageJ: Image > Properties, frames).")
        }
        guard axes.channels == 1 || (axes.channels == 3 && channel != .luma) else {
            throw .ambiguousAxes(
                path: path, found: axes.sentence,
                advice: "Save the channel to be measured as a stack of its own (ImageJ: Split Channels).")
        }
        frameCount = axes.frames
        channels = axes.channels
        channelsBeforeTime = axes.channelsBeforeTime
        listed = metadata.pages
        // A frame's page never has a lower number than the frame, except where the file lists it.
        let lastListed = metadata.pages.filter { $0.value < pageCount }.keys.max() ?? -1
        reachableFrameCount = min(axes.frames, max(pageCount, lastListed + 1))
        guard reachableFrameCount <= max(pageCount, Self.mostFramesWithGaps) else {
            throw .damagedTIFF(
                path: path, reason: "its OME-XML places \(pageCount) pages among \(reachableFrameCount) frames")
        }
    }

    /// Every gap is reported as a missing frame: no recording of a few pages has millions of them.
    private static let mostFramesWithGaps = 100_000

    func page(ofFrame frame: Int, channel: Int) -> Int {
        if let page = listed[frame] { return page }
        return channelsBeforeTime ? frame * channels + channel : channel * frameCount + frame
    }

    /// Pages that the whole recording needs.
    var pageCount: Int { frameCount * channels }

    /// The stored channels that a request needs, in the order red, green, blue.
    func storedChannels(for channel: Channel) -> [Int] {
        guard channels == 3 else { return [0] }
        return switch channel {
        case .rgb: [0, 1, 2]
        case .green: [1]
        case .blue: [2]
        case .red, .luma: [0]
        }
    }
}

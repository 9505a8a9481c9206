import Imaging

/// Opens recordings of every kind that is read.
public enum Recording {
    /// Opens a movie, a TIFF stack, a folder, a pattern or a single picture, told by content before extension.
    public static func open(
        _ input: String, timeBase: TimeBase, channel: Channel
    ) throws(MediaError) -> any FrameSource {
        try MovieReader(path: input, timeBase: timeBase, channel: channel)
    }
}

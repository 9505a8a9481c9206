import CMovie
import Foundation
import Imaging

/// Opens recordings of every kind that is read.
public enum Recording {
    /// Opens a movie, a TIFF stack, a folder, a pattern or a single picture, told by content before extension.
    public static func open(
        _ input: String, timeBase: TimeBase, channel: Channel
    ) throws(MediaError) -> any FrameSource {
        cmovie_bound_memory()
        return switch try kind(of: input) {
        case .movie: try MovieReader(path: input, timeBase: timeBase, channel: channel)
        case .tiffStack: try TIFFStackReader(path: input, timeBase: timeBase, channel: channel)
        case .imageSequence, .camera, .simulation:
            try ImageSequenceReader(path: input, timeBase: timeBase, channel: channel)
        }
    }

    /// The files that an input consists of: the movie or stack itself, or every picture of a folder or pattern.
    public static func files(of input: String) throws(MediaError) -> [String] {
        try PictureListing.files(of: input)
    }

    static func kind(of input: String) throws(MediaError) -> SourceProperties.Kind {
        if PictureListing.isPattern(input) { return .imageSequence }
        if case .folder = try FileFacts.kind(of: input) { return .imageSequence }
        let head = try FileFacts.head(of: input, count: 1024)
        switch PictureFormat(head: head) {
        case .tiff: return .tiffStack
        // A stream of JPEG pictures begins like a single one; an animated PNG says so before its pixels.
        case .jpeg where ["mjpeg", "mjpg"].contains(URL(fileURLWithPath: input).pathExtension.lowercased()):
            return .movie
        case .png where isAnimated(head): return .movie
        case .png, .jpeg, .bmp: return .imageSequence
        case nil: return .movie
        }
    }

    private static func isAnimated(_ head: [UInt8]) -> Bool {
        let head = Data(head)
        guard let control = head.range(of: Data("acTL".utf8)) else { return false }
        return head.range(of: Data("IDAT".utf8)).map { control.lowerBound < $0.lowerBound } ?? true
    }
}

import Foundation

/// A figure or picture as the page embeds it.
struct FigureView {
    /// "data:image/svg+xml;base64,...", with no character that a page would have to escape: the template takes it as it is,
    /// since looking at megabytes one by one takes a third of a second.
    let source: String
    var caption: String
    /// Name in `figures/`, for the files behind it; nil for pictures.
    var file: String?

    init(_ bytes: [UInt8], mediaType: String, caption: String, file: String? = nil) {
        let type = mediaType.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "/+-.".contains($0)) }
        source = "data:\(type);base64," + Data(bytes).base64EncodedString()
        self.caption = caption
        self.file = file
    }
}

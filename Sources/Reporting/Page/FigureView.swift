import Foundation

/// A figure or picture as the page embeds it.
struct FigureView {
    /// "data:image/svg+xml;base64,..."
    var source: String
    var caption: String
    /// Name in `figures/`, for the files behind it; nil for pictures.
    var file: String?

    init(_ bytes: [UInt8], mediaType: String, caption: String, file: String? = nil) {
        source = "data:\(mediaType);base64," + Data(bytes).base64EncodedString()
        self.caption = caption
        self.file = file
    }
}

/// Why a picture could not be searched for crystals.
public enum SegmentationError: Error, CustomStringConvertible {
    case notGrey(channels: Int)
    case tooSmall(width: Int, height: Int)
    case pictureOperation(String)

    public var description: String {
        switch self {
        case .notGrey(let channels):
            "segmentation takes one channel, and this picture has \(channels): choose a channel first"
        case .tooSmall(let width, let height):
            "a picture of \(width)x\(height) pixels is too small to find a crystal in (at least 16x16)"
        case .pictureOperation(let name):
            "the picture operation '\(name)' failed in OpenCV: is there enough memory?"
        }
    }
}

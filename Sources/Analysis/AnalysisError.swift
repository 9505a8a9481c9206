import Imaging

/// Why an analysis cannot begin, where no part below it says so.
public enum AnalysisError: Error, CustomStringConvertible {
    /// The region of interest shares no pixel with the picture.
    case regionOutside(PixelRect, width: Int, height: Int)

    public var description: String {
        switch self {
        case .regionOutside(let region, let width, let height):
            "the region of interest \(region.x),\(region.y),\(region.width),\(region.height) lies outside the picture "
                + "of \(width)x\(height) pixels: give x,y,width,height within it"
        }
    }
}

extension SourceProperties {
    /// Whether a region shares a pixel with the picture.
    func shows(_ region: PixelRect) -> Bool {
        region.width > 0 && region.height > 0 && region.x < width && region.y < height
            && region.x + region.width > 0 && region.y + region.height > 0
    }
}

import Imaging

/// Why an analysis cannot begin or end, where no part below it says so.
public enum AnalysisError: Error, CustomStringConvertible {
    /// The region of interest shares no pixel with the picture.
    case regionOutside(PixelRect, width: Int, height: Int)
    /// A region to be ignored shares no pixel with the picture.
    case ignoredRegionOutside(PixelRect, width: Int, height: Int)
    /// A picture of more than `largestPixelCount` pixels.
    case pictureTooLarge(path: String, width: Int, height: Int)
    /// All was measured that could be, and cannot be made tables, figures and a report of.
    case notClosed(folder: String, reason: String)

    /// Segmentation keeps five bytes per pixel besides the frames themselves: some 0.8 GB for grey pictures of this size.
    public static let largestPixelCount = 100_000_000

    public var description: String {
        switch self {
        case .regionOutside(let region, let width, let height):
            "the region of interest \(region.x),\(region.y),\(region.width),\(region.height) lies outside the picture "
                + "of \(width)x\(height) pixels: give x,y,width,height within it"
        case .ignoredRegionOutside(let region, let width, let height):
            "the region \(region.x),\(region.y),\(region.width),\(region.height) to be ignored lies outside the picture "
                + "of \(width)x\(height) pixels: give x,y,width,height within it"
        case .pictureTooLarge(let path, let width, let height):
            "\(path): pictures of \(width)x\(height) pixels take too much memory; at most "
                + "\(Self.largestPixelCount / 1_000_000) megapixels are analysed: crop or shrink them"
        case .notClosed(let folder, let reason):
            "\(reason); what was measured is kept: when there is room, growthscope export \(folder) closes the run"
        }
    }
}

extension SourceProperties {
    func check(for options: AnalysisOptions) throws(AnalysisError) {
        guard width * height <= AnalysisError.largestPixelCount else {
            throw .pictureTooLarge(path: path, width: width, height: height)
        }
        if let region = options.regionOfInterest, !shows(region) {
            throw .regionOutside(region, width: width, height: height)
        }
        for region in options.ignoredRegions where !shows(region) {
            throw .ignoredRegionOutside(region, width: width, height: height)
        }
    }

    /// Whether a region shares a pixel with the picture.
    func shows(_ region: PixelRect) -> Bool {
        region.width > 0 && region.height > 0 && region.x < width && region.y < height
            && region.x + region.width > 0 && region.y + region.height > 0
    }
}

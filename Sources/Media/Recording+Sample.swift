import Imaging

extension Recording {
    /// A few frames spread over a recording, to choose contrast and channel by before the real pass.
    ///
    /// - Parameter fractions: positions, 0 the first frame and 1 the last; of a movie, frames up to a 24th of it earlier.
    /// - Returns: RGB pictures where the recording has colour, else grey ones, in the order of `fractions`; fewer where
    ///   some cannot be read.
    public static func sample(_ input: String, fractions: [Double]) throws(MediaError) -> [SampledPicture] {
        let positions = fractions.map { $0.isFinite ? min(max($0, 0), 1) : 0 }
        return switch try kind(of: input) {
        case .movie: try MovieSampler(path: input).pictures(at: positions)
        case .tiffStack: try sampleStack(input, fractions: positions)
        case .imageSequence, .camera, .simulation: try samplePictures(input, fractions: positions)
        }
    }

    private static func sampleStack(_ path: String, fractions: [Double]) throws(MediaError) -> [SampledPicture] {
        let stack = try TIFFStack(path: path)
        let layout = try StackLayout(
            metadata: stack.metadata, pageCount: stack.pageCount, path: path, channel: .luma)
        var pictures: [SampledPicture] = []
        for index in indices(of: fractions, count: min(layout.frameCount, stack.pageCount)) {
            guard case .page(let pixels, _, _) = try stack.read(page: layout.page(ofFrame: index, channel: 0)) else {
                continue
            }
            pictures.append(SampledPicture(pixels: pixels))
        }
        return pictures
    }

    private static func samplePictures(_ path: String, fractions: [Double]) throws(MediaError) -> [SampledPicture] {
        let order = try SequenceOrder(files: PictureListing.files(of: path), path: path)
        var pictures: [SampledPicture] = []
        for index in indices(of: fractions, count: order.files.count) {
            let file = order.files[index]
            guard let pixels = try? PictureFile.stored(file) else { continue }
            pictures.append(SampledPicture(pixels: pixels))
        }
        return pictures
    }

    private static func indices(of fractions: [Double], count: Int) -> [Int] {
        fractions.map { Int(($0 * Double(max(count - 1, 0))).rounded()) }
    }
}

import CVision
import Imaging

/// One float per pixel, rows from the top.
struct Plane: Sendable {
    let width: Int
    let height: Int
    var values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    init(width: Int, height: Int, repeating value: Float = 0) {
        self.init(width: width, height: height, values: [Float](repeating: value, count: width * height))
    }

    /// The grey picture reduced by the mean of factor x factor blocks.
    init(_ pixels: PixelBuffer, reducedBy factor: Int) throws(SegmentationError) {
        guard pixels.channels == 1 else { throw .notGrey(channels: pixels.channels) }
        let width = Int32(pixels.width)
        let height = Int32(pixels.height)
        let divisor = Int32(factor)
        self.init(width: pixels.width / factor, height: pixels.height / factor)
        let status = switch pixels.samples {
        case .uint8(let samples): cvision_block_mean(samples, 1, width, height, divisor, &values)
        case .uint16(let samples): cvision_block_mean(samples, 2, width, height, divisor, &values)
        case .float32(let samples): cvision_block_mean(Self.finite(samples), 4, width, height, divisor, &values)
        }
        guard status == 0 else { throw .pictureOperation("block mean") }
    }

    /// Pixels without a value (NaN, infinite) become the picture's median: nothing is seen in them.
    private static func finite(_ samples: [Float]) -> [Float] {
        guard samples.contains(where: { !$0.isFinite }) else { return samples }
        let median = RobustLevel.median(samples.filter(\.isFinite))
        return samples.map { $0.isFinite ? $0 : median }
    }

    func blurred(sigma: Double) throws(SegmentationError) -> Plane {
        var result = self
        guard cvision_gaussian_blur(values, Int32(width), Int32(height), sigma, &result.values) == 0 else {
            throw .pictureOperation("Gaussian blur")
        }
        return result
    }

    func resized(width newWidth: Int, height newHeight: Int) throws(SegmentationError) -> Plane {
        var result = Plane(width: newWidth, height: newHeight)
        let status = cvision_resize(
            values, Int32(width), Int32(height), Int32(newWidth), Int32(newHeight), &result.values)
        guard status == 0 else { throw .pictureOperation("resize") }
        return result
    }
}

/// Pixels that belong to something (255) or not (0).
struct Mask: Sendable {
    let width: Int
    let height: Int
    var values: [UInt8]

    init(width: Int, height: Int, values: [UInt8]) {
        self.width = width
        self.height = height
        self.values = values
    }

    init(width: Int, height: Int) {
        self.init(width: width, height: height, values: [UInt8](repeating: 0, count: width * height))
    }

    enum Operation: Int32 { case dilate = 0, erode = 1, close = 2 }

    func morphed(_ operation: Operation, radius: Int) throws(SegmentationError) -> Mask {
        var result = self
        let status = cvision_morphology(
            values, Int32(width), Int32(height), operation.rawValue, Int32(radius), &result.values)
        guard status == 0 else { throw .pictureOperation("morphology") }
        return result
    }

    /// Sets the pixels that are set in a mask of the same size.
    mutating func add(_ other: Mask) {
        for index in values.indices where other.values[index] != 0 { values[index] = 255 }
    }

    mutating func fillHoles() throws(SegmentationError) {
        guard cvision_fill_holes(&values, Int32(width), Int32(height)) == 0 else {
            throw .pictureOperation("hole filling")
        }
    }

    /// Share that the set pixels have of their convex hull.
    var solidity: Double { cvision_solidity(values, Int32(width), Int32(height)) }

    func components() throws(SegmentationError) -> Components {
        var labels = [Int32](repeating: 0, count: values.count)
        let capacity = 20_000
        var boxes = [Int32](repeating: 0, count: 5 * capacity)
        let count = cvision_components(
            values, Int32(width), Int32(height), &labels, &boxes, Int32(capacity))
        guard count >= 0 else { throw .pictureOperation("connected components") }
        let regions = (0..<min(Int(count), capacity)).map { index in
            let entry = boxes[5 * index..<5 * index + 5].map { Int($0) }
            let box = PixelRect(x: entry[0], y: entry[1], width: entry[2], height: entry[3])
            return Components.Region(label: Int32(index + 1), box: box, area: entry[4])
        }
        return Components(width: width, height: height, labels: labels, regions: regions)
    }
}

/// The connected regions of a mask.
struct Components: Sendable {
    struct Region: Sendable {
        let label: Int32
        let box: PixelRect
        let area: Int
    }

    let width: Int
    let height: Int
    let labels: [Int32]
    let regions: [Region]
}

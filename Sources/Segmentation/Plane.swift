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

    /// Takes the grey picture, reduced by the mean of factor x factor blocks to the plane's size.
    mutating func fill(from pixels: PixelBuffer, reducedBy factor: Int) throws(SegmentationError) {
        guard pixels.channels == 1 else { throw .notGrey(channels: pixels.channels) }
        guard pixels.width / factor == width, pixels.height / factor == height else {
            throw .pictureOperation("block mean")
        }
        let (fullWidth, fullHeight, divisor) = (Int32(pixels.width), Int32(pixels.height), Int32(factor))
        let status = switch pixels.samples {
        case .uint8(let samples): cvision_block_mean(samples, 1, fullWidth, fullHeight, divisor, &values)
        case .uint16(let samples): cvision_block_mean(samples, 2, fullWidth, fullHeight, divisor, &values)
        case .float32(let samples):
            cvision_block_mean(Self.finite(samples), 4, fullWidth, fullHeight, divisor, &values)
        }
        guard status == 0 else { throw .pictureOperation("block mean") }
    }

    /// Pixels without a value (NaN, infinite) become the picture's median: nothing is seen in them.
    private static func finite(_ samples: [Float]) -> [Float] {
        guard samples.contains(where: { !$0.isFinite }) else { return samples }
        let median = RobustLevel.median(samples.filter(\.isFinite))
        return samples.map { $0.isFinite ? $0 : median }
    }

    func cropped(to box: PixelRect) -> Plane {
        Plane(width: box.width, height: box.height, values: values.rows(in: box, length: width))
    }

    /// Overwrites the part whose top-left pixel is (x, y).
    mutating func set(_ part: Plane, x: Int, y: Int) {
        for row in 0..<part.height {
            let start = (y + row) * width + x
            let source = row * part.width
            values.replaceSubrange(start..<start + part.width, with: part.values[source..<source + part.width])
        }
    }

    func blurred(sigma: Double) throws(SegmentationError) -> Plane {
        var result = Plane(width: width, height: height)
        try blur(sigma: sigma, into: &result)
        return result
    }

    /// - Parameter result: a plane of the same size, to be overwritten.
    func blur(sigma: Double, into result: inout Plane) throws(SegmentationError) {
        guard cvision_gaussian_blur(values, Int32(width), Int32(height), sigma, &result.values) == 0 else {
            throw .pictureOperation("Gaussian blur")
        }
    }
}

/// A stretch of pixels in a row: columns start ..< end.
struct PixelRun: Sendable {
    let row: Int
    let start: Int
    let end: Int
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

    func cropped(to box: PixelRect) -> Mask {
        Mask(width: box.width, height: box.height, values: values.rows(in: box, length: width))
    }

    enum Operation: Int32 { case dilate = 0, erode = 1, close = 2 }

    func morphed(_ operation: Operation, radius: Int) throws(SegmentationError) -> Mask {
        var result = Mask(width: width, height: height)
        let status = cvision_morphology(
            values, Int32(width), Int32(height), operation.rawValue, Int32(radius), &result.values)
        guard status == 0 else { throw .pictureOperation("morphology") }
        return result
    }

    var isEmpty: Bool { cvision_runs(values, Int32(width), Int32(height), nil, 0) == 0 }

    /// Number of pixels that are set.
    var area: Int { runs().reduce(0) { $0 + $1.end - $1.start } }

    /// Sets the pixels of another mask, whose top-left pixel lies at (x, y) of this one.
    mutating func add(_ other: Mask, x: Int = 0, y: Int = 0) { set(other.runs(), x: x, y: y) }

    /// Unsets the pixels that are set in a mask of the same size.
    mutating func remove(_ other: Mask) { clear(other.runs()) }

    /// - Parameters: where the runs' row 0 and column 0 lie.
    mutating func set(_ runs: [PixelRun], x: Int, y: Int) { fill(runs, 255, x: x, y: y) }

    mutating func clear(_ runs: [PixelRun]) { fill(runs, 0, x: 0, y: 0) }

    private mutating func fill(_ runs: [PixelRun], _ value: UInt8, x: Int, y: Int) {
        for run in runs {
            let row = (y + run.row) * width + x
            for index in row + run.start..<row + run.end { values[index] = value }
        }
    }

    /// Sets the pixels that another mask has and whose |value| in `plane` is above `level`.
    mutating func add(_ near: Mask, whereBeyond level: Float, in plane: Plane) {
        cvision_add_beyond(plane.values, near.values, Int32(width), Int32(height), level, &values)
    }

    mutating func fillHoles() throws(SegmentationError) {
        guard cvision_fill_holes(&values, Int32(width), Int32(height)) == 0 else {
            throw .pictureOperation("hole filling")
        }
    }

    /// Share that the set pixels have of their convex hull.
    var solidity: Double { cvision_solidity(values, Int32(width), Int32(height)) }

    /// Places of the top-left pixels of the squares of 2 x 2 pixels that are not all alike, row after row.
    func borderCells() -> [Int] {
        Self.found(Int32(0), usually: 4 * (width + height)) { cells in
            cvision_border_cells(values, Int32(width), Int32(height), &cells, Int64(cells.count))
        }.map(Int.init)
    }

    /// Stretches of set pixels, row after row from the left.
    func runs() -> [PixelRun] {
        Self.found(cvision_run(), usually: 2 * height) { runs in
            cvision_runs(values, Int32(width), Int32(height), &runs, Int64(runs.count))
        }.map { PixelRun(row: Int($0.row), start: Int($0.start), end: Int($0.end)) }
    }

    /// What a search finds that writes as much as there is room for and returns how much there is.
    ///
    /// - Parameter usual: enough for some compact objects; a mask that has more is searched twice.
    private static func found<Item>(
        _ empty: Item, usually usual: Int, _ search: (inout [Item]) -> Int64
    ) -> ArraySlice<Item> {
        var items = [Item](repeating: empty, count: usual)
        let count = Int(search(&items))
        if count > usual {
            items = [Item](repeating: empty, count: count)
            _ = search(&items)
        }
        return items.prefix(count)
    }
}

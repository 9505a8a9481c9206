import CVision
import Imaging
import Statistics

/// A picture with its slow shading divided out: each value is the local contrast, brightness / surroundings - 1.
struct FlatPicture: Sendable {
    let width: Int
    let height: Int
    /// Row by row; 0 is the brightness of the surroundings.
    let values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    /// On fewer px along a side there is no room for marks and their surroundings.
    private static let smallestSide = 16

    /// Throws `CalibrationError.pictureTooSmall`, and `.pictureFailed` where OpenCV has no memory.
    init(_ picture: CalibrationPicture) throws(CalibrationError) {
        guard min(picture.width, picture.height) >= Self.smallestSide else {
            throw .pictureTooSmall(picture: picture.name, width: picture.width, height: picture.height)
        }
        width = picture.width
        height = picture.height
        let shading = try Self.shading(of: picture)
        // A floor in parts of the mean keeps black corners from blowing up.
        let floor = max(0.05 * Self.mean(shading.values), 1e-6)
        var values = [Float](repeating: 0, count: picture.values.count)
        guard
            cvision_local_contrast(
                picture.values, Int32(width), Int32(height), shading.values, Int32(shading.width), Int32(shading.height),
                floor, &values) == 0
        else { throw .pictureFailed(picture: picture.name) }
        self.values = values
    }

    /// Position relative to the centre of the picture, the origin of everything that is measured.
    var centre: Point { Point(x: Double(width - 1) / 2, y: Double(height - 1) / 2) }

    private static func mean(_ values: [Float]) -> Float {
        Float(values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count)))
    }

    /// The picture blurred over a twelfth of its size, in blocks because so wide a blur needs no detail.
    private static func shading(of picture: CalibrationPicture) throws(CalibrationError) -> FlatPicture {
        let sigma = Double(max(picture.width, picture.height)) / 12
        let block = max(1, min(max(8, Int(sigma / 13)), min(picture.width, picture.height) / 8))
        let small = try FlatPicture(width: picture.width, height: picture.height, values: picture.values)
            .reduced(by: block)
        return try small.blurred(sigma: sigma / Double(block))
    }

    /// Throws `CalibrationError.pictureFailed`.
    func blurred(sigma: Double) throws(CalibrationError) -> FlatPicture {
        var result = [Float](repeating: 0, count: values.count)
        guard cvision_gaussian_blur(values, Int32(width), Int32(height), sigma, &result) == 0 else {
            throw .pictureFailed(picture: "picture")
        }
        return FlatPicture(width: width, height: height, values: result)
    }

    /// Blocks of so many px averaged, their values cut off at -limit and limit first.
    ///
    /// Throws `CalibrationError.pictureFailed`.
    func reduced(by factor: Int, limit: Float = .infinity) throws(CalibrationError) -> FlatPicture {
        if factor == 1, limit == .infinity { return self }
        let (columns, rows) = (width / factor, height / factor)
        var result = [Float](repeating: 0, count: columns * rows)
        guard
            cvision_clipped_block_mean(values, Int32(width), Int32(height), Int32(factor), limit, &result) == 0
        else { throw .pictureFailed(picture: "picture") }
        return FlatPicture(width: columns, height: rows, values: result)
    }

    /// Four times the values' robust spread: cut off there, a few strong edges or specks cannot outshine a faint pattern of
    /// many lines.
    var clippingLimit: Float {
        let sample = stride(from: 0, to: values.count, by: max(1, values.count / 50_000)).map { Double(abs(values[$0])) }
        return max(4 * 1.4826 * Float(OrderStatistics.median(sample)), 0.02)
    }

    /// Of the nearest pixel; nil outside.
    func value(at place: Point) -> Float? {
        let (x, y) = (Int(place.x.rounded()), Int(place.y.rounded()))
        guard x >= 0, y >= 0, x < width, y < height else { return nil }
        return values[y * width + x]
    }

    /// Calls `body` with the value of every pixel (of every `rowStep`th row) within `reach` px of a place in the picture's
    /// px, and with the pixel's offset from there.
    @inline(__always)
    func forEachPixel(around place: Point, within reach: Double, rowStep: Int = 1, _ body: (Float, Point) -> Void) {
        let rows = max(0, Int(place.y - reach))...max(0, min(height - 1, Int(place.y + reach) + 1))
        for row in stride(from: rows.lowerBound, through: rows.upperBound, by: rowStep) {
            let down = Double(row) - place.y
            let chord = max(0, reach * reach - down * down).squareRoot()
            let first = max(0, Int((place.x - chord).rounded(.up)))
            let last = min(width - 1, Int((place.x + chord).rounded(.down)))
            guard first <= last else { continue }
            for column in first...last {
                body(values[row * width + column], Point(x: Double(column) - place.x, y: down))
            }
        }
    }
}

import CVision
import Imaging

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

    /// Throws `CalibrationError.pictureFailed` where OpenCV has no memory.
    init(_ picture: CalibrationPicture) throws(CalibrationError) {
        width = picture.width
        height = picture.height
        let shading = try Self.shading(of: picture)
        // A floor in parts of the mean keeps black corners from blowing up.
        let floor = max(0.05 * Self.mean(picture.values), 1e-6)
        values = picture.values.indices.map { picture.values[$0] / max(shading[$0], floor) - 1 }
    }

    /// Position relative to the centre of the picture, the origin of everything that is measured.
    var centre: Point { Point(x: Double(width - 1) / 2, y: Double(height - 1) / 2) }

    private static func mean(_ values: [Float]) -> Float {
        Float(values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count)))
    }

    /// The picture blurred over a twelfth of its size, made from blocks because so wide a blur needs no detail.
    private static func shading(of picture: CalibrationPicture) throws(CalibrationError) -> [Float] {
        let block = max(1, min(8, min(picture.width, picture.height) / 8))
        let small = try blocks(of: picture.values, width: picture.width, height: picture.height, factor: block)
        let sigma = Double(max(picture.width, picture.height)) / 12 / Double(block)
        var blurred = [Float](repeating: 0, count: small.values.count)
        var result = [Float](repeating: 0, count: picture.values.count)
        let width = Int32(small.width), height = Int32(small.height)
        guard cvision_gaussian_blur(small.values, width, height, sigma, &blurred) == 0,
            cvision_resize(blurred, width, height, Int32(picture.width), Int32(picture.height), &result) == 0
        else { throw .pictureFailed(picture: picture.name) }
        return result
    }

    static func blocks(
        of values: [Float], width: Int, height: Int, factor: Int
    ) throws(CalibrationError) -> FlatPicture {
        let (columns, rows) = (width / factor, height / factor)
        var result = [Float](repeating: 0, count: columns * rows)
        guard cvision_block_mean(values, 4, Int32(width), Int32(height), Int32(factor), &result) == 0 else {
            throw .pictureFailed(picture: "picture")
        }
        return FlatPicture(width: columns, height: rows, values: result)
    }

    /// Blocks of so many px averaged. Throws `CalibrationError.pictureFailed`.
    func reduced(by factor: Int) throws(CalibrationError) -> FlatPicture {
        factor == 1 ? self : try Self.blocks(of: values, width: width, height: height, factor: factor)
    }

    /// Values cut off at four times their robust spread, so that a few strong edges or specks cannot outshine a faint
    /// pattern of many lines.
    func clipped() -> FlatPicture {
        let sample = stride(from: 0, to: values.count, by: max(1, values.count / 50_000)).map { abs(values[$0]) }
        let spread = sample.sorted()[sample.count / 2] * 1.4826
        let limit = max(4 * spread, 0.02)
        return FlatPicture(width: width, height: height, values: values.map { min(max($0, -limit), limit) })
    }
}

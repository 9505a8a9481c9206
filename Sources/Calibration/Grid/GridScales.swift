import Foundation
import Imaging
import Statistics

/// What the map from a square grid into the picture says of the pixels.
///
/// With A the px per step of the grid and D its pitch, D A^-1 carries px into um on the slide: its columns are what a
/// step of one pixel in x and in y is there.
struct GridScales {
    let x: Double
    let y: Double
    let rotationDegrees: Double
    let shearDegrees: Double

    /// - Parameter lean: by which the grid's two axes are more than a right angle apart on the slide, radians
    init(_ matrix: [Double], pitch: Double, lean: Double = 0) {
        let determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2]
        // The grid's axes on the slide.
        let (first, second) = (
            Point(x: cos(lean / 2), y: -sin(lean / 2)) * (pitch / determinant),
            Point(x: -sin(lean / 2), y: cos(lean / 2)) * (pitch / determinant)
        )
        let alongX = first * matrix[3] - second * matrix[2]
        let alongY = second * matrix[0] - first * matrix[1]
        x = alongX.length
        y = alongY.length
        rotationDegrees = atan2(matrix[2], matrix[0]) * 180 / .pi
        // The grid may be seen from behind: the angle's size counts.
        shearDegrees = acos(max(-1, min(1, alongX.dot(alongY) / (x * y)))) * 180 / .pi - 90
    }

    /// Standard error of a quantity by the covariance of the matrix, with numerical derivatives.
    static func error(of value: (GridScales) -> Double, fit: GridFit, pitch: Double) -> Double {
        let size = fit.matrix.map { abs($0) }.max() ?? 1
        let step = 1e-6 * size
        let gradient = (0..<4).map { index in
            var (up, down) = (fit.matrix, fit.matrix)
            up[index] += step
            down[index] -= step
            return (value(GridScales(up, pitch: pitch)) - value(GridScales(down, pitch: pitch))) / (2 * step)
        }
        return max(0, fit.covariance.quadraticForm(gradient)).squareRoot()
    }
}

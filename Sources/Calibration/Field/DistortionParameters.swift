import Imaging
import Statistics

/// Where the parameters of a fit hold a `FieldDistortion`, as relative displacements in the corners.
struct DistortionParameters {
    let lens: Int
    let tilts: [Int]

    /// All of them.
    var indices: [Int] { [lens] + tilts }

    /// The lens and the tilt are distorted independently of each other.
    var kinds: [DistortionAverage.Kind] { [.init(indices: [lens]), .init(indices: tilts, mayBeAbsent: true)] }

    func distortion(_ parameters: [Double], cornerPixels: Double) -> FieldDistortion {
        FieldDistortion(
            lens: parameters[lens], tilt: Point(x: parameters[tilts[0]], y: parameters[tilts[1]]),
            cornerPixels: cornerPixels)
    }

    func lens(_ average: DistortionAverage) -> Estimate {
        Estimate(value: average.parameters[lens], standardError: average.covariance[lens, lens].squareRoot())
    }

    /// Size of the tilt.
    func tilt(_ average: DistortionAverage) -> Estimate {
        let components = Point(x: average.parameters[tilts[0]], y: average.parameters[tilts[1]])
        let size = components.length
        // Without a direction of its own the tilt may have any.
        let direction = size > 0 ? components * (1 / size) : Point(x: 1, y: 0)
        var gradient = [Double](repeating: 0, count: average.parameters.count)
        gradient[tilts[0]] = direction.x
        gradient[tilts[1]] = direction.y
        return Estimate(value: size, standardError: max(0, average.covariance.quadraticForm(gradient)).squareRoot())
    }
}

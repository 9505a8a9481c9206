import Foundation
import Imaging
import Statistics

/// Least squares of a ruling's lines, their positions and how they lean, under `FieldDistortion`.
struct RulingModel: Sendable {
    /// a0, b along u and v in lines per px, and the distortion as relative displacements in the corners.
    var parameters: [Double]
    /// With the lines' own scatter, its correlation, and few degrees of freedom: 1.96 standard errors are 95 %.
    private(set) var covariance: Matrix

    static let field = DistortionParameters(lens: 3, tilts: [4, 5])

    /// How far the lines' mean direction may be off, as du/dv.
    private static let uprightness = 0.01

    private let lines: [LinePosition]
    private let isInlier: [Bool]
    private let leans: [(line: Int, lean: Double)]
    private let cornerPixels: Double
    private let straightScatter: Double

    init(_ lines: [LinePosition], start: RulingFit.Straight, cornerPixels: Double) {
        self.lines = lines
        isInlier = start.isInlier
        self.cornerPixels = cornerPixels
        straightScatter = start.scatter
        parameters = [-start.offset / start.pitch, 1 / start.pitch, 0, 0, 0, 0]
        covariance = Matrix(rows: parameters.count, columns: parameters.count)
        leans = Self.goodLeans(lines, isInlier: start.isInlier)
    }

    /// Lines fan out evenly; one that leans otherwise has dirt at one end.
    private static func goodLeans(_ lines: [LinePosition], isInlier: [Bool]) -> [(line: Int, lean: Double)] {
        let known = lines.indices.filter { isInlier[$0] && lines[$0].lean != nil }
        let leans = known.compactMap { lines[$0].lean }
        let fan = Matrix(columns: [known.map { _ in 1 }, known.map { Double(lines[$0].number) }])
        guard known.count >= 3, let fit = RobustRegression.fit(design: fan, response: leans) else { return [] }
        return known.indices.filter { fit.isInlier[$0] }.map { (known[$0], leans[$0]) }
    }

    /// Measured minus fitted position of a line, px, and measured minus fitted lean.
    private func misfit(_ line: LinePosition, _ parameters: [Double]) -> (position: Double, lean: Double) {
        let distortion = Self.field.distortion(parameters, cornerPixels: cornerPixels)
        // What was measured is a mean along the line, which the lens bends: two points in it have the mean of a parabola.
        let spread = max(line.spreadV, 1e-3)
        let ends = [-spread, spread].map { offset -> Double in
            let place = Point(x: line.u + (line.lean ?? 0) * offset, y: line.v + offset)
            let (value, derivative) = distortion.linear(Point(x: parameters[1], y: parameters[2]), at: place)
            return (parameters[0] + value - Double(line.number)) / derivative.x
        }
        return ((ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / (2 * spread))
    }

    func residuals() -> [Double] { lines.map { misfit($0, parameters).position } }

    /// One step of Gauss and Newton; false where the lines do not determine the ruling.
    ///
    /// - Parameter isLast: the covariance is wanted. Before, residuals may hold a bow that the steps have still to follow:
    ///   to count it as correlated noise would keep it there.
    mutating func improve(isLast: Bool) -> Bool {
        let positions = lines.indices.filter { isInlier[$0] }
        let places = positions.map { misfit(lines[$0], parameters).position }
        let directions = leans.map { misfit(lines[$0.line], parameters).lean }
        let placeError = error(ofPositions: places, isCorrelated: isLast)
        let directionError = leans.isEmpty ? 1 : Self.error(directions, fitted: 2, isCorrelated: isLast)
        var rows: [[Double]] = []
        var response: [Double] = []
        let columns = derivatives(positions)
        for (index, row) in columns.places.enumerated() {
            rows.append(row.map { -$0 / placeError })
            response.append(places[index] / placeError)
        }
        for (index, row) in columns.directions.enumerated() {
            rows.append(row.map { -$0 / directionError })
            response.append(directions[index] / directionError)
        }
        // Lines are upright in their frame, should none be clean enough to say so itself.
        rows.append([0, 0, 1 / (Self.uprightness * parameters[1]), 0, 0, 0])
        response.append(-parameters[2] / (Self.uprightness * parameters[1]))
        // Every distortion is known beforehand as 0 +- the largest one.
        for index in Self.field.indices {
            rows.append(parameters.indices.map { $0 == index ? 1 / DistortionAverage.largest : 0 })
            response.append(-parameters[index] / DistortionAverage.largest)
        }
        let design = Matrix(columns: parameters.indices.map { column in rows.map { $0[column] } })
        let fit = LinearLeastSquares.fit(design: design, response: response)
        guard fit.success, let unscaled = LinearLeastSquares.unscaledCovariance(design: design) else { return false }
        for index in parameters.indices { parameters[index] += fit.parameters[index] }
        covariance = unscaled
        return parameters[1] > 0
    }

    /// Central differences by each parameter, a row for every line.
    private func derivatives(_ positions: [Int]) -> (places: [[Double]], directions: [[Double]]) {
        let steps = [1e-3, 1e-6 * parameters[1], 1e-6 * parameters[1], 1e-6, 1e-6, 1e-6]
        let columns = SideBySide.map(steps.count) { column in
            let step = steps[column]
            var (up, down) = (parameters, parameters)
            up[column] += step
            down[column] -= step
            return (
                places: positions.map { line in
                    (misfit(lines[line], up).position - misfit(lines[line], down).position) / (2 * step)
                },
                directions: leans.map { entry in
                    (misfit(lines[entry.line], up).lean - misfit(lines[entry.line], down).lean) / (2 * step)
                }
            )
        }
        return (
            positions.indices.map { row in columns.map { $0.places[row] } },
            leans.indices.map { row in columns.map { $0.directions[row] } }
        )
    }

    /// Few lines say nothing about a bow: there it counts as their scatter.
    private func error(ofPositions residuals: [Double], isCorrelated: Bool) -> Double {
        if residuals.count >= RulingFit.fewestForDistortion {
            return Self.error(residuals, fitted: 4, isCorrelated: isCorrelated)
        }
        let freedom = Double(max(1, residuals.count - 2))
        return max(straightScatter, 1e-9) * StudentT.twoSidedQuantile(confidence: 0.95, degreesOfFreedom: freedom) / 1.96
    }

    /// Standard error of one of these residuals, as if they were independent and normal: 1.96 of it are 95 %.
    private static func error(_ residuals: [Double], fitted: Int, isCorrelated: Bool) -> Double {
        let count = Double(residuals.count)
        let freedom = max(1, residuals.count - fitted)
        let variance = residuals.reduce(0) { $0 + $1 * $1 } / Double(freedom)
        guard isCorrelated else { return max(variance, 1e-18).squareRoot() }
        let effective = Autocorrelation.effectiveSampleSize(residuals, fittedCoefficients: fitted)
        let correlation = max(1, count / max(effective, 1))
        let quantile = StudentT.twoSidedQuantile(
            confidence: 0.95, degreesOfFreedom: max(1, min(effective, count) - Double(fitted))) / 1.96
        return max(variance * correlation, 1e-18).squareRoot() * quantile
    }

    func pitch(_ covariance: Matrix) -> Estimate {
        let b = Point(x: parameters[1], y: parameters[2])
        let pitch = 1 / b.length
        let gradient = [0, -b.x * pow(pitch, 3), -b.y * pow(pitch, 3), 0, 0, 0]
        return Estimate(value: pitch, standardError: max(0, covariance.quadraticForm(gradient)).squareRoot())
    }
}

import Foundation
import Imaging

/// How much of the light the slide's pattern takes away at a place of the picture, blur included.
///
/// Every edge is a normal distribution function of its distance in px: exact for straight edges and a Gaussian blur.
struct SlidePattern: Sendable {
    private let scene: CalibrationScene
    private let centre: Point
    /// Displacement of a point at distance r from the centre: r (1 + kappa r^2).
    private let kappa: Double
    private let sigma: Double

    init(_ scene: CalibrationScene) {
        self.scene = scene
        centre = Point(x: Double(scene.width - 1) / 2, y: Double(scene.height - 1) / 2)
        kappa = scene.cornerDistortion / max(1, centre.dot(centre))
        // A pixel integrates over its square, whose variance is 1/12 px^2.
        sigma = (scene.blurSigmaPixels * scene.blurSigmaPixels + 1.0 / 12).squareRoot()
    }

    /// 0 beside the pattern, 1 inside it.
    func coverage(atColumn column: Int, row: Int) -> Double {
        let place = undistorted(Point(x: Double(column), y: Double(row)) - centre)
        let sample = Point(x: place.x * scene.micrometersPerPixelX, y: place.y * scene.micrometersPerPixelY)
        var passing = 1.0
        for ruling in scene.rulings { passing *= 1 - coverage(of: ruling, at: sample) }
        if let grid = scene.grid { passing *= 1 - coverage(of: grid, at: sample) }
        return 1 - passing
    }

    /// Solves r (1 + kappa r^2) = distorted distance by fixed-point iteration, which converges for |kappa r^2| < 0.2.
    private func undistorted(_ distorted: Point) -> Point {
        guard kappa != 0 else { return distorted }
        var place = distorted
        for _ in 0..<20 { place = distorted * (1 / (1 + kappa * place.dot(place))) }
        return place
    }

    /// Length in px of a step of one um of the coordinate with this direction on the sample.
    private func pixelsPerMicrometer(alongDegrees degrees: Double) -> Double {
        let angle = degrees * .pi / 180
        return 1 / hypot(scene.micrometersPerPixelX * cos(angle), scene.micrometersPerPixelY * sin(angle))
    }

    private func step(_ distancePixels: Double) -> Double { 0.5 * erfc(-distancePixels / (sigma * 2.0.squareRoot())) }

    /// A bar from `low` to `high` px.
    private func bar(_ low: Double, _ high: Double) -> Double {
        if low > 6 * sigma || high < -6 * sigma { return 0 }
        return step(high) - step(low)
    }

    private func coverage(of ruling: SimulatedRuling, at sample: Point) -> Double {
        let angle = ruling.rotationDegrees * .pi / 180
        let along = sample.x * cos(angle) + sample.y * sin(angle) - ruling.originAlongMicrometers
        let across = -sample.x * sin(angle) + sample.y * cos(angle) - ruling.originAcrossMicrometers
        let unit = pixelsPerMicrometer(alongDegrees: ruling.rotationDegrees)
        let crossUnit = pixelsPerMicrometer(alongDegrees: ruling.rotationDegrees + 90)
        let half = ruling.lineWidthMicrometers / 2
        let reach = half + 6 * sigma / unit
        let figures = figures(of: ruling, along: along, across: across, unit: unit, crossUnit: crossUnit)
        let first = max(Double(ruling.firstLine), ((along - reach) / ruling.divisionMicrometers).rounded(.up))
        let last = min(Double(ruling.lastLine), ((along + reach) / ruling.divisionMicrometers).rounded(.down))
        guard first <= last else { return figures }
        var sum = figures
        for number in Int(first)...Int(last) where !ruling.missingLines.contains(number) {
            let distance = along - Double(number) * ruling.divisionMicrometers
            let end = ruling.lengthMicrometers(ofLine: number)
            sum += bar((distance - half) * unit, (distance + half) * unit)
                * bar((across - end) * crossUnit, across * crossUnit)
        }
        return min(1, sum)
    }

    /// The number of the nearest long line, in dots, below its end.
    private func figures(
        of ruling: SimulatedRuling, along: Double, across: Double, unit: Double, crossUnit: Double
    ) -> Double {
        let dot = ruling.figureHeightMicrometers / Double(DotFont.height)
        guard dot * unit > 0.01, ruling.longEvery > 0 else { return 0 }
        let top = across - ruling.longLengthMicrometers - 2 * dot
        let reach = 6 * sigma / min(unit, crossUnit)
        guard top > -reach, top < ruling.figureHeightMicrometers + reach else { return 0 }
        let spacing = Double(ruling.longEvery) * ruling.divisionMicrometers
        let number = (along / spacing).rounded() * Double(ruling.longEvery)
        guard number >= Double(ruling.firstLine), number <= Double(ruling.lastLine) else { return 0 }
        let text = Array(String(Int(number.magnitude)))
        let columns = DotFont.advance * text.count - 1
        let left = along - number * ruling.divisionMicrometers + Double(columns) * dot / 2
        func near(_ place: Double) -> ClosedRange<Int> {
            Int(((place - reach) / dot).rounded(.down))...Int(((place + reach) / dot).rounded(.up))
        }
        var sum = 0.0
        for row in near(top).clamped(to: 0...DotFont.height - 1) {
            for column in near(left).clamped(to: 0...columns) where DotFont.hasDot(text, column: column, row: row) {
                let (x, y) = (left - Double(column) * dot, top - Double(row) * dot)
                sum += bar((x - dot) * unit, x * unit) * bar((y - dot) * crossUnit, y * crossUnit)
            }
        }
        return sum
    }

    private func coverage(of grid: SimulatedGrid, at sample: Point) -> Double {
        let angle = grid.rotationDegrees * .pi / 180
        let x = sample.x - grid.originXMicrometers
        let y = sample.y - grid.originYMicrometers
        // Coordinates along the two axes, the second of which leans by the shear.
        let second = (-x * sin(angle) + y * cos(angle)) / cos(grid.shearDegrees * .pi / 180)
        let first = x * cos(angle) + y * sin(angle) - second * sin(grid.shearDegrees * .pi / 180)
        let unit = (pixelsPerMicrometer(alongDegrees: grid.rotationDegrees)
            + pixelsPerMicrometer(alongDegrees: grid.rotationDegrees + 90)) / 2
        let pitch = grid.pitchMicrometers
        switch grid.kind {
        case .dots:
            let offset = Point(
                x: first - (first / pitch).rounded() * pitch, y: second - (second / pitch).rounded() * pitch)
            let node = Point(x: offset.x + offset.y * sin(grid.shearDegrees * .pi / 180), y: offset.y)
            return step((grid.dotDiameterMicrometers / 2 - node.length) * unit)
        case .checker:
            // The product of two square waves, each blurred along its own axis.
            return 0.5 + 0.5 * wave(first, pitch: pitch, unit: unit) * wave(second, pitch: pitch, unit: unit)
        }
    }

    /// A blurred square wave of +1 and -1 that changes sign at every multiple of the pitch.
    private func wave(_ position: Double, pitch: Double, unit: Double) -> Double {
        let nearest = (position / pitch).rounded()
        let sign = nearest.truncatingRemainder(dividingBy: 2) == 0 ? 1.0 : -1.0
        var value = 0.0
        for neighbour in -2...2 {
            let edge = (position - (nearest + Double(neighbour)) * pitch) * unit
            value += (neighbour % 2 == 0 ? 1 : -1) * (2 * step(edge) - 1)
        }
        return sign * value
    }
}

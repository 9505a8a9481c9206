import Foundation
import Imaging
import Statistics

extension Ruling {
    init(positions: LinePositions, fit: RulingFit, band: RulingBand, lineWidth: Double, picture: FlatPicture) {
        let frame = positions.frame
        self.frame = frame
        degrees = frame.degrees
        let extent = (positions.lines.last?.u ?? 0) - (positions.lines.first?.u ?? 0)
        unevenness = SpacingStep.largest(ofLines: fit.residuals, extent: extent)
        let doubt = fit.pitch.value * (unevenness?.relativeError ?? 0)
        pitchPixels = Estimate(value: fit.pitch.value, standardError: hypot(fit.pitch.standardError, doubt))
        scatterPixels = fit.scatter
        lineWidthPixels = lineWidth
        commonLengthPixels = band.medianLength
        cornerDistortion = fit.cornerDistortion
        cornerTilt = fit.cornerTilt
        let indices = Dictionary(uniqueKeysWithValues: positions.lines.enumerated().map { ($1.number, $0) })
        lines = band.lines.map { line in
            let index = indices[line.number]
            let position = index.map { positions.lines[$0].u }
            let u = position ?? frame.position(ofLine: line.number)
            return Line(
                number: line.number, start: frame.place(u: u, v: line.extent.lowerBound) + picture.centre,
                end: frame.place(u: u, v: line.extent.upperBound) + picture.centre, positionPixels: position,
                residualPixels: index.map { fit.residuals[$0] }, isUsed: index.map { fit.isInlier[$0] } ?? false)
        }
        longLinePeriods = Self.longLines(band, lineWidth: lineWidth)
        let u = frame.extent(of: picture).u
        coverage = min(1, Double(lines.count) * frame.pitch / (u.upperBound - u.lowerBound))
    }

    private static func longLines(_ band: RulingBand, lineWidth: Double) -> [Int] {
        let lines = band.lines.filter(\.isPresent)
        // Rulings have their long lines on one side or on both: the further reach counts.
        let sides = [lines.map { -$0.extent.lowerBound }, lines.map(\.extent.upperBound)].map(beyondNeighbours)
        let excess = lines.indices.map { (lines[$0].number, max(sides[0][$0], sides[1][$0])) }
        return LineHierarchy.periods(
            excess: Dictionary(uniqueKeysWithValues: excess), unit: max(0.15 * band.medianLength, 4))
    }

    /// How far each line reaches beyond what seven tenths of the lines around it reach: the shorter ones are that many, or
    /// half where every second line is longer.
    private static func beyondNeighbours(_ ends: [Double]) -> [Double] {
        ends.indices.map { index in
            let around = ends[max(0, index - 10)...min(ends.count - 1, index + 10)].sorted()
            return ends[index] - around[Int(0.3 * Double(around.count - 1))]
        }
    }
}

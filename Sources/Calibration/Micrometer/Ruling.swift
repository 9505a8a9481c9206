import Foundation
import Imaging
import Statistics

/// A ruling found in a picture: its lines, their pitch, and how well they fit.
public struct Ruling: Sendable {
    public struct Line: Sendable {
        public var number: Int
        /// Ends of the line, px of the picture.
        public var start: Point
        public var end: Point
        /// Measured position along the axis, px from the picture's centre; nil where the line is missing or dirty.
        public var positionPixels: Double?
        /// Measured minus fitted, px.
        public var residualPixels: Double?
        /// False for a line that was measured and left out of the fit.
        public var isUsed: Bool
    }

    /// Direction of the axis (across the lines), from x towards y, above -90 and up to 90.
    public var degrees: Double
    /// Distance of neighbouring lines at the picture's centre.
    public var pitchPixels: Estimate
    /// Relative radial displacement in the picture's corners that the lines show.
    public var cornerDistortion: Estimate
    /// Relative displacement in the corners because the slide lies askew.
    public var cornerTilt: Estimate
    public var lines: [Line]
    /// Where the lines are displaced against each other, if anywhere.
    var unevenness: SpacingStep?
    /// Standard deviation of the used lines about the fit.
    public var scatterPixels: Double
    /// Lines from one middle or long line to the next, shortest first: [5, 10] on a usual stage micrometer.
    public var longLinePeriods: [Int]
    /// Part of the picture's width or height, along the axis, that the ruling covers.
    public var coverage: Double
    /// Median length of the stretch that all lines share, and the width of a line, px.
    var commonLengthPixels: Double
    var lineWidthPixels: Double
    var frame: RulingFrame

    public var usedCount: Int { lines.filter(\.isUsed).count }
    /// Places between the first and the last line where no line could be measured.
    public var missingCount: Int {
        guard let first = lines.first, let last = lines.last else { return 0 }
        return last.number - first.number + 1 - lines.filter { $0.positionPixels != nil }.count
    }
}

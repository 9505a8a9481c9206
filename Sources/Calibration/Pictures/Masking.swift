import Foundation
import Imaging

extension FlatPicture {
    /// The picture without a ruling: the rectangle that its lines fill is set to the surroundings.
    ///
    /// - Parameter reduction: the picture has blocks of so many px averaged of the one in which the ruling was measured
    func without(_ ruling: Ruling, reduction: Int) -> FlatPicture {
        var result = values
        let frame = ruling.frame.scaled(by: 1 / Double(reduction))
        guard let first = ruling.lines.first?.number, let last = ruling.lines.last?.number,
            let reach = ruling.reach(width: width * reduction, height: height * reduction)
        else { return self }
        let margin = ruling.maskMarginPixels / Double(reduction)
        let range = reach.lowerBound / Double(reduction) - margin...reach.upperBound / Double(reduction) + margin
        let middle = (frame.position(ofLine: first) + frame.position(ofLine: last)) / 2
        let halfWidth = abs(frame.position(ofLine: last) - frame.position(ofLine: first)) / 2 + 1.5 * frame.pitch
        frame.forEachPixel(of: self, middle: middle, halfWidth: halfWidth, range: range) { index, _, _ in
            result[index] = 0
        }
        return FlatPicture(width: width, height: height, values: result)
    }
}

extension Ruling {
    /// All of v that the lines cover, px from the centre of a picture of this size.
    func reach(width: Int, height: Int) -> ClosedRange<Double>? {
        let centre = Point(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
        let ends = lines.flatMap { [frame.coordinates($0.start - centre).v, frame.coordinates($0.end - centre).v] }
        guard let low = ends.min(), let high = ends.max() else { return nil }
        return low...high
    }
}

import Foundation
import Imaging

extension FlatPicture {
    /// The picture without a ruling: the rectangle that its lines fill is set to the surroundings.
    func without(_ ruling: Ruling) -> FlatPicture {
        var result = values
        let frame = ruling.frame
        let ends = ruling.lines.flatMap { [frame.coordinates($0.start - centre).v, frame.coordinates($0.end - centre).v] }
        let margin = frame.pitch + 0.2 * ruling.commonLengthPixels
        let range = (ends.min() ?? 0) - margin...(ends.max() ?? 0) + margin
        guard let first = ruling.lines.first?.number, let last = ruling.lines.last?.number else { return self }
        let middle = (frame.position(ofLine: first) + frame.position(ofLine: last)) / 2
        let halfWidth = abs(frame.position(ofLine: last) - frame.position(ofLine: first)) / 2 + 1.5 * frame.pitch
        frame.forEachPixel(of: self, middle: middle, halfWidth: halfWidth, range: range) { index, _, _ in
            result[index] = 0
        }
        return FlatPicture(width: width, height: height, values: result)
    }
}

import Foundation
import Imaging

/// Where a ruling's lines are expected: line k at `u = offset + k pitch`, all of them along v, but for a bend.
///
/// u runs along the ruling's axis and v along its lines, both in px from the picture's centre; `degrees` is the axis'
/// direction from x towards y.
struct RulingFrame: Sendable, Equatable {
    var degrees: Double
    var pitch: Double
    var offset: Double
    var bend = RulingBend()

    var axis: Point { Point(x: cos(degrees * .pi / 180), y: sin(degrees * .pi / 180)) }

    func position(ofLine number: Int) -> Double { offset + Double(number) * pitch + bend.displacement(ofLine: number) }

    /// How much farther than its middle a line is expected along u at this v, px.
    func fan(ofLine number: Int, v: Double) -> Double { bend.lean(ofLine: number) * (v - bend.middleV) }

    func nearestLine(to u: Double) -> Int { Int(((u - offset) / pitch).rounded()) }

    /// (u, v) of a place relative to the picture's centre.
    func coordinates(_ place: Point) -> (u: Double, v: Double) {
        let axis = axis
        return (place.dot(axis), axis.cross(place))
    }

    /// Place relative to the picture's centre.
    func place(u: Double, v: Double) -> Point {
        let axis = axis
        return Point(x: u * axis.x - v * axis.y, y: u * axis.y + v * axis.x)
    }

    /// The frame whose lines lean by `slope` (du/dv) in this one.
    func leaning(by slope: Double, offset: Double, pitch: Double) -> RulingFrame {
        let angle = atan(slope)
        return RulingFrame(
            degrees: degrees - angle * 180 / .pi, pitch: pitch * cos(angle), offset: offset * cos(angle))
    }

    /// The frame in a picture of so many times the size.
    func scaled(by factor: Double) -> RulingFrame {
        var result = RulingFrame(degrees: degrees, pitch: pitch * factor, offset: offset * factor, bend: bend)
        result.bend.square *= factor
        result.bend.cube *= factor
        result.bend.middleV *= factor
        return result
    }

    /// The range of u or v that the picture's corners span.
    func extent(of picture: FlatPicture) -> (u: ClosedRange<Double>, v: ClosedRange<Double>) {
        let (x, y) = (picture.centre.x, picture.centre.y)
        let axis = axis
        let u = abs(axis.x) * x + abs(axis.y) * y
        let v = abs(axis.y) * x + abs(axis.x) * y
        return (-u...u, -v...v)
    }

    /// Calls `body` with the index, u - `middle`, and v of every pixel whose centre lies within `halfWidth` of the line
    /// u = `middle` and in `range` of v.
    ///
    /// - Parameter step: only every so-many-th row is visited (column, where the lines rather lie along the rows)
    @inline(__always)
    func forEachPixel(
        of picture: FlatPicture, middle: Double, halfWidth: Double, range: ClosedRange<Double>, step: Int = 1,
        _ body: (_ index: Int, _ u: Double, _ v: Double) -> Void
    ) {
        let axis = axis
        let centre = picture.centre
        // Steps along the direction that the lines rather have, so that only pixels in the band are visited.
        let isUpright = abs(axis.x) >= abs(axis.y)
        let (main, other) = isUpright ? (axis.x, axis.y) : (axis.y, axis.x)
        let ends = [
            place(u: middle - halfWidth, v: range.lowerBound), place(u: middle + halfWidth, v: range.lowerBound),
            place(u: middle - halfWidth, v: range.upperBound), place(u: middle + halfWidth, v: range.upperBound),
        ].map { isUpright ? $0.y + centre.y : $0.x + centre.x }
        let length = isUpright ? picture.height : picture.width
        let across = isUpright ? picture.width : picture.height
        let first = max(0.0, (ends.min() ?? 0).rounded(.up))
        let last = min(Double(length - 1), (ends.max() ?? -1).rounded(.down))
        guard first <= last else { return }
        let acrossCentre = isUpright ? centre.x : centre.y
        for row in stride(from: Int(first), through: Int(last), by: step) {
            let along = Double(row) - (isUpright ? centre.y : centre.x)
            let a = (middle - halfWidth - along * other) / main + acrossCentre
            let b = (middle + halfWidth - along * other) / main + acrossCentre
            let low = max(0, min(a, b).rounded(.up))
            let high = min(Double(across - 1), max(a, b).rounded(.down))
            guard low <= high else { continue }
            for position in Int(low)...Int(high) {
                let offset = Double(position) - acrossCentre
                let u = offset * main + along * other
                let v = isUpright ? along * axis.x - offset * axis.y : offset * axis.x - along * axis.y
                guard v >= range.lowerBound, v <= range.upperBound else { continue }
                let index = isUpright ? row * picture.width + position : position * picture.width + row
                body(index, u - middle, v)
            }
        }
    }
}

import Foundation
import Imaging
import Statistics

/// Lines of another, parallel ruling beside one that was measured: too few of them for the spectrum, as where the next
/// scale of a slide has ten times the division.
struct LinesBeside {
    private let ruling: Ruling
    private let picture: FlatPicture
    /// By how much the ruling's lines are darker (brighter, where negative) than the gaps.
    private let depth: Float
    /// The ruling's, which costs a sine and a cosine to ask for.
    private let axis: Point
    /// Of a strip of the picture along the ruling's axis, px; lines cross four of them.
    private let stripHeight: Double

    private static let stripsOfALine = 4
    private static let samplesAcross = 8
    private static let fewestLines = 3

    /// Lines apart, in divisions of the ruling; nil where there are no such lines.
    static func multiple(_ ruling: Ruling, in picture: FlatPicture) -> Int? {
        let search = LinesBeside(ruling, picture)
        guard abs(search.depth) > 0.005 else { return nil }
        let strips = search.freeStrips()
        let found = SideBySide.map(strips.count) { search.lines(from: strips[$0]) }
        for first in strips.indices.dropLast(stripsOfALine - 1) {
            let window = first..<first + stripsOfALine
            // Strips on both sides of the ruling do not follow each other.
            guard strips[window.upperBound - 1] - strips[first] < search.stripHeight * Double(stripsOfALine) - 0.5 else {
                continue
            }
            let crossing = found[first].filter { u in
                window.allSatisfy { strip in found[strip].contains { abs($0 - u) < 2.5 } }
            }
            guard let multiple = search.multiple(of: crossing) else { continue }
            if search.areItsOwn(crossing, every: multiple, from: strips[first]) { continue }
            return multiple
        }
        return nil
    }

    private init(_ ruling: Ruling, _ picture: FlatPicture) {
        self.ruling = ruling
        self.picture = picture
        stripHeight = max(4, ruling.commonLengthPixels / 5)
        axis = ruling.frame.axis
        let half = axis * (ruling.frame.pitch / 2)
        let used = ruling.lines.filter(\.isUsed)
        depth = Float(OrderStatistics.median(used.map { line in
            let on = Self.mean(picture, from: line.start, to: line.end)
            let beside = [half, half * -1].map { Self.mean(picture, from: line.start + $0, to: line.end + $0) }
            return Double((beside[0] + beside[1]) / 2 - on)
        }))
    }

    private static func mean(_ picture: FlatPicture, from start: Point, to end: Point) -> Float {
        let steps = 20
        let values = (0...steps).compactMap { picture.value(at: start + (end - start) * (Double($0) / Double(steps))) }
        return values.reduce(0, +) / Float(max(1, values.count))
    }

    /// v where strips begin that the ruling does not reach into.
    private func freeStrips() -> [Double] {
        let extent = ruling.frame.extent(of: picture).v
        guard let reach = ruling.reach(width: picture.width, height: picture.height) else { return [] }
        // Beyond the blurred ends; what is left of the ruling's own long lines there is told by `areItsOwn`.
        let margin = 2 * ruling.lineWidthPixels
        return stride(from: extent.lowerBound, to: extent.upperBound - stripHeight, by: stripHeight).filter {
            $0 > reach.upperBound + margin || $0 + stripHeight < reach.lowerBound - margin
        }
    }

    /// u of everything in a strip that is as narrow as the ruling's lines and at least two fifths as dark.
    private func lines(from v: Double) -> [Double] {
        let extent = ruling.frame.extent(of: picture).u
        let profile = stride(from: extent.lowerBound.rounded(), through: extent.upperBound, by: 1).map { u in
            mean(u: u, from: v)
        }
        let reach = max(3, Int((1.5 * ruling.lineWidthPixels).rounded()))
        let sign: Float = depth < 0 ? -1 : 1
        let steps = profile.indices.dropFirst(reach).compactMap { index -> Double? in
            guard let here = profile[index], let before = profile[index - reach] else { return nil }
            return Double(here - before)
        }
        guard !steps.isEmpty else { return [] }
        let noise = Float(OrderStatistics.scale(ofResiduals: steps, fittedCoefficients: 1))
        let limit = max(0.4 * abs(depth), 4 * noise)
        // Darker than both sides: the edge of something large is so than one.
        let dips = profile.indices.map { index -> Float in
            guard index >= reach, index + reach < profile.count, let here = profile[index],
                let left = profile[index - reach], let right = profile[index + reach]
            else { return 0 }
            return min(sign * (left - here), sign * (right - here))
        }
        return dips.indices.filter { index in
            guard dips[index] > limit else { return false }
            let near = max(0, index - reach)...min(dips.count - 1, index + reach)
            return near.allSatisfy { dips[$0] < dips[index] || (dips[$0] == dips[index] && $0 >= index) }
        }.map { extent.lowerBound.rounded() + Double($0) }
    }

    /// Across a strip, px; nil where the picture does not show most of it.
    private func mean(u: Double, from v: Double) -> Float? {
        var (sum, count) = (Float(0), 0)
        let axis = axis
        let normal = Point(x: -axis.y, y: axis.x)
        let foot = axis * u + picture.centre
        for sample in 0..<Self.samplesAcross {
            let across = v + (Double(sample) + 0.5) / Double(Self.samplesAcross) * stripHeight
            guard let value = picture.value(at: foot + normal * across) else { continue }
            sum += value
            count += 1
        }
        return 4 * count >= 3 * Self.samplesAcross ? sum / Float(count) : nil
    }

    /// Whether these lines stand at even distances of several divisions.
    private func multiple(of lines: [Double]) -> Int? {
        // More than a spectrum would miss are texture.
        let lines = Array(lines.prefix(100))
        for (index, first) in lines.enumerated() {
            for second in lines[(index + 1)...] {
                let multiple = ((second - first) / ruling.frame.pitch).rounded()
                let step = second - first
                // A tenth of a division: the lines of one slide stand where its divisions do.
                guard multiple >= 2, abs(step / ruling.frame.pitch - multiple) < 0.1 else { continue }
                let places = Set(lines.compactMap { line -> Int? in
                    let place = (line - first) / step
                    return abs(place - place.rounded()) * step < max(1.5, 0.02 * step) ? Int(place.rounded()) : nil
                })
                guard let low = places.min(), let high = places.max(), places.count >= Self.fewestLines,
                    4 * places.count >= 3 * (high - low + 1)
                else { continue }
                return Int(multiple)
            }
        }
        return nil
    }

    /// The ends of the ruling's own long lines, which were not followed so far: they go on where those were left.
    private func areItsOwn(_ lines: [Double], every multiple: Int, from v: Double) -> Bool {
        guard ruling.longLinePeriods.contains(multiple),
            let reach = ruling.reach(width: picture.width, height: picture.height)
        else { return false }
        let gap = max(v - reach.upperBound, reach.lowerBound - v - stripHeight * Double(Self.stripsOfALine))
        guard gap < 2 * ruling.maskMarginPixels else { return false }
        let frame = ruling.frame
        let offsets = lines.map { abs($0 - frame.position(ofLine: frame.nearestLine(to: $0))) }
        guard OrderStatistics.median(offsets) < 0.2 * frame.pitch else { return false }
        let between = self.lines(from: v > reach.upperBound ? reach.upperBound : reach.lowerBound - stripHeight)
        let continued = lines.filter { u in between.contains { abs($0 - u) < 2.5 } }
        return 2 * continued.count >= lines.count
    }
}

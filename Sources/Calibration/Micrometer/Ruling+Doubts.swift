import Foundation
import Imaging
import Statistics

extension Ruling {
    /// Angle between the axes of two rulings, 0...90 degrees.
    func angle(to other: Ruling) -> Double {
        let difference = abs(degrees - other.degrees).truncatingRemainder(dividingBy: 180)
        return min(difference, 180 - difference)
    }

    var relativeError: Double { pitchPixels.standardError / pitchPixels.value }

    /// By which the ruling is masked beyond its lines' ends, so that little of them is left.
    var maskMarginPixels: Double { frame.pitch + 0.2 * commonLengthPixels }

    /// Part of the pixels among the lines that are at the camera's full scale.
    func saturatedFraction(in picture: CalibrationPicture) -> Double {
        guard let fullScale = picture.fullScale else { return 0 }
        let flat = FlatPicture(width: picture.width, height: picture.height, values: picture.values)
        var saturated = 0
        var count = 0
        for line in lines {
            let ends = [line.start, line.end].map { frame.coordinates($0 - flat.centre).v }
            let range = min(ends[0], ends[1])...max(ends[0], ends[1])
            frame.forEachPixel(
                of: flat, middle: frame.position(ofLine: line.number), halfWidth: frame.pitch / 2, range: range
            ) { index, _, _ in
                count += 1
                if flat.values[index] >= fullScale { saturated += 1 }
            }
        }
        return Double(saturated) / Double(max(1, count))
    }

    var warnings: [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        func add(_ code: String, _ sentence: String) {
            warnings.append(CalibrationWarning(code: code, sentence: sentence))
        }
        if usedCount < 10 {
            add("few_lines", "only \(usedCount) lines were measured: a lower magnification or a finer ruling shows more")
        }
        if longLinePeriods.isEmpty {
            add(
                "no_long_lines",
                "no longer lines were seen at regular places: nothing shows that this is the ruling, and not a grating, a grid "
                    + "or text, nor that its shortest lines were seen, and --division cannot be checked; look at the report "
                    + "before using the scale")
        }
        if coverage < 0.5 {
            add(
                "partial_field",
                "the ruling covers \(Int((100 * coverage).rounded())) % of the field along its axis: what the lens does "
                    + "to the rest is not known")
        }
        warnings += FieldDistortion.warnings(lens: cornerDistortion, tilt: cornerTilt)
        if let unevenness { warnings.append(unevenness.warning) }
        if Double(missingCount) > 0.25 * Double(lines.count) {
            add("missing_lines", "\(missingCount) of \(lines.count) lines are missing or too dirty to be measured")
        }
        return warnings
    }
}

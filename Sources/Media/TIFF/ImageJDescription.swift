import Foundation
import Imaging

/// ImageJ's notes in the ImageDescription of the first page: lines of `key=value`.
struct ImageJDescription {
    private let values: [String: String]

    /// nil where the text is not ImageJ's.
    init?(_ text: String) {
        guard text.hasPrefix("ImageJ=") else { return nil }
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            values[parts[0].trimmingCharacters(in: .whitespaces)] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        self.values = values
    }

    private func count(_ key: String) -> Int? {
        guard let text = values[key], let count = Int(text), count > 0, count <= 100_000_000 else { return nil }
        return count
    }

    /// Pages, of which a large stack has only the first in its directory.
    var images: Int { count("images") ?? 1 }

    func metadata(pixelsPerUnitX: Double, pixelsPerUnitY: Double) -> StackMetadata {
        var metadata = StackMetadata()
        if ["channels", "slices", "frames"].contains(where: { values[$0] != nil }) {
            metadata.axes = StackMetadata.Axes(
                channels: count("channels") ?? 1, slices: count("slices") ?? 1, frames: count("frames") ?? 1)
        } else if images > 1 {
            metadata.axes = StackMetadata.Axes(frames: images)
        }
        readInterval(into: &metadata)
        readScale(x: pixelsPerUnitX, y: pixelsPerUnitY, into: &metadata)
        return metadata
    }

    // fps is the speed at which ImageJ plays the stack, not the one at which it was taken.
    private func readInterval(into metadata: inout StackMetadata) {
        guard let text = values["finterval"], let interval = Double(text), interval.isFinite, interval > 0 else {
            return
        }
        let unit = values["tunit"] ?? "s"
        guard let factor = MeasurementUnit.seconds(in: unit) else {
            metadata.warnings.append("ImageJ's frame interval of \(text) has the unknown unit \"\(unit)\": not used.")
            return
        }
        let seconds = interval * factor
        guard FrameClock.isSensible(intervalSeconds: seconds) else {
            metadata.warnings.append("ImageJ's frame interval of \(seconds) s makes no sense: not used.")
            return
        }
        metadata.times = .interval(seconds: seconds, origin: .imageJFrameInterval(seconds: seconds))
    }

    private func readScale(x: Double, y: Double, into metadata: inout StackMetadata) {
        guard let unit = values["unit"], let micrometers = MeasurementUnit.micrometers(in: unit) else { return }
        guard x.isFinite, y.isFinite, x > 0, y > 0 else {
            metadata.warnings.append("ImageJ's unit is \(unit), but its resolution is missing or zero: no scale.")
            return
        }
        metadata.scale = StatedScale(
            micrometersPerPixelX: Self.sevenDigits(micrometers / x),
            micrometersPerPixelY: Self.sevenDigits(micrometers / y), statedBy: "ImageJ resolution tags")
    }

    // libtiff hands resolutions out in single precision: digits beyond the seventh are not the file's.
    private static func sevenDigits(_ value: Double) -> Double {
        let unit = pow(10, 6 - floor(log10(value)))
        return (value * unit).rounded() / unit
    }
}

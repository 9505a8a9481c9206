import Foundation
import Imaging

extension OMEDocument {
    /// Axes, times and scale. Throws where the pictures are elsewhere or several recordings share the file.
    func metadata(path: String) throws(MediaError) -> StackMetadata {
        guard imageCount == 1 else {
            throw imageCount == 0
                ? .damagedTIFF(path: path, reason: "its OME-XML describes no image")
                : .ambiguousAxes(
                    path: path, found: "\(imageCount) images (positions or series)",
                    advice: "Save the one to be measured to a file of its own.")
        }
        try requireOwnPictures(path: path)
        var metadata = StackMetadata()
        metadata.axes = try axes(path: path)
        readTimes(into: &metadata)
        readScale(into: &metadata)
        if metadata.axes?.slices == 1, metadata.axes?.channels == 1 { metadata.pages = pagesOfTimes() }
        return metadata
    }

    private func requireOwnPictures(path: String) throws(MediaError) {
        let others = Set(tiffData.compactMap(\.fileName)).subtracting([URL(fileURLWithPath: path).lastPathComponent])
        let own = tiffData.contains { $0.fileName == nil || !others.contains($0.fileName ?? "") }
        // A renamed file still lists its old name, but only one.
        guard others.count > 1 || (own && !others.isEmpty) else { return }
        throw .ambiguousAxes(
            path: path, found: "its pictures spread over \(others.count + 1) files (OME TiffData)",
            advice: "Save them as one stack, or give the files as a pattern with --frame-interval.")
    }

    private func size(_ axis: String, path: String) throws(MediaError) -> Int {
        guard let text = pixels["Size\(axis)"] else { return 1 }
        guard let size = Int(text), size > 0, size <= 100_000_000 else {
            throw .damagedTIFF(path: path, reason: "its OME-XML says Size\(axis)=\"\(text)\"")
        }
        return size
    }

    private func axes(path: String) throws(MediaError) -> StackMetadata.Axes {
        let samples = max(channelSamples.first ?? 1, 1)
        var axes = StackMetadata.Axes()
        axes.channels = max(try size("C", path: path) / samples, 1)
        axes.slices = try size("Z", path: path)
        axes.frames = try size("T", path: path)
        let order = Array(pixels["DimensionOrder"] ?? "XYCZT")
        axes.channelsBeforeTime = (order.firstIndex(of: "C") ?? 0) < (order.firstIndex(of: "T") ?? 1)
        return axes
    }

    private func readTimes(into metadata: inout StackMetadata) {
        let frames = metadata.axes?.frames ?? 1
        if let seconds = deltaTimes(frames: frames) {
            metadata.times = .each(seconds: seconds, origin: .omeDeltaT)
            return
        }
        if frames > 1, planes.contains(where: { $0.deltaSeconds != nil }) {
            metadata.warnings.append("OME DeltaT is missing for some planes or does not increase: not used.")
        }
        // TimeIncrement="0.0" is what writers put that do not know it.
        guard let text = pixels["TimeIncrement"], let increment = Double(text), increment.isFinite, increment > 0
        else { return }
        let unit = pixels["TimeIncrementUnit"] ?? "s"
        guard let factor = MeasurementUnit.seconds(in: unit) else {
            metadata.warnings.append("OME TimeIncrement has the unknown unit \"\(unit)\": not used.")
            return
        }
        let seconds = increment * factor
        metadata.times = .interval(seconds: seconds, origin: .omeTimeIncrement(seconds: seconds))
    }

    /// Seconds of every time point since the first; nil where one is missing or they do not increase.
    private func deltaTimes(frames: Int) -> [Double]? {
        guard frames > 1, planes.count >= frames else { return nil }
        var seconds: [Int: Double] = [:]
        for plane in planes where plane.channel == 0 && plane.slice == 0 {
            if let delta = plane.deltaSeconds { seconds[plane.time] = delta }
        }
        let ordered = (0..<frames).compactMap { seconds[$0] }
        guard ordered.count == frames, zip(ordered, ordered.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        return ordered.map { $0 - ordered[0] }
    }

    private func readScale(into metadata: inout StackMetadata) {
        guard let x = micrometers("X") else { return }
        let y = micrometers("Y") ?? x
        guard x > 0, y > 0, x.isFinite, y.isFinite else {
            metadata.warnings.append("OME PhysicalSize is \(x) x \(y) um: not used.")
            return
        }
        metadata.scale = StatedScale(
            micrometersPerPixelX: x, micrometersPerPixelY: y, statedBy: "OME PhysicalSizeX")
    }

    private func micrometers(_ axis: String) -> Double? {
        guard let value = pixels["PhysicalSize\(axis)"].flatMap({ Double($0) }) else { return nil }
        return MeasurementUnit.micrometers(in: pixels["PhysicalSize\(axis)Unit"] ?? "um").map { value * $0 }
    }

    /// The page of every time point that TiffData lists one by one.
    private func pagesOfTimes() -> [Int: Int] {
        var pages: [Int: Int] = [:]
        for entry in tiffData where entry.planeCount == 1 || entry.page != nil && entry.planeCount == nil {
            if let page = entry.page, page >= 0 { pages[entry.time] = page }
        }
        return pages
    }
}

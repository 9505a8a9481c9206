import Imaging
import Records
import Statistics

/// Where the numbers of a run come from, line by line.
enum Provenance {
    static func entries(_ summary: RunSummary) -> [ReportPage.Entry] {
        let settings = summary.settings
        var entries: [ReportPage.Entry] = []
        func add(_ key: String, _ value: String?) {
            if let value { entries.append(ReportPage.Entry(key: key, value: value)) }
        }
        add("Input", summary.input.path)
        add("SHA-256 of the input", summary.input.sha256)
        add("Picture", picture(settings.input))
        let counts = summary.counts
        add("Frames", "\(counts.framesRead) read, \(counts.framesMeasured) measured, \(counts.framesMissing) missing")
        add("Time base", summary.timeBase.origin)
        add("Scale", scale(summary.scale))
        add("Calibration", summary.calibration?.path)
        add("SHA-256 of the calibration", summary.calibration?.sha256)
        add("Contrast", settings.contrast)
        add("Region of interest", settings.regionOfInterest.map(rectangle))
        for region in settings.ignoredRegions { add("Ignored", rectangle(region)) }
        add("Density", settings.densityGramsPerCubicCentimeter.map { Rounded.plain($0) + " g/cm³" })
        for (key, value) in settings.options.sorted(by: { $0.key < $1.key }) { add(key, value) }
        add("Objects not counted", "\(counts.objectsRejected) taken for dust, floaters, bubbles or burned-in marks")
        add("Started", summary.started)
        add("Finished", summary.finished)
        return entries
    }

    private static func picture(_ input: RunSettings.Input) -> String {
        let encoding = input.encoding.map { ", \($0)" } ?? ""
        let kind = input.isColour ? "colour" : "grey"
        return "\(input.widthPixels) × \(input.heightPixels) px, \(input.bitDepth) bit, \(kind)\(encoding)"
    }

    static func scale(_ scale: RecordedScale) -> String {
        let x = Estimate(value: scale.micrometersPerPixelX, standardError: scale.micrometersPerPixelXStandardError)
        let y = Estimate(value: scale.micrometersPerPixelY, standardError: scale.micrometersPerPixelYStandardError)
        let text =
            x == y
            ? Rounded.text(x) + " µm/px" : "\(Rounded.text(x)) µm/px in x, \(Rounded.text(y)) µm/px in y"
        return text + " from \(scale.origin)" + (x.standardError == 0 ? " (taken as exact)" : "")
    }

    private static func rectangle(_ rectangle: PixelRect) -> String {
        "\(rectangle.width) × \(rectangle.height) px at (\(rectangle.x), \(rectangle.y))"
    }
}

import Calibration
import Foundation
import Statistics

/// A calibration in words.
enum CalibrationText {
    /// The scale and its error, for a terminal.
    static func lines(_ file: CalibrationFile) -> String {
        var lines = [
            "scale in x: \(scale(file.micrometersPerPixelX))", "scale in y: \(scale(file.micrometersPerPixelY))",
        ]
        if let details = file.details {
            if let parts = errorParts(details) { lines.append("relative standard errors: \(parts)") }
            if let marks = details.marks, let scatter = details.scatterPixels {
                lines.append("\(marks) marks fitted, scatter \(String(format: "%.3f", scatter)) px")
            }
            if let distortion = distortion(details) { lines.append("distortion: \(distortion)") }
        }
        if let rotation = file.rotationDegrees { lines.append(String(format: "rotation: %.3f degrees", rotation)) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A warning as a sentence of its own: with a capital, and a full stop unless it asks something.
    static func sentence(_ text: String) -> String {
        let isEnded = text.hasSuffix(".") || text.hasSuffix("?")
        return text.prefix(1).uppercased() + text.dropFirst() + (isEnded ? "" : ".")
    }

    private static func scale(_ estimate: Estimate) -> String {
        let percent = String(format: "%.2g", 100 * estimate.standardError / estimate.value)
        return "\(EstimateText.text(estimate)) um/px (\(percent) %)"
    }

    private static func errorParts(_ details: CalibrationDetails) -> String? {
        func percent(_ value: Double?) -> String? { value.map { String(format: "%.2g %%", 100 * $0) } }
        let parts = [
            percent(details.relativeFitError).map { "fit \($0)" },
            percent(details.relativeToleranceError).map { "stated tolerance \($0)" },
            percent(details.relativeAspectError).map { "square pixels \($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func distortion(_ details: CalibrationDetails) -> String? {
        guard let value = details.cornerDistortion, let error = details.cornerDistortionStandardError else { return nil }
        let text = EstimateText.text(Estimate(value: 100 * value, standardError: 100 * error))
        return (value < 0 ? "" : "+") + text + " % of the distance, in the corners"
    }

    /// Key and value of everything in the file, for the page and for `calibrate show`.
    static func facts(_ file: CalibrationFile) -> [(key: String, value: String)] {
        var facts: [(key: String, value: String)] = []
        func add(_ key: String, _ value: String?) { if let value { facts.append((key, value)) } }
        add("Method", file.method)
        add("Scale in x", scale(file.micrometersPerPixelX))
        add("Scale in y", scale(file.micrometersPerPixelY))
        add("Rotation", file.rotationDegrees.map { String(format: "%.3f degrees", $0) })
        if let details = file.details {
            add("Division", details.divisionMicrometers.map { String(format: "%.6g um", $0) })
            add(
                "Stated tolerance",
                details.divisionToleranceMicrometers.flatMap { $0 > 0 ? String(format: "%.3g um", $0) : nil })
            add("Relative standard errors", errorParts(details))
            add("Shear", details.shearDegrees.map { shear in
                EstimateText.text(Estimate(value: shear, standardError: details.shearStandardErrorDegrees ?? 0)) + " degrees"
            })
            add("Distortion", distortion(details))
            add("Marks fitted", details.marks.map { "\($0)" })
            add("Scatter", details.scatterPixels.map { String(format: "%.4f px", $0) })
            add("Pictures", details.pictures.map { "\($0)" })
        }
        if let width = file.imageWidth, let height = file.imageHeight { add("Picture size", "\(width) x \(height) px") }
        add("Objective", file.objective)
        add("Camera", file.camera)
        add("Source", file.source?.path)
        add("SHA-256 of the source", file.source?.sha256)
        add("Created", file.created)
        return facts
    }
}

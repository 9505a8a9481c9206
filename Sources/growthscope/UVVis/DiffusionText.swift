import Records
import Statistics
import UVVis

/// What is printed of diffusion coefficients.
enum DiffusionText {
    static func text(_ record: DiffusionRecord, folder: UVVisFolder) -> String {
        var lines: [String] = []
        for species in record.species {
            let name = record.species.count > 1 ? "\(species.name): " : ""
            if let value = species.diffusionCoefficient, let error = species.standardError, let ends = species.interval {
                lines.append("\(name)D = \(scientific(value, error)) m2/s")
                lines.append("\(name)95 % interval: \(digits(ends[0])) to \(digits(ends[1])) m2/s")
                if let radius = species.hydrodynamicRadius {
                    let estimate = Estimate(value: radius.nanometers, standardError: radius.standardError)
                    lines.append("\(name)hydrodynamic radius: \(EstimateText.text(estimate)) nm")
                }
            } else {
                lines.append("\(name)no diffusion coefficient")
            }
            lines.append("\(name)status: \(species.status.rawValue)")
            lines += species.advice.map { "\(name)\($0)" }
        }
        lines.append("report: \(folder.report)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// "(5.400 +- 0.004)e-10"
    private static func scientific(_ value: Double, _ error: Double) -> String {
        let (_, exponent) = NumberText.decompose(value, digits: 6)
        var scale = 1.0
        for _ in 0..<abs(exponent) { scale *= exponent < 0 ? 10 : 0.1 }
        let scaled = EstimateText.text(Estimate(value: value * scale, standardError: error * scale))
        return "(\(scaled))e\(exponent)"
    }

    private static func digits(_ value: Double) -> String { NumberText.scientific(value, digits: 4) }
}

import Foundation
import Imaging
import Statistics

/// A grid of dots or squares found in a picture: scales in x and y, rotation, shear, distortion.
public struct CalibrationGrid: Sendable {
    public enum Kind: String, Sendable, CaseIterable, Codable { case dots, checker }

    public struct Node: Sendable {
        public var column: Int
        public var row: Int
        /// px of the picture.
        public var place: Point
        /// Measured minus fitted, px.
        public var residual: Point
        public var isUsed: Bool
    }

    /// um per px along the columns and the rows, at the picture's centre.
    public let x: Estimate
    public let y: Estimate
    /// Direction of the grid's axis that lies closest to the rows, from x towards y.
    public let rotationDegrees: Estimate
    /// Angle between the picture's x and y on the slide, minus 90 degrees; 0 for pixels that are rectangles.
    public let shearDegrees: Estimate
    /// Relative radial displacement in the picture's corners.
    public let cornerDistortion: Estimate
    /// Relative displacement in the corners because the slide lies askew.
    public let cornerTilt: Estimate
    public let nodes: [Node]
    public let scatterPixels: Double
    public let warnings: [CalibrationWarning]
    /// Part of the relative errors of x and y that is the slide's own: every picture of it shares it.
    let slideDoubt: Double

    public var usedCount: Int { nodes.filter(\.isUsed).count }

    static let fewestNodes = 9

    /// - Parameter pitchMicrometers: from dot to dot, or the side of a square
    /// Throws `CalibrationError`: `.noGrid`, `.saturated`, `.pictureFailed`.
    public init(_ picture: CalibrationPicture, kind: Kind, pitchMicrometers pitch: Double) throws(CalibrationError) {
        let flat = try FlatPicture(picture)
        var (marks, lattice, found) = switch kind {
        case .dots: Self.found(try DotFinder.marks(in: flat), in: flat)
        case .checker: try Self.clearestCorners(flat)
        }
        try Self.require(lattice, among: marks, kind: kind, picture: picture)
        if kind == .checker, let step = found?.stepPixels {
            lattice = CornerTemplate.refined(lattice, in: flat, stepPixels: step)
            try Self.require(lattice, among: marks, kind: kind, picture: picture)
            found = GridFit(lattice, cornerPixels: flat.centre.length)
        }
        guard let fit = found else {
            throw .noGrid(picture: picture.name, reason: "the marks do not form a square grid")
        }
        let step = fit.stepPixels
        // No slide is made worse than to a hundredth of its pitch.
        guard fit.scatter < max(0.3, 0.012 * step) else {
            let scatter = String(format: "%.2f", fit.scatter)
            throw .noGrid(
                picture: picture.name,
                reason: "the marks scatter by \(scatter) px about a square grid of \(String(format: "%.1f", step)) px")
        }
        // The dark squares of a checkerboard cover half of it; dots that close would touch.
        let area = OrderStatistics.median(marks.map(\.area))
        guard area < 0.42 * step * step else {
            throw .noGrid(
                picture: picture.name,
                reason: "the marks fill their grid like the squares of a checkerboard (is --kind right?)")
        }
        let scales = GridScales(fit.matrix, pitch: pitch)
        func estimate(_ value: (GridScales) -> Double) -> Estimate {
            Estimate(value: value(scales), standardError: GridScales.error(of: value, fit: fit, pitch: pitch))
        }
        rotationDegrees = estimate(\.rotationDegrees)
        shearDegrees = estimate(\.shearDegrees)
        let (alongX, alongY) = (estimate(\.x), estimate(\.y))
        let lean = SlideLean(
            fit.matrix, shearError: shearDegrees.standardError * .pi / 180,
            ratioError: hypot(alongX.standardError / alongX.value, alongY.standardError / alongY.value))
        let unevenness = SpacingStep.largest(ofNodes: lattice, residuals: fit.residuals, stepPixels: step)
        // Where a shear is seen, it may also be that x and y of the picture are turned against each other.
        let seen = Self.isSheared(shearDegrees) ? abs(shearDegrees.value) * .pi / 180 / 2 : 0
        slideDoubt = hypot(max(lean.relativeError, seen), unevenness?.relativeError ?? 0)
        x = Self.widened(alongX, slideDoubt)
        y = Self.widened(alongY, slideDoubt)
        cornerDistortion = fit.cornerDistortion
        cornerTilt = fit.cornerTilt
        nodes = zip(lattice, zip(fit.residuals, fit.isInlier)).map { node, found in
            Node(
                column: node.column, row: node.row, place: node.place + flat.centre, residual: found.0,
                isUsed: found.1)
        }
        scatterPixels = fit.scatter
        warnings = Self.warnings(
            picture, scales: (x, y), shear: shearDegrees, distortion: cornerDistortion, tilt: cornerTilt,
            used: fit.isInlier.filter { $0 }.count)
            + lean.warnings(fitError: alongX.standardError / alongX.value) + (unevenness.map { [$0.warning] } ?? [])
    }

    private static func isSheared(_ shear: Estimate) -> Bool {
        abs(shear.value) > 3 * shear.standardError && abs(shear.value) > 0.01
    }

    private static func widened(_ scale: Estimate, _ relative: Double) -> Estimate {
        Estimate(value: scale.value, standardError: hypot(scale.standardError, relative * scale.value))
    }

    private typealias Found = (marks: [GridMark], lattice: [GridNode], fit: GridFit?)

    private static func found(_ marks: [GridMark], in flat: FlatPicture) -> Found {
        let lattice = Lattice.nodes(marks)
        let fit = 2 * lattice.count >= marks.count ? GridFit(lattice, cornerPixels: flat.centre.length) : nil
        return (marks, lattice, fit)
    }

    /// The corners as they are found in a reduced picture or in the whole one, whichever shows them more clearly: they may
    /// be blurred over many pixels, or noisy.
    ///
    /// Coarse first: that is quicker, and what it finds clearly is measured in the whole picture anyway.
    private static func clearestCorners(_ flat: FlatPicture) throws(CalibrationError) -> Found {
        var best: Found = ([], [], nil)
        var least = Double.infinity
        func isClearest(_ found: Found, reduction: Int) -> Bool {
            // Squares of a few reduced pixels cannot be told apart.
            let isResolved = reduction == 1 || (found.fit?.stepPixels ?? 0) >= Double(8 * reduction)
            guard isResolved else { return false }
            let error = found.fit.map { $0.scatter / Double(found.lattice.count).squareRoot() } ?? .infinity
            if error < least || (least == .infinity && found.lattice.count > best.lattice.count) {
                best = found
                least = error
            }
            return found.fit.map { isClear($0, among: found.marks) } ?? false
        }
        for reduction in [4, 2, 1] {
            let marks = try CornerFinder.marks(in: flat, reduction: reduction)
            if isClearest(found(marks, in: flat), reduction: reduction) { return best }
        }
        guard let spacing = try squareSide(flat) else { return best }
        // Two reduced pixels a tenth of a square: what is finer is noise.
        let reduction = max(1, Int(spacing / 20))
        let marks = try CornerFinder.marks(in: flat, reduction: reduction, spacing: spacing)
        _ = isClearest(found(marks, in: flat), reduction: reduction)
        return best
    }

    /// Corners that all are where their neighbours expect them; finer pixels would find the same ones.
    private static func isClear(_ fit: GridFit, among marks: [GridMark]) -> Bool {
        let used = fit.isInlier.filter { $0 }.count
        return fit.scatter < 0.01 * fit.stepPixels && Double(used) > 0.9 * Double(marks.count)
    }

    /// From the strongest peak of the spectrum, which is that of the squares' diagonals: their period is sqrt(2) sides.
    private static func squareSide(_ flat: FlatPicture) throws(CalibrationError) -> Double? {
        let reduction = PictureSpectrum.reduction(of: flat)
        let clipped = try flat.reduced(by: reduction, limit: flat.clippingLimit)
        return try PictureSpectrum(clipped, reduction: reduction).peaks(limit: 1, minimumProminence: 15).first
            .map { $0.periodPixels / 2.0.squareRoot() }
    }

    private static func require(
        _ lattice: [GridNode], among marks: [GridMark], kind: Kind, picture: CalibrationPicture
    ) throws(CalibrationError) {
        if picture.saturatedFraction > 0.7 {
            throw .saturated(picture: picture.name, fraction: picture.saturatedFraction)
        }
        let name = kind == .dots ? "dots" : "corners of squares"
        guard marks.count >= fewestNodes else {
            throw .noGrid(
                picture: picture.name,
                reason: "only \(marks.count) \(name) were found, \(fewestNodes) in three rows are needed (is --kind right?)")
        }
        let columns = Set(lattice.map(\.column)).count
        let rows = Set(lattice.map(\.row)).count
        guard lattice.count >= fewestNodes, columns >= 3, rows >= 3, 2 * lattice.count >= marks.count else {
            throw .noGrid(
                picture: picture.name,
                reason: "only \(lattice.count) of \(marks.count) \(name) lie on a square grid (is --kind right?)")
        }
    }

    private static func warnings(
        _ picture: CalibrationPicture, scales: (x: Estimate, y: Estimate), shear: Estimate, distortion: Estimate,
        tilt: Estimate, used: Int
    ) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if picture.saturatedFraction > 0.05 {
            warnings.append(
                CalibrationWarning(
                    code: "saturated",
                    sentence: "\(Int((100 * picture.saturatedFraction).rounded())) % of the pixels are saturated: expose "
                        + "less, clipped edges may be off"))
        }
        warnings += FieldDistortion.warnings(lens: distortion, tilt: tilt)
        if isSheared(shear) {
            let text = String(format: "%.2f", shear.value)
            warnings.append(
                CalibrationWarning(
                    code: "shear",
                    sentence: "x and y of the picture do not stand at right angles on the slide (\(text) degrees off): is "
                        + "the slide tilted, or the grid not square? The errors of x and y were widened by what either changes"))
        }
        let ratio = scales.x.value / scales.y.value
        let doubt = hypot(scales.x.standardError / scales.x.value, scales.y.standardError / scales.y.value)
        if abs(ratio - 1) > max(3 * doubt, 0.002) {
            let text = String(format: "%.2f", 100 * abs(ratio - 1))
            warnings.append(
                CalibrationWarning(
                    code: "pixels_not_square",
                    sentence: "a pixel is \(text) % \(ratio > 1 ? "wider" : "narrower") than high: is the slide tilted, "
                        + "or the picture resized?"))
        }
        if used < 25 {
            warnings.append(
                CalibrationWarning(
                    code: "few_nodes", sentence: "only \(used) nodes were measured: a finer grid or a lower magnification "
                        + "shows more"))
        }
        return warnings
    }
}

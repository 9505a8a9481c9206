import Foundation

/// Light along the side faces of a transparent plate, as a function of the signed distance from the true edge in px
/// (negative inside): the dark rim centred on the edge, and the bright Becke line beside it.
struct EdgeRelief: Sendable {
    /// Distance beyond which nothing is changed.
    let reach: Double
    private let values: [Float]
    private static let stepsPerPixel = 64.0

    /// nil where the appearance has neither a Gaussian rim nor a Becke line. A box-shaped rim is not a function of
    /// sampled distance: its sharp flanks are covered exactly (see `FrameOutlines`).
    init?(appearance: CrystalAppearance, micrometersPerPixel scale: Double, defocusMicrometers: Double) {
        guard appearance.contrast == .transparent else { return nil }
        // A width at half height is 2.3548 standard deviations.
        let rimSigma = appearance.rimWidthMicrometers / scale / 2.3548
        let beckeSigma = appearance.beckeWidthMicrometers / scale / 2.3548
        let rim = appearance.rimProfile == .gaussian ? appearance.rimDepth : 0
        // The line leaves the edge as the focus leaves the plate, and is gone in focus.
        let swing = tanh(defocusMicrometers / 0.5)
        let becke = appearance.beckeAmplitude * abs(swing)
        let beckeCentre = -appearance.beckeOffsetMicrometers / scale * swing
        guard rim > 0 || becke > 0 else { return nil }
        let reach = max(5 * rimSigma, abs(beckeCentre) + 5 * beckeSigma)
        self.reach = reach
        let count = Int((2 * reach * Self.stepsPerPixel).rounded(.up)) + 2
        values = (0..<count).map { index in
            let distance = Double(index) / Self.stepsPerPixel - reach
            let onRim = distance / rimSigma
            let onLine = (distance - beckeCentre) / beckeSigma
            return Float(becke * exp(-onLine * onLine / 2) - rim * exp(-onRim * onRim / 2))
        }
    }

    /// Change of light at a signed distance, linear between tabulated steps of 1/64 px.
    func light(atDistance distance: Float) -> Float {
        let position = (distance + Float(reach)) * Float(Self.stepsPerPixel)
        guard position >= 0, position < Float(values.count - 1) else { return 0 }
        let index = Int(position)
        let part = position - Float(index)
        return values[index] + (values[index + 1] - values[index]) * part
    }
}

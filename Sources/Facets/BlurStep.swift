import Foundation
import Statistics

/// What one frame, with those before it, tells of the blur of a transparent crystal's rim, on which the place of its edges
/// depends.
public struct BlurStep: Sendable, Equatable {
    /// By candidate width of the Becke line (`BeckeWidth.candidates`), a length; NaN for those that were not asked.
    public var blurs: [Double]
    /// Of the blur for a known width.
    public var standardError: Double
    /// How far outward the edges lie per length that the blur is larger.
    public var placePerBlur: Double
    /// Part of itself by which the blur was taken to change since the frame before; nil where none was before.
    public var change: Double?

    public init(blurs: [Double], standardError: Double, placePerBlur: Double, change: Double?) {
        self.blurs = blurs
        self.standardError = standardError
        self.placePerBlur = placePerBlur
        self.change = change
    }
}

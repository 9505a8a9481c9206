import Imaging

/// How the picture of a slide departs from an even scale: radial lens distortion about the picture's centre, and the
/// perspective of a slide that lies askew.
///
/// A point that an even scale would put at p, in px from the picture's centre, is seen at r (1 + kappa |r|^2) with
/// r = p / (1 + g p). At the centre both are the identity: the scale there is that of p.
struct FieldDistortion: Sendable {
    /// Relative displacement in the picture's corners by the lens.
    var lens: Double
    /// The same by the tilt, along the two axes in which places are given.
    var tilt: Point
    /// From the picture's centre to its corners, px.
    let cornerPixels: Double

    init(lens: Double = 0, tilt: Point = .zero, cornerPixels: Double) {
        self.lens = lens
        self.tilt = tilt
        self.cornerPixels = max(1, cornerPixels)
    }

    private var kappa: Double { lens / (cornerPixels * cornerPixels) }
    private var perspective: Point { tilt * (1 / cornerPixels) }

    /// Where a point of the even scale is seen.
    func seen(_ even: Point) -> Point {
        let r = even * (1 / (1 + perspective.dot(even)))
        return r * (1 + kappa * r.dot(r))
    }

    /// The place r that the lens shows at `seen`, by fixed-point iteration, which converges for displacements below 20 %.
    private func withoutLens(_ seen: Point) -> Point {
        var place = seen
        for _ in 0..<12 {
            let next = seen * (1 / (1 + kappa * place.dot(place)))
            if next == place { break }
            place = next
        }
        return place
    }

    /// A linear function `gradient` p of the even scale at a place that is seen, and its derivatives there.
    func linear(_ gradient: Point, at seen: Point) -> (value: Double, derivative: Point) {
        let r = withoutLens(seen)
        let g = perspective
        let part = 1 / (1 - g.dot(r))
        let value = gradient.dot(r) * part
        let slope = gradient * part + g * (gradient.dot(r) * part * part)
        // seen = r (1 + kappa r r) has the symmetric derivative f + 2 kappa r r^T.
        let f = 1 + kappa * r.dot(r)
        let inverse = 2 * kappa / (f * (f + 2 * kappa * r.dot(r)))
        return (value, slope * (1 / f) - r * (inverse * r.dot(slope)))
    }
}

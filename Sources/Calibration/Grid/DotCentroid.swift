import Imaging

/// The centre of mass of a dot above its own surroundings.
///
/// The surroundings are a plane through the ring around the dot: shading that is left over, from the borders of the
/// picture for one, would otherwise pull every dot to the darker side.
struct DotCentroid {
    let picture: FlatPicture
    let contrast: DotContrast
    /// At half depth, px.
    let diameter: Double

    private var width: Int { picture.width }
    private var height: Int { picture.height }
    private var radius: Double { 0.68 * diameter + 2 }
    private let ring = 3.0

    /// px of the picture; nil where the window leaves it or holds nothing.
    func centre(near start: Point) -> Point? {
        var centre = start
        for _ in 0..<4 {
            guard let plane = surroundings(centre) else { return nil }
            var (sum, x, y) = (0.0, 0.0, 0.0)
            picture.forEachPixel(around: centre, within: radius + 1) { brightness, offset in
                let value = contrast.depth(brightness)
                // The window's edge fades, or pixels that enter and leave it would shake the centre.
                let level = plane.level + plane.slope.dot(offset)
                // Uneven light is so in the dot as well as beside it: what the dot takes away is a part of that.
                let ground = max(0.05, contrast.brightness(level))
                let weight = min(1, radius + 1 - offset.length) * (value - level) / ground
                sum += weight
                x += weight * offset.x
                y += weight * offset.y
            }
            guard sum > 0 else { return nil }
            let step = Point(x: x / sum, y: y / sum)
            guard step.length < diameter else { return nil }
            centre = centre + step
            guard centre.x > 0, centre.y > 0, centre.x < Double(width - 1), centre.y < Double(height - 1) else {
                return nil
            }
        }
        return centre
    }

    /// Least squares over the ring, without what belongs to other dots.
    private func surroundings(_ centre: Point) -> (level: Double, slope: Point)? {
        var (count, sx, sy, xx, xy, yy, v, vx, vy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        let inner = radius * radius
        picture.forEachPixel(around: centre, within: radius + ring) { brightness, offset in
            let value = contrast.depth(brightness)
            guard value < 0.4, offset.dot(offset) >= inner else { return }
            count += 1
            sx += offset.x
            sy += offset.y
            xx += offset.x * offset.x
            xy += offset.x * offset.y
            yy += offset.y * offset.y
            v += value
            vx += value * offset.x
            vy += value * offset.y
        }
        guard count >= 12 else { return nil }
        let (mx, my, mv) = (sx / count, sy / count, v / count)
        let (cxx, cxy, cyy) = (xx / count - mx * mx, xy / count - mx * my, yy / count - my * my)
        let (cvx, cvy) = (vx / count - mv * mx, vy / count - mv * my)
        let determinant = cxx * cyy - cxy * cxy
        guard determinant > 1e-6 * cxx * cyy else { return nil }
        let slope = Point(x: (cyy * cvx - cxy * cvy) / determinant, y: (cxx * cvy - cxy * cvx) / determinant)
        return (mv - slope.x * mx - slope.y * my, slope)
    }
}

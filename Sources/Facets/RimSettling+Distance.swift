import Foundation
import Statistics

/// What is not known of an edge because its Becke line may lie elsewhere.
extension RimSettling {
    /// Distances from the rim, in blurs, at which it is tried whether a line may lie there, and how nearly.
    private static let tried = [0.4, 0.7, 1, 1.4, 1.8, 2.3]
    private static let within = 0.1
    /// Frames that have it in common: it changes as slowly as the focus drifts.
    private static let framesAlike = 4

    /// Of each frame, px: the root mean square of those around it, since where the noise puts its line says nothing of that.
    func distanceDoubts(_ links: [RimChain.Link]) -> [Double] {
        // Nothing is told across a change of focus.
        let starts = links.indices.filter { $0 == 0 || links[$0].steps == nil } + [links.count]
        return zip(starts, starts.dropFirst()).flatMap { distanceDoubts(links[$0..<$1]) }
    }

    private func distanceDoubts(_ links: ArraySlice<RimChain.Link>) -> [Double] {
        let step = Self.framesAlike
        let squares = SideBySide.map((links.count + step - 1) / step) { index in
            let doubt = distanceDoubt(links[links.startIndex + index * step])
            return doubt * doubt
        }
        let reach = Self.neighbours / step
        let means = squares.indices.map { index in
            let around = squares[max(0, index - reach)...min(squares.count - 1, index + reach)]
            return around.reduce(0, +) / Double(around.count)
        }
        return links.indices.map { means[($0 - links.startIndex) / step].squareRoot() }
    }

    /// How far the edge would lie elsewhere, px: a line at another distance, with another height and blur, may explain the
    /// picture as well. The root mean square over such fits, weighted by their likelihood and by what is believed of the distance.
    ///
    /// What the frames before and after tell hardly counts: they would be taken in by the same line.
    private func distanceDoubt(_ link: RimChain.Link) -> Double {
        let noise = link.surroundings.noise
        let blur = RimChain.asOfFirst(link.fit.parameters)
        let usual = RimProfile.usualDistance
        let fits = Self.tried.compactMap { distance -> (off: Double, misfit: Double)? in
            let fit = link.picture.fit(
                width: width, noise: noise, blur: blur,
                distance: Estimate(value: distance, standardError: Self.within), usual: { $0 })
            guard let fit else { return nil }
            let found = EdgeShape.lineDistance(fit.parameters)
            // The belief that it was tried with gives way to what is believed anyway.
            let (imposed, believed) = ((found - distance) / Self.within, (found - usual.value) / usual.standardError)
            let misfit = fit.chiSquare / (noise * noise) - imposed * imposed + believed * believed
            return (fit.parameters[0] - link.fit.parameters[0], misfit)
        }
        guard let least = fits.map(\.misfit).min() else { return 0 }
        let weights = fits.map { exp(-($0.misfit - least) / 2) }
        let sum = zip(fits, weights).reduce(0) { $0 + $1.0.off * $1.0.off * $1.1 }
        return (sum / weights.reduce(0, +)).squareRoot()
    }
}

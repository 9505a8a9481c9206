import Facets
import Imaging

/// Dust that a crystal grows up to and over hides a part of its edges.
extension CrystalTracker {
    /// Between dust and a crystal when the later of them was first seen, px: what lies nearer may be a part of its rim or halo.
    private static let leastGap = 6.0
    /// Half of a speck's length in its size, where it is about as long as wide.
    private static let reachOfSize = 0.7
    /// From a crystal's edge, px, that dust may lie to be seen in it.
    private static let edgeReach = 12.0

    /// Marks those of the latest objects that are no part of a larger one.
    mutating func noteApart(bornFrom firstNew: Int, among objects: [CrystalObservation]) {
        for index in tracks.indices where index >= firstNew {
            let track = tracks[index]
            let gap = gap(ofSize: track.lastSize)
            tracks[index].isApart = objects.allSatisfy { object in
                // Nearly all lie elsewhere; no outline reaches farther than half of its length.
                object.size <= track.lastSize
                    || track.lastCentre.distance(to: object.centre) > object.perimeterMicrometers / 2 + gap
                    || Polygon.signedDistance(from: track.lastCentre, to: object.vertices) > gap
            }
        }
    }

    /// Between the middle of a speck and an outline that it is no part of, um.
    private func gap(ofSize size: Double) -> Double { Self.reachOfSize * size + Self.leastGap * pixel }

    /// Outlines of the dust at the edges of a crystal, seen before the crystal came near, um, in the sample's coordinates.
    ///
    /// - Parameter outline: of the crystal, in the sample's coordinates.
    func dust(beside crystal: Track, outline: [Point]) -> [[Point]] {
        guard let first = crystal.earliestOutline else { return [] }
        return tracks.compactMap { track in
            guard let speck = track.alone, isDust(track), isAtEdge(speck, of: outline),
                Polygon.signedDistance(from: speck.centre, to: first.vertices) > gap(ofSize: speck.size)
            else { return nil }
            return speck.vertices
        }
    }

    private func isDust(_ track: Track) -> Bool {
        track.isApart && !track.isCrystalLike(pixel: pixel) && !track.isFixedInOptics && !track.isMoving(pixel: pixel)
            && track.tally.overlay == 0
    }

    private func isAtEdge(_ speck: OutlineMemory, of outline: [Point]) -> Bool {
        let reach = Self.reachOfSize * speck.size + Self.edgeReach * pixel
        // Nearly all dust lies elsewhere.
        guard let corner = outline.first, let speckCorner = speck.vertices.first,
            corner.distance(to: speckCorner) < Polygon.perimeter(outline) + reach
        else { return false }
        return abs(Polygon.signedDistance(from: speck.centre, to: outline)) < reach
    }

    /// Whether dust that no longer shows alone lies at the edge of a crystal, to which it still matters.
    func isUnderEdge(_ track: Track) -> Bool {
        guard let speck = track.alone, isDust(track) else { return false }
        return tracks.contains { other in
            other.verdict == .crystal && other.missed == 0 && other.outline.map { isAtEdge(speck, of: $0.vertices) } ?? false
        }
    }
}

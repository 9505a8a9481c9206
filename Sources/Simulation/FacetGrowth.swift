import Foundation
import Imaging

/// The facets of one crystal as functions of time: normals, distances from the seed, and the polygon they enclose.
struct FacetGrowth: Sendable {
    let crystal: GrowingCrystal
    /// Directions of the outward normals in degrees, ascending from the orientation, and as unit vectors.
    let normalDegrees: [Double]
    let normals: [Point]
    /// Distances from the seed at nucleation in um, and their speeds in um/min at factor 1.
    let initialDistances: [Double]
    let velocities: [Double]

    init(_ crystal: GrowingCrystal) {
        self.crystal = crystal
        normalDegrees = crystal.shape.normalAngles.map { crystal.orientationDegrees + $0 }
        normals = normalDegrees.map { Point(x: cos($0 * .pi / 180), y: sin($0 * .pi / 180)) }
        initialDistances = crystal.facetDistances(
            side: crystal.sideMicrometers, width: crystal.widthMicrometers)
        velocities = crystal.facetVelocitiesMicrometersPerMinute
            ?? crystal.facetDistances(
                side: crystal.sideVelocityMicrometersPerMinute, width: crystal.widthVelocityMicrometersPerMinute)
    }

    /// Minutes of growth at full speed: the integral of the velocity factor since nucleation.
    func growthMinutes(at time: Double) -> Double {
        var minutes = 0.0
        for stretch in stretches(until: max(time, crystal.nucleationTimeSeconds)) {
            minutes += (stretch.end - stretch.start) * stretch.factor / 60
        }
        return minutes
    }

    /// Stretches of constant velocity from nucleation to a time, in s.
    func stretches(until end: Double) -> [(start: Double, end: Double, factor: Double)] {
        var result: [(start: Double, end: Double, factor: Double)] = []
        var start = crystal.nucleationTimeSeconds
        var factor = 1.0
        for change in crystal.velocityChanges {
            let stop = min(change.fromSeconds, end)
            if stop > start { result.append((start, stop, factor)) }
            start = max(start, min(change.fromSeconds, end))
            factor = change.factor
        }
        if end > start { result.append((start, end, factor)) }
        return result
    }

    func distances(at time: Double) -> [Double] {
        let minutes = growthMinutes(at: time)
        return zip(initialDistances, velocities).map { $0 + $1 * minutes }
    }

    /// The outline in um on the sample, clockwise in the picture; nil before nucleation.
    func outline(at time: Double) -> ConvexOutline? {
        guard time >= crystal.nucleationTimeSeconds else { return nil }
        let sharp = sharpOutline(at: time)
        let radius = crystal.cornerRadiusMicrometers
        return (radius > 0 ? sharp.withRoundedCorners(radius: radius) : sharp).moved(by: crystal.seedMicrometers)
    }

    /// The facets extended to where they meet, about the seed.
    private func sharpOutline(at time: Double) -> ConvexOutline {
        let distances = distances(at: time)
        var outline = ConvexOutline(square: 20 * (distances.max() ?? 1))
        for (index, normal) in normals.enumerated() {
            outline.clip(normal: normal, distance: distances[index], label: index)
        }
        return outline.startingAtLowestLabel()
    }

    /// Side (design.md's definition) and, for rectangle and ribbon, width in um of a free crystal.
    func sideAndWidth(at time: Double) -> (side: Double, width: Double?) {
        let d = distances(at: time)
        switch crystal.shape {
        case .square:
            return ((d[0] + d[1] + d[2] + d[3]) / 2, nil)
        case .rectangle, .ribbon:
            let spans = (d[0] + d[2], d[1] + d[3])
            return (max(spans.0, spans.1), min(spans.0, spans.1))
        case .truncatedSquare:
            return ((d[0] + d[2] + d[4] + d[6]) / 2, nil)
        case .hexagon, .triangle:
            return (Polygon.perimeter(sharpOutline(at: time).vertices) / Double(normals.count), nil)
        }
    }
}

extension GrowingCrystal.Shape {
    /// Directions of the facets' normals relative to the first, in degrees.
    var normalAngles: [Double] {
        let count = facetCount
        return (0..<count).map { 360 * Double($0) / Double(count) }
    }

    var facetCount: Int {
        switch self {
        case .triangle: 3
        case .square, .rectangle, .ribbon: 4
        case .hexagon: 6
        case .truncatedSquare: 8
        }
    }

    /// For truth.json: which length `side_um` is.
    var sideDefinition: String {
        switch self {
        case .square: "edge length"
        case .rectangle, .ribbon: "long side of the rectangle (width_um = short side)"
        case .hexagon: "edge length (mean of six)"
        case .triangle: "edge length (mean of three)"
        case .truncatedSquare: "distance between opposite main facets (mean of two)"
        }
    }
}

extension GrowingCrystal {
    /// Distances of the facets from the centre of a figure with this side (and width); linear in both, so that it
    /// turns speeds of sides into speeds of facets as well.
    fileprivate func facetDistances(side: Double, width: Double) -> [Double] {
        switch shape {
        case .square: Array(repeating: side / 2, count: 4)
        case .rectangle, .ribbon: [side / 2, width / 2, side / 2, width / 2]
        case .hexagon: Array(repeating: side * 3.0.squareRoot() / 2, count: 6)
        case .triangle: Array(repeating: side / (2 * 3.0.squareRoot()), count: 3)
        case .truncatedSquare:
            (0..<8).map { $0.isMultiple(of: 2) ? side / 2 : side / 2 * cornerDistanceRatio }
        }
    }
}

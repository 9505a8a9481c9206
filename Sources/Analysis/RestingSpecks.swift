import Calibration
import Facets
import Imaging
import Segmentation
import Statistics

/// Dust as it was measured last.
///
/// A speck that looks as it did is not measured again: pictures hold more specks than crystals, and the search for facets
/// where there are none takes longest. It moves and grows with its outline, and is measured anew now and then.
struct RestingSpecks: Sendable {
    private struct Speck {
        let outline: CrystalOutline
        let observation: CrystalObservation
        /// Of its outline in the latest frame, px.
        var centroid: Point
        /// Frames since it was measured.
        var age = 0
    }

    private var specks: [Speck] = []

    /// How far an outline moves from one frame to the next, and its edge in all, px.
    private static let largestMove = 2.0
    private static let largestGrowth = 0.15
    private static let largestChangeOfContrast = 0.1
    private static let oldest = 15

    /// What an outline shows if it is that of a known speck; nil where it has to be measured.
    func observation(of outline: CrystalOutline, scale: PixelScale) -> CrystalObservation? {
        guard let speck = specks.first(where: { Self.looksAlike($0, outline) }), speck.age < Self.oldest else { return nil }
        let growth = (outline.areaPixels / speck.outline.areaPixels).squareRoot()
        let old = scale.micrometers(speck.outline.centroid)
        let new = scale.micrometers(outline.centroid)
        func moved(_ point: Point) -> Point { new + (point - old) * growth }
        var observation = speck.observation
        observation.centre = moved(observation.centre)
        observation.vertices = observation.vertices.map(moved)
        observation.side.value *= growth
        observation.width.value *= growth
        observation.area.value *= growth * growth
        observation.perimeterMicrometers *= growth
        observation.relativeContrast = outline.relativeContrast
        observation.distinctness = outline.distinctness
        return observation
    }

    private static func looksAlike(_ speck: Speck, _ outline: CrystalOutline) -> Bool {
        // Nearly all specks lie elsewhere.
        guard outline.centroid.distance(to: speck.centroid) < largestMove else { return false }
        let growth = (outline.areaPixels - speck.outline.areaPixels) / Polygon.perimeter(speck.outline.contour)
        let contrast = outline.relativeContrast / speck.outline.relativeContrast
        return isAlone(outline) && outline.contrast == speck.outline.contrast
            && outline.isOverlay == speck.outline.isOverlay && outline.touchesBorder == speck.outline.touchesBorder
            && abs(growth) < largestGrowth && abs(contrast - 1) < largestChangeOfContrast
    }

    /// What may be a crystal, or touches one, changes without its outline's showing it.
    private static func isAlone(_ outline: CrystalOutline) -> Bool {
        outline.expectedID == nil && outline.touching.isEmpty
    }

    /// - Parameters:
    ///   - seen: the outlines of the latest frame and what they showed.
    ///   - isSpeck: whether an object is not followed as what may be a crystal, or hardly changes.
    mutating func remember(
        _ seen: [(outline: CrystalOutline, observation: CrystalObservation)], isSpeck: (CrystalObservation) -> Bool
    ) {
        let alone = seen.filter { Self.isAlone($0.outline) && $0.observation.facets.isEmpty && isSpeck($0.observation) }
        specks = alone.map { outline, observation in
            guard var known = specks.first(where: { Self.looksAlike($0, outline) }), known.age < Self.oldest else {
                return Speck(outline: outline, observation: observation, centroid: outline.centroid)
            }
            known.centroid = outline.centroid
            known.age += 1
            return known
        }
    }
}

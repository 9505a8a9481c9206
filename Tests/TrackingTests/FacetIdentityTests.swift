import Facets
import Foundation
import Imaging
import Statistics
import Testing

@testable import Tracking

@Suite("Facet numbers")
struct FacetIdentityTests {
    private func facets(_ normals: [Double]) -> [Facet] {
        normals.map {
            Facet(
                normalDegrees: $0, offsetMicrometers: Estimate(value: 10, standardError: 0.1), lengthMicrometers: 5,
                isMeasured: true)
        }
    }

    @Test("A facet that vanishes and comes back has its old number, a new one gets the next")
    func vanishing() {
        var registry = FacetRegistry()
        #expect(registry.identify(facets([10, 100, 190, 280])) == [1, 2, 3, 4])
        #expect(registry.identify(facets([10, 190, 280])) == [1, 3, 4])
        #expect(registry.identify(facets([9, 55, 101, 191, 281])) == [1, 5, 2, 3, 4])
        #expect(registry.identify(facets([10, 100, 190, 280])) == [1, 2, 3, 4])
    }

    @Test("Numbers go over the turn from 359 to 1 degree")
    func wrapAround() {
        var registry = FacetRegistry()
        #expect(registry.identify(facets([1, 61, 121, 181, 241, 301])) == [1, 2, 3, 4, 5, 6])
        #expect(registry.identify(facets([59, 119, 179, 239, 299, 359])) == [2, 3, 4, 5, 6, 1])
    }

    @Test("A crystal that turns slowly, or by 15 degrees behind a gap, keeps its numbers")
    func rotation() {
        var registry = FacetRegistry()
        for step in 0..<100 {
            let angle = 0.7 * Double(step)
            let normals = [10.0, 100, 190, 280].map { FacetRegistry.reduced($0 + angle) }
            #expect(registry.identify(facets(normals)) == [1, 2, 3, 4])
        }
        let turned = [10.0, 100, 190, 280].map { FacetRegistry.reduced($0 + 69.3 + 15) }
        #expect(registry.identify(facets(turned)) == [1, 2, 3, 4])
    }

    @Test("The distance of a facet carries the errors of its line, of the seed and of the drift")
    func distanceError() {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 100, y: 100), side: 40, velocity: 0)
        guard let object = scene.observe(crystal, time: 0) else {
            Issue.record("the crystal is not seen")
            return
        }
        let still = StageDrift(displacementMicrometers: .zero, standardErrorMicrometers: 0.03, supportingObjects: 5)
        let seed = SeedPoint(object, drift: still)
        let error = 0.08 * 0.62
        #expect(abs(seed.standardError - (error * error / 2 + 0.03 * 0.03).squareRoot()) < 1e-9)
        let distance = seed.distance(to: object.facets[0], drift: still)
        #expect(abs(distance.value - 20) < 5 * error)
        let expected = (error * error * 1.5 + 2 * 0.03 * 0.03).squareRoot()
        #expect(abs(distance.standardError - expected) < 1e-9)
    }
}

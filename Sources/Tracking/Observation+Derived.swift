import Facets
import Foundation
import Imaging
import Statistics

extension Facet {
    var normal: Point {
        let angle = normalDegrees * .pi / 180
        return Point(x: cos(angle), y: sin(angle))
    }
}

extension CrystalObservation {
    /// Square root of the area, um: the size that every object has, with facets or without.
    var size: Double { area.value.squareRoot() }

    /// Facets that were seen, enough of them to enclose an area.
    var isFaceted: Bool { habit != .rounded && facets.count { $0.isMeasured } >= 3 }

    /// Seen alone, whole and sharp: may tell how the object grows and where it is.
    var isClean: Bool { isUsable && touching.isEmpty && !isOverlay }
}

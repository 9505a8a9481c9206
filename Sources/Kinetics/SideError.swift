import Facets
import Foundation

/// An error of a crystal's side, and what it means for the area and for the distance of a facet: all follow from where the
/// edges lie.
public struct SideError: Sendable {
    /// Standard deviation, um.
    public let side: Double
    private let habit: Habit
    /// Whether all edges are off by the same distance outward; otherwise each by its own.
    private let isCommon: Bool

    private init(_ side: Double, of habit: Habit, isCommon: Bool) {
        self.side = side
        self.habit = habit
        self.isCommon = isCommon
    }

    /// Of edges that are off independently of each other.
    public static func independent(_ side: Double, of habit: Habit) -> SideError {
        SideError(side, of: habit, isCommon: false)
    }

    /// Of edges that are all off by the same distance outward.
    public static func common(_ side: Double, of habit: Habit) -> SideError {
        SideError(side, of: habit, isCommon: true)
    }

    /// Error of the area, um2.
    ///
    /// Of a polygon around a circle the side is the mean of all distances, which make up the area likewise:
    /// dA = 2 A / s ds. The width of a rectangle has an error of its own.
    public func area(side length: Double, area: Double) -> Double {
        guard length > 0 else { return 0 }
        let width = area / length
        guard habit.isElongated else { return 2 * width * side }
        return (isCommon ? length + width : hypot(length, width)) * side
    }

    /// Error of one facet's distance, um.
    public var distance: Double {
        let (facets, gain): (Double, Double) = switch habit {
        case .triangle: (3, 2 * 3.0.squareRoot())
        case .hexagon: (6, 2 / 3.0.squareRoot())
        case .rectangle, .ribbon: (2, 2)
        case .square, .truncatedSquare, .polygon, .rounded: (4, 2)
        }
        return isCommon ? side / gain : side * facets.squareRoot() / gain
    }
}

import ArgumentParser
import Foundation
import Imaging

/// Points of the command line: "x,y" in px, parts of a pixel allowed.
enum PointArgument {
    static func parse(_ text: String) throws -> Point {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        guard parts.count == 2, numbers.count == 2, numbers.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else {
            throw ValidationError("'\(text)' is not a point x,y in pixels, as in 120.5,340.")
        }
        return Point(x: numbers[0], y: numbers[1])
    }
}

/// Picture sizes of the command line: "1920x1080".
struct PictureSize: ExpressibleByArgument, Equatable {
    var width: Int
    var height: Int

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard parts.count == 2, numbers.count == 2, numbers.allSatisfy({ (1...1_000_000).contains($0) }) else {
            return nil
        }
        (width, height) = (numbers[0], numbers[1])
    }
}

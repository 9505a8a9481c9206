import ArgumentParser
import Imaging

/// Rectangles of the command line: "x,y,w,h" in px.
enum RectangleArgument {
    // Far beyond any picture, and small enough that x + w cannot overflow.
    private static let largest = 1_000_000

    static func parse(_ text: String) throws -> PixelRect {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0.filter { $0 != " " }) }
        guard parts.count == 4, numbers.count == 4 else {
            throw ValidationError("'\(text)' is not x,y,w,h in whole pixels, as in 10,20,300,40.")
        }
        guard numbers[0] >= 0, numbers[1] >= 0, numbers[2] > 0, numbers[3] > 0 else {
            throw ValidationError("'\(text)': x and y have to be 0 or more, w and h greater than 0.")
        }
        guard numbers.allSatisfy({ $0 <= largest }) else {
            throw ValidationError("'\(text)' lies outside of any picture.")
        }
        return PixelRect(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    }
}

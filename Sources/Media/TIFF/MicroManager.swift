import Foundation

/// Micro-Manager's notes in every page: JSON in private tag 51123.
enum MicroManager {
    /// Seconds since the acquisition began; nil where the current page has none.
    static func elapsedSeconds(of pages: TIFFPages) -> Double? {
        pages.text(tag: 51123).flatMap(elapsedSeconds(in:))
    }

    static func elapsedSeconds(in json: String) -> Double? {
        guard let key = json.range(of: "\"ElapsedTime-ms\"") else { return nil }
        let number = json[key.upperBound...].drop { $0 == ":" || $0 == "\"" || $0.isWhitespace }
            .prefix { $0.isNumber || ".eE+-".contains($0) }
        return Double(number).map { $0 / 1000 }
    }
}

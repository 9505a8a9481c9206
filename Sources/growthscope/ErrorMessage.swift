import Foundation

/// What is printed of an error.
enum ErrorMessage {
    /// One line: the error's own description, with Foundation's wording for Foundation's errors.
    static func sentence(for error: any Error) -> String {
        let text: String
        switch error {
        case is CancellationError: text = "interrupted"
        case let error as DecodingError: text = decoding(error)
        case let error as any LocalizedError where error.errorDescription != nil: text = error.errorDescription ?? ""
        case let error as any CustomStringConvertible: text = error.description
        default: text = error.localizedDescription
        }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func decoding(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(place(context)): the key \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(place(context)): \(context.debugDescription)"
        @unknown default:
            error.localizedDescription
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.isEmpty ? "the JSON text" : context.codingPath.map(\.stringValue).joined(separator: ".")
    }
}

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
        default: text = reason(for: error)
        }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// Why Foundation could not read or write: the system's own word for it where there is one.
    static func reason(for error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(cause.code)))
        }
        return error.localizedDescription
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

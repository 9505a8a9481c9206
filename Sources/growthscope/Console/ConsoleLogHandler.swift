import Logging

/// Log messages on standard error in the command's own form; the progress line stays below them.
struct ConsoleLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
        let suffix = details.isEmpty ? "" : " (" + details.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value)" }.joined(separator: ", ") + ")"
        switch event.level {
        case .error, .critical: Console.shared.error("\(event.message)\(suffix)")
        case .warning: Console.shared.warning("\(event.message)\(suffix)")
        default: Console.shared.note("\(event.message)\(suffix)")
        }
    }
}

/// What keeps the benchmark from measuring, with what to do about it.
enum BenchmarkError: Error, CustomStringConvertible {
    case missingProgram(path: String)
    case missingFFmpeg
    case commandFailed(command: String, status: Int32, message: String)
    case system(call: String, reason: String)
    case unreadable(path: String, reason: String)

    var description: String {
        switch self {
        case .missingProgram(let path):
            "\(path) is not there: build it (swift build -c release --product growthscope) or name it with --program"
        case .missingFFmpeg:
            "ffmpeg, with which times are compared, does not run: install it (apt-get install ffmpeg)"
        case .commandFailed(let command, let status, let message):
            "\(command) ended with status \(status): \(message)"
        case .system(let call, let reason): "\(call): \(reason)"
        case .unreadable(let path, let reason): "\(path): \(reason)"
        }
    }
}

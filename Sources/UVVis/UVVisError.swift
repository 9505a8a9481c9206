/// What is wrong with spectra, traces or a geometry, in words that let a person act.
public enum UVVisError: Error, Equatable, Sendable, CustomStringConvertible {
    case noSuchFile(path: String)
    case cannotRead(path: String, reason: String)
    /// The file is no spectrum, trace or table that can be read.
    case unreadable(path: String, reason: String)
    /// It can be read, but not be used for what is asked.
    case unusable(path: String, reason: String)
    case geometry(path: String, key: String, reason: String)
    case noGeometry(path: String, reason: String)

    /// Which of the program's exit statuses an error belongs to.
    public enum Category: Sendable {
        /// 66
        case noSuchInput
        /// 65
        case unusableInput
        /// 74
        case inputOutput
    }

    public var category: Category {
        switch self {
        case .noSuchFile: .noSuchInput
        case .cannotRead: .inputOutput
        case .unreadable, .unusable, .geometry, .noGeometry: .unusableInput
        }
    }

    public var description: String {
        switch self {
        case .noSuchFile(let path): "\(path): no such file or folder"
        case .cannotRead(let path, let reason): "\(path): cannot be read (\(reason))"
        case .unreadable(let path, let reason), .unusable(let path, let reason), .noGeometry(let path, let reason):
            "\(path): \(reason)"
        case .geometry(let path, let key, let reason): "\(path): \"\(key)\" \(reason)"
        }
    }
}

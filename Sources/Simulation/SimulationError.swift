/// What is wrong with a simulated scene, in words that let its author correct it.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
    case unknownPreset(name: String, known: [String])
    case unreadableScene(reason: String)
    case unknownKeys([String], inside: String, known: [String])
    case invalidValue(key: String, value: String, expected: String)
    case noSuchFrame(index: Int, count: Int)

    public var description: String {
        switch self {
        case .unknownPreset(let name, let known):
            "no preset scene is called \"\(name)\": choose one of \(known.joined(separator: ", "))"
        case .unreadableScene(let reason):
            "the scene file cannot be read: \(reason)"
        case .unknownKeys(let keys, let inside, let known):
            "\(inside): unknown \(keys.count == 1 ? "key" : "keys") \(keys.joined(separator: ", ")); "
                + "known are \(known.joined(separator: ", "))"
        case .invalidValue(let key, let value, let expected):
            "\(key) is \(value), but has to be \(expected)"
        case .noSuchFrame(let index, let count):
            "frame \(index) does not exist: the scene has frames 0 to \(count - 1)"
        }
    }
}

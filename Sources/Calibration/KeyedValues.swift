/// The values of a calibration file's JSON object, each checked for its type so that errors can name the key.
struct KeyedValues {
    let object: [String: JSONValue]
    let path: String

    func number(_ key: CalibrationFile.Key) throws(CalibrationError) -> Double {
        guard case .number(let value) = object[key.rawValue] else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a number")
        }
        return value
    }

    func wholeNumber(_ key: CalibrationFile.Key) throws(CalibrationError) -> Int {
        guard let value = Int(exactly: try number(key)) else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a whole number")
        }
        return value
    }

    func string(_ key: CalibrationFile.Key) throws(CalibrationError) -> String {
        guard let value = object[key.rawValue]?.text else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a text")
        }
        return value
    }

    func optional<Value>(
        _ key: CalibrationFile.Key, _ read: (CalibrationFile.Key) throws(CalibrationError) -> Value
    ) throws(CalibrationError) -> Value? {
        guard (object[key.rawValue] ?? .null) != .null else { return nil }
        return try read(key)
    }

    func source() throws(CalibrationError) -> CalibrationFile.Source? {
        guard let value = object["source"], value != .null else { return nil }
        guard case .object(let members) = value, let path = members["path"]?.text,
            let sha256 = members["sha256"]?.text
        else {
            throw .wrongType(
                path: path, key: "source", expected: "an object with the texts \"path\" and \"sha256\"")
        }
        return CalibrationFile.Source(path: path, sha256: sha256)
    }
}

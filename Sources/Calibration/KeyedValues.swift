import Foundation

/// The values of a calibration file's JSON object, each checked for its type so that errors can name the key.
struct KeyedValues {
    let object: [String: Any]
    let path: String

    func number(_ key: CalibrationFile.Key) throws(CalibrationError) -> Double {
        // JSON's true and false arrive as NSNumber too.
        guard let value = object[key.rawValue] as? NSNumber, !(object[key.rawValue] is Bool) else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a number")
        }
        return value.doubleValue
    }

    func wholeNumber(_ key: CalibrationFile.Key) throws(CalibrationError) -> Int {
        guard let value = Int(exactly: try number(key)) else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a whole number")
        }
        return value
    }

    func string(_ key: CalibrationFile.Key) throws(CalibrationError) -> String {
        guard let value = object[key.rawValue] as? String else {
            throw .wrongType(path: path, key: key.rawValue, expected: "a text")
        }
        return value
    }

    func optional<Value>(
        _ key: CalibrationFile.Key, _ read: (CalibrationFile.Key) throws(CalibrationError) -> Value
    ) throws(CalibrationError) -> Value? {
        guard let value = object[key.rawValue], !(value is NSNull) else { return nil }
        return try read(key)
    }

    func source() throws(CalibrationError) -> CalibrationFile.Source? {
        guard let value = object["source"], !(value is NSNull) else { return nil }
        guard let members = value as? [String: Any], let path = members["path"] as? String,
            let sha256 = members["sha256"] as? String
        else {
            throw .wrongType(
                path: path, key: "source", expected: "an object with the texts \"path\" and \"sha256\"")
        }
        return CalibrationFile.Source(path: path, sha256: sha256)
    }
}

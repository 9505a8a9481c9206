import Foundation
import Statistics

extension CalibrationFile {
    /// Reads and validates a calibration file; throws `CalibrationError`.
    public init(contentsOf path: String) throws(CalibrationError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .noSuchFile(path: path)
        }
        guard !isFolder.boolValue else { throw .unreadable(path: path, reason: "it is a folder") }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, reason: Self.reason(error))
        }
        try self.init(json: data, path: path)
    }

    /// Decodes and validates the JSON text of a calibration file; `path` names it in errors.
    ///
    /// Throws `CalibrationError`.
    public init(json data: Data, path: String) throws(CalibrationError) {
        let object = try Self.object(in: data, path: path)
        guard case .string(Self.schema) = object["schema"] else {
            throw .wrongSchema(path: path, found: object["schema"]?.text)
        }
        let missing = Key.required.filter { key in
            let value = object[key.rawValue]
            return value == nil || (value == .null && !Key.nullable.contains(key))
        }
        guard missing.isEmpty else { throw .missingKeys(path: path, keys: missing.map(\.rawValue)) }
        let values = KeyedValues(object: object, path: path)
        self.init(
            micrometersPerPixelX: Estimate(
                value: try values.number(.scaleX), standardError: try values.number(.scaleXError)),
            micrometersPerPixelY: Estimate(
                value: try values.number(.scaleY), standardError: try values.number(.scaleYError)),
            rotationDegrees: try values.optional(.rotation, values.number),
            imageWidth: try values.optional(.imageWidth, values.wholeNumber),
            imageHeight: try values.optional(.imageHeight, values.wholeNumber),
            method: try values.string(.method), source: try values.source(),
            objective: try values.optional(.objective, values.string),
            camera: try values.optional(.camera, values.string),
            created: try values.optional(.created, values.string),
            details: Self.details(in: data), path: path)
        try validate()
    }

    /// Writes the file to `path`, whole or not at all, and where that is a link, to what it leads to; throws
    /// `CalibrationError`.
    public func write() throws(CalibrationError) {
        try validate()
        do {
            try json().write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
        } catch {
            throw .unwritable(path: path, reason: Self.reason(error))
        }
    }

    /// The system's own word for it where there is one.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain
        else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code)))
    }

    /// The file's JSON text, keys in alphabetical order.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(Written(self)) + Data("\n".utf8)
    }

    /// Informative only: details that cannot be read do not make the scale unusable.
    private static func details(in data: Data) -> CalibrationDetails? {
        struct Holder: Decodable { var details: CalibrationDetails? }
        return try? JSONDecoder().decode(Holder.self, from: data).details
    }

    private static func object(in data: Data, path: String) throws(CalibrationError) -> [String: JSONValue] {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: data)
        } catch {
            throw .notJSON(path: path, reason: "it is not valid JSON")
        }
        guard case .object(let members) = value else {
            throw .notJSON(path: path, reason: "it holds something else than an object")
        }
        return members
    }

    enum Key: String, CodingKey {
        case schema
        case scaleX = "um_per_px_x"
        case scaleXError = "um_per_px_x_se"
        case scaleY = "um_per_px_y"
        case scaleYError = "um_per_px_y_se"
        case rotation = "rotation_deg"
        case imageWidth = "image_width"
        case imageHeight = "image_height"
        case method, source, objective, camera, created, details

        static let required: [Key] = [
            .scaleX, .scaleXError, .scaleY, .scaleYError, .imageWidth, .imageHeight, .method,
        ]
        /// Null where no picture was used: two points, or the sensor's pitch and the magnification.
        static let nullable: [Key] = [.imageWidth, .imageHeight]
    }

    /// The file as it is written: flat keys, schema first in meaning.
    private struct Written: Encodable {
        let file: CalibrationFile

        init(_ file: CalibrationFile) { self.file = file }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(CalibrationFile.schema, forKey: .schema)
            try container.encode(file.micrometersPerPixelX.value, forKey: .scaleX)
            try container.encode(file.micrometersPerPixelX.standardError, forKey: .scaleXError)
            try container.encode(file.micrometersPerPixelY.value, forKey: .scaleY)
            try container.encode(file.micrometersPerPixelY.standardError, forKey: .scaleYError)
            try container.encodeIfPresent(file.rotationDegrees, forKey: .rotation)
            try container.encode(file.imageWidth, forKey: .imageWidth)
            try container.encode(file.imageHeight, forKey: .imageHeight)
            try container.encode(file.method, forKey: .method)
            try container.encodeIfPresent(file.source, forKey: .source)
            try container.encodeIfPresent(file.objective, forKey: .objective)
            try container.encodeIfPresent(file.camera, forKey: .camera)
            try container.encodeIfPresent(file.created, forKey: .created)
            try container.encodeIfPresent(file.details, forKey: .details)
        }
    }
}

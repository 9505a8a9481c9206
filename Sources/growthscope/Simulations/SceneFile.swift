import Foundation

/// A scene of the user's own, read from a JSON file.
enum SceneFile {
    /// - Parameter decode: makes the scene of the file's bytes.
    /// - Throws: `CommandError` for a file that is not there, cannot be read, or holds no scene.
    static func read<Scene>(_ path: String, _ decode: (Data) throws -> Scene) throws -> Scene {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(.noSuchInput, "\(path): no such scene file")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw CommandError(.inputOutput, "\(path): cannot be read (\(ErrorMessage.reason(for: error)))")
        }
        do {
            return try decode(data)
        } catch {
            throw CommandError(.unusableInput, "\(path): \(ErrorMessage.sentence(for: error))")
        }
    }
}

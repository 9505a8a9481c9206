import Foundation

/// A folder that is gone with the test.
final class SpectrumTestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("uvvis-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String, _ encoding: String.Encoding = .utf8) throws -> String {
        let file = path + "/" + name
        try (text.data(using: encoding) ?? Data()).write(to: URL(fileURLWithPath: file))
        return file
    }
}

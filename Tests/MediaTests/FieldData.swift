import Foundation

/// Recordings beside the repository; tests that need them are skipped where they are absent.
enum FieldData {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/data").standardizedFileURL

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func path(_ relative: String) -> String { folder.appendingPathComponent(relative).path }
}

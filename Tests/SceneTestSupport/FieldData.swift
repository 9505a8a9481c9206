import Foundation

/// Recordings that are not part of the package: they lie beside it where someone has put them.
public enum FieldData {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")

    public static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    public static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

import Foundation

/// The package as it lies on disk.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Folders of Sources/, each one a target.
    static func targets() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path).sorted()
            .filter { !$0.hasPrefix(".") }
    }

    static func swiftFiles(of target: String) throws -> [(path: String, text: String)] {
        let folder = root.appendingPathComponent("Sources/\(target)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try paths.filter { $0.hasSuffix(".swift") }.map {
            ("\(target)/\($0)", try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
        }
    }

    static func manifest() throws -> String {
        try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
    }

    /// Top-level modules named by the import declarations of a source text.
    static func imports(in text: String) -> Set<String> {
        let declaration = #/
            ^\s* (?: @[A-Za-z_]+ (?: \([^)]*\) )? \s+ )*
            (?: (?: public | package | internal | fileprivate | private ) \s+ )?
            import \s+ (?: (?: struct | class | enum | protocol | typealias | func | let | var | actor ) \s+ )?
            ([A-Za-z_][A-Za-z0-9_]*)
            /#
        return Set(text.split(separator: "\n").compactMap { try? declaration.prefixMatch(in: $0) }.map { String($0.1) })
    }

    /// A Swift text without comments, so that words in prose are not taken for code.
    static func withoutComments(_ text: String) -> String {
        let code = text.contains("/*") ? text.replacing(/\/\*(?s:.)*?\*\//, with: "") : text
        let lines = code.split(separator: "\n")
        return lines.map { line in line.range(of: "//").map { line[..<$0.lowerBound] } ?? line }
            .joined(separator: "\n")
    }
}

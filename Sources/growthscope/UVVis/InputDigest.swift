import Foundation
import Records

/// What a UV-Vis result was made from: the path and its SHA-256.
enum InputDigest {
    static func entries(_ input: String) async throws -> [String: String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder), isFolder.boolValue else {
            return ["path": input, "sha256": try await FileDigest.sha256(ofFile: input)]
        }
        let base = input.hasSuffix("/") ? input : input + "/"
        let names = try FileManager.default.contentsOfDirectory(atPath: input).sorted().filter { name in
            var isInner: ObjCBool = false
            return !name.hasPrefix(".") && FileManager.default.fileExists(atPath: base + name, isDirectory: &isInner)
                && !isInner.boolValue
        }
        return ["path": input, "sha256": try await FileDigest.sha256(ofFiles: names.map { base + $0 })]
    }
}

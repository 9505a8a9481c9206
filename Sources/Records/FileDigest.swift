import Foundation
import Subprocess

/// SHA-256 of what a run was made from, by OpenSSL's program, which uses the processor's instructions for it and reads a
/// movie six times as fast as `sha256sum`. Users can check it with either.
public enum FileDigest {
    /// Files given to one process: a folder of images may exceed what a command line holds.
    private static let batch = 200

    /// The SHA-256 of a file in hexadecimal, read as a stream.
    ///
    /// Throws: `RunError.cannotRead` where the file cannot be read or `openssl` cannot be run.
    public static func sha256(ofFile path: String) async throws -> String {
        let listing = try await listing(of: [path])
        guard let digest = listing.first else {
            throw RunError.cannotRead(path: path, reason: "openssl gave no digest")
        }
        return digest
    }

    /// The SHA-256 of a set of files, such as an image sequence.
    ///
    /// It is that of the text that `sha256sum` prints for the files' names without their folder, in the order given:
    /// `cd FOLDER; sha256sum FILES | sha256sum`.
    public static func sha256(ofFiles paths: [String]) async throws -> String {
        var text = ""
        for start in stride(from: 0, to: paths.count, by: batch) {
            let part = Array(paths[start ..< min(start + batch, paths.count)])
            let digests = try await listing(of: part)
            guard digests.count == part.count else {
                throw RunError.cannotRead(path: part[0], reason: "openssl gave \(digests.count) digests")
            }
            for (digest, path) in zip(digests, part) {
                text += "\(digest)  \(path.split(separator: "/").last ?? "")\n"
            }
        }
        return try await digest(ofText: text)
    }

    private static func listing(of paths: [String]) async throws -> [String] {
        let first = paths.first ?? ""
        do {
            let result = try await run(
                .name("openssl"), arguments: Arguments(["dgst", "-sha256", "-r", "--"] + paths),
                environment: .inherit.updating(["LC_ALL": "C"]), output: .string(limit: 1 << 22),
                error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                let lines = result.standardError.split(separator: "\n")
                throw RunError.cannotRead(path: first, reason: lines.first.map(String.init) ?? "openssl failed")
            }
            return digests(in: result.standardOutput)
        } catch let error as SubprocessError {
            throw RunError.cannotRead(path: first, reason: "openssl cannot be run: \(error)")
        }
    }

    private static func digest(ofText text: String) async throws -> String {
        let result = try await run(
            .name("openssl"), arguments: ["dgst", "-sha256", "-r"], input: .string(text),
            output: .string(limit: 1 << 12), error: .discarded)
        guard result.terminationStatus.isSuccess, let digest = digests(in: result.standardOutput).first else {
            throw RunError.cannotRead(path: "-", reason: "openssl failed")
        }
        return digest
    }

    /// The beginnings of the lines "DIGEST *NAME", with a backslash before them where the name needs escapes.
    private static func digests(in output: String) -> [String] {
        output.matches(of: #/(?m)^\\?([0-9a-f]{64}) \*/#).map { String($0.1) }
    }
}

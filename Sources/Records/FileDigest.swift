import Foundation
import Subprocess

/// SHA-256 of what a run was made from, by the system's `sha256sum`: users can check it with the same command.
public enum FileDigest {
    /// Files given to one process: a folder of images may exceed what a command line holds.
    private static let batch = 200

    /// The SHA-256 of a file in hexadecimal, read as a stream.
    ///
    /// Throws: `RunError.cannotRead` where the file cannot be read or `sha256sum` cannot be run.
    public static func sha256(ofFile path: String) async throws -> String {
        let listing = try await listing(of: [path])
        guard let digest = listing.first else {
            throw RunError.cannotRead(path: path, reason: "sha256sum gave no digest")
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
                throw RunError.cannotRead(path: part[0], reason: "sha256sum gave \(digests.count) digests")
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
                .name("sha256sum"), arguments: Arguments(["--"] + paths),
                environment: .inherit.updating(["LC_ALL": "C"]), output: .string(limit: 1 << 22),
                error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                let reason = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
                throw RunError.cannotRead(path: first, reason: reason)
            }
            return digests(in: result.standardOutput)
        } catch let error as SubprocessError {
            throw RunError.cannotRead(path: first, reason: "sha256sum cannot be run: \(error)")
        }
    }

    private static func digest(ofText text: String) async throws -> String {
        let result = try await run(
            .name("sha256sum"), input: .string(text), output: .string(limit: 1 << 12), error: .discarded)
        guard result.terminationStatus.isSuccess, let digest = digests(in: result.standardOutput).first else {
            throw RunError.cannotRead(path: "-", reason: "sha256sum failed")
        }
        return digest
    }

    /// The first 64 characters of each line; a line whose file name needed escaping begins with a backslash.
    private static func digests(in output: String) -> [String] {
        output.split(separator: "\n").map { line in
            String((line.first == "\\" ? line.dropFirst() : line).prefix(64))
        }
    }
}

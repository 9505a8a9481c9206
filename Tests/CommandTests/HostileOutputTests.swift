import Foundation
import Glibc
import Imaging
import Media
import Records
import RecordsTestSupport
import Testing

@Suite("analyze into folders that cannot be written")
struct HostileOutputTests {
    let hostile: HostileInput

    init() throws { hostile = try HostileInput() }

    private func analyze(into output: String, _ more: String...) throws -> BuiltCommand.Result {
        let stack = try hostile.stack("a.tif", GrowingSquare.frames(12))
        return try BuiltCommand.run(["analyze", stack, "--output", output] + more)
    }

    @Test("A place where nothing can be made is an I/O error that says why", arguments: [
        ("/proc/run", "No such file or directory"), ("/proc/self/run/deep", "No such file or directory"),
    ])
    func notWritable(output: String, reason: String) throws {
        hostile.expectRefusal(try analyze(into: output), status: 74, output, reason)
    }

    @Test("A folder below a file cannot be made")
    func belowAFile() throws {
        let file = try hostile.write([1], to: "notes")
        hostile.expectRefusal(try analyze(into: file + "/run"), status: 74, "Not a directory")
    }

    @Test("A folder without permission is an I/O error", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func withoutPermission() throws {
        let folder = hostile.folder.file("locked")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
        hostile.expectRefusal(try analyze(into: folder), status: 74, "Permission denied")
        hostile.expectRefusal(try analyze(into: folder + "/run"), status: 74, "Permission denied")
    }

    @Test("A file or a device in the folder's place is wrong usage", arguments: ["/dev/full", "/dev/null"])
    func file(output: String) throws {
        hostile.expectRefusal(try analyze(into: output), status: 64, "is a file, not a folder")
    }

    @Test("A folder that holds other things is left alone")
    func occupied() throws {
        try FileManager.default.createDirectory(
            atPath: hostile.folder.file("thesis"), withIntermediateDirectories: true)
        try hostile.write([1, 2, 3], to: "thesis/chapter1.tex")
        let result = try analyze(into: hostile.folder.file("thesis"), "--force")
        hostile.expectRefusal(result, status: 64, "chapter1.tex")
        #expect(try hostile.bytes(of: "thesis/chapter1.tex") == [1, 2, 3])
    }

    @Test("An existing run stays as it is without --force, and is replaced with it")
    func existing() throws {
        let run = hostile.folder.file("run")
        #expect(try analyze(into: run).status == 0)
        let before = try hostile.bytes(of: "run/measurements.csv")
        let refused = try analyze(into: run)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--force"))
        #expect(try hostile.bytes(of: "run/measurements.csv") == before)
        #expect(try analyze(into: run, "--force").status == 0)
    }

    /// Device and size of a file system in memory, which only root may make.
    private func withSmallDisk(kilobytes: Int, _ body: (String) throws -> Void) throws {
        let folder = hostile.folder.file("disk")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard mount("none", folder, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { return }
        defer { umount2(folder, Int32(MNT_DETACH)) }
        try body(folder)
    }

    private static var canMount: Bool {
        let folder = NSTemporaryDirectory() + "growthscope-mount-" + UUID().uuidString
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard mount("none", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(folder, Int32(MNT_DETACH)) == 0
    }

    @Test(
        "A disk that runs full, at whatever stage, is an I/O error in one sentence, and no report is left behind",
        .enabled(if: canMount, "only root can make a small disk"), arguments: [16, 64, 200, 400, 700])
    func fullDisk(kilobytes: Int) throws {
        try withSmallDisk(kilobytes: kilobytes) { disk in
            let result = try analyze(into: disk + "/run")
            #expect(result.status == 74, "\(result.errors)")
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("no space left"), "\(result.errors)")
            let sentences = result.errors.split(separator: "\n").filter { !$0.contains("warning") }
            #expect(sentences.count == 1, "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: disk + "/run/report.html"))
            // Where frames were measured, they are kept, and the message says how to go on.
            guard kilobytes >= 400 else { return }
            #expect(result.errors.contains("growthscope export \(disk)/run"), "\(result.errors)")
            try #require(mount("none", disk, "tmpfs", UInt(MS_REMOUNT), "size=16m") == 0)
            #expect(try BuiltCommand.run(["export", disk + "/run"]).status == 0)
            #expect(FileManager.default.fileExists(atPath: disk + "/run/report.html"))
        }
    }
}

import Foundation
import GRDB
import Records
import RecordsTestSupport
import Testing

@Suite("Run folder")
struct RunFolderTests {
    static func create(_ path: String, replacing: Bool = false) throws -> RunStore {
        try RunStore.create(at: path, replacing: replacing, settings: SyntheticRun.settings())
    }

    @Test("An existing run is not overwritten")
    func existing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run")
        try TablesTests.finishedRun(in: path).close()
        #expect(throws: RunError.exists(path: path)) { try Self.create(path) }
        #expect(try RunStore.open(path).crystals().count == 3)
    }

    @Test("Replacing a run removes its files and leaves the user's")
    func replacing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run")
        try TablesTests.finishedRun(in: path).close()
        try "mine".write(toFile: path + "/notes.txt", atomically: true, encoding: .utf8)
        let store = try Self.create(path, replacing: true)
        #expect(try store.crystals().isEmpty)
        #expect(!folder.exists("run/measurements.csv"))
        #expect(folder.exists("run/notes.txt"))
    }

    @Test("A folder with other things is refused, with and without replacing", arguments: [false, true])
    func occupied(replacing: Bool) throws {
        let folder = try TemporaryFolder()
        try "precious".write(toFile: folder.file("thesis.tex"), atomically: true, encoding: .utf8)
        #expect(throws: RunError.occupied(path: folder.path, example: "thesis.tex")) {
            try Self.create(folder.path, replacing: replacing)
        }
        #expect(try folder.text("thesis.tex") == "precious")
    }

    @Test("An empty folder is used, and a missing one is made with its parents")
    func emptyFolder() throws {
        let folder = try TemporaryFolder()
        #expect(try Self.create(folder.path).crystals().isEmpty)
        #expect(try Self.create(folder.file("a/b/run")).crystals().isEmpty)
    }

    @Test("A file where the folder should be is refused")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run")
        try "text".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: RunError.notAFolder(path: path)) { try Self.create(path, replacing: true) }
    }

    @Test("A place that cannot be written is an I/O error that names it", arguments: ["/proc/run", "/dev/null/run"])
    func notWritable(path: String) throws {
        let error = #expect(throws: RunError.self) { try Self.create(path) }
        #expect(error?.category == .inputOutput)
        #expect(error?.description.contains(path) == true)
    }

    @Test("A full disk is reported as such", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        // Writing to /dev/full fails with ENOSPC.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("table.csv.part"), withDestinationPath: "/dev/full")
        let path = folder.file("table.csv")
        #expect(throws: RunError.diskFull(path: path)) { try AtomicFile.write("frame\n", to: path) }
        #expect(!folder.exists("table.csv"))
    }

    @Test("What is no regular file is not replaced by one")
    func noRegularFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
        for name in [path, folder.file("link")] {
            let error = #expect(throws: RunError.self) { try AtomicFile.write("frame\n", to: name) }
            #expect(error == .cannotWrite(path: name, reason: "it is no regular file"))
        }
        let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        #expect(type != .typeRegular && !folder.exists("pipe.part"))
    }

    @Test("A link stays, and the file that it leads to is replaced")
    func link() throws {
        let folder = try TemporaryFolder()
        try "old".write(toFile: folder.file("shared.csv"), atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("table.csv"), withDestinationPath: folder.file("shared.csv"))
        try AtomicFile.write("new", to: folder.file("table.csv"))
        #expect(try folder.text("shared.csv") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("table.csv")).hasSuffix("shared.csv"))
    }

    @Test("A run does not replace what it is made from, whatever the path to it, and keeps a user's own figures")
    func sparing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("run")
        try RunFolderTests.create(path).close()
        let run = RunFolder(path)
        try FileManager.default.createDirectory(atPath: run.figures, withIntermediateDirectories: true)
        for file in [run.recording, run.figures + "/crystal_01_side.svg", run.figures + "/paper_figure.pdf"] {
            try "kept".write(toFile: file, atomically: true, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
        for input in [run.recording, folder.file("link") + "/recording.mkv"] {
            #expect(throws: RunError.replacesInput(path: input)) {
                try RunStore.create(
                    at: path, replacing: true, sparing: InputFiles([input]), settings: SyntheticRun.settings())
            }
        }
        #expect(FileManager.default.fileExists(atPath: run.recording))
        try RunFolderTests.create(path, replacing: true).close()
        #expect(!FileManager.default.fileExists(atPath: run.recording))
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.figures) == ["paper_figure.pdf"])
    }

    @Test("Opening what is not a run says why")
    func notARun() throws {
        let folder = try TemporaryFolder()
        #expect(throws: RunError.noSuchRun(path: folder.file("none"))) { try RunStore.open(folder.file("none")) }
        #expect(throws: RunError.self) { try RunStore.open(folder.path) }
        try String(repeating: "not SQLite ", count: 200)
            .write(toFile: folder.file("run.sqlite"), atomically: true, encoding: .utf8)
        let error = #expect(throws: RunError.self) { try RunStore.open(folder.path) }
        #expect(error?.category == .unusableInput)
    }

    @Test("A record with a cell of another kind than its column's is refused", arguments: [
        "UPDATE measurements SET side_um = 'abc' WHERE frame = 20", "UPDATE measurements SET is_usable = x'00' WHERE frame = 3",
        "UPDATE tracks SET frames = 'many'",
    ])
    func damagedCell(statement: String) throws {
        let folder = try TemporaryFolder()
        try TablesTests.finishedRun(in: folder.file("run")).close()
        try DatabaseQueue(path: folder.file("run/run.sqlite")).write { try $0.execute(sql: statement) }
        let error = #expect(throws: RunError.self) { try RunStore.open(folder.file("run")) }
        #expect(error?.category == .unusableInput && "\(error as Any)".contains("damaged"))
    }

    @Test("A file that is never committed leaves nothing")
    func uncommitted() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try AtomicFile(path: folder.file("table.csv"))
            try file.append("half")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("The digest of a file is the certified one (FIPS 180-2, 'abc')")
    func digest() async throws {
        let folder = try TemporaryFolder()
        // A name that takes two lines of a listing.
        let path = folder.file("a b\n\\c.bin")
        try "abc".write(toFile: path, atomically: true, encoding: .utf8)
        let digest = try await FileDigest.sha256(ofFile: path)
        #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("The digest of a folder of files is that of sha256sum's listing")
    func digestOfFiles() async throws {
        let folder = try TemporaryFolder()
        try "abc".write(toFile: folder.file("1.tif"), atomically: true, encoding: .utf8)
        try "".write(toFile: folder.file("2.tif"), atomically: true, encoding: .utf8)
        let digest = try await FileDigest.sha256(ofFiles: [folder.file("1.tif"), folder.file("2.tif")])
        try """
        ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  1.tif
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  2.tif

        """.write(toFile: folder.file("listing"), atomically: true, encoding: .utf8)
        #expect(try await FileDigest.sha256(ofFile: folder.file("listing")) == digest)
    }

    @Test("The digest of a file that is not there is an error with its name")
    func noFile() async throws {
        let error = await #expect(throws: RunError.self) { try await FileDigest.sha256(ofFile: "/nowhere/x.mp4") }
        #expect(error?.description.contains("/nowhere/x.mp4") == true)
    }
}

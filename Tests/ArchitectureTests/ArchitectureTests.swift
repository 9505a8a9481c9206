import Foundation
import Testing

@Suite("Architecture")
struct ArchitectureTests {
    @Test("Every folder of Sources is a room of the plan")
    func everyTargetIsPlanned() throws {
        let targets = try SourceTree.targets()
        #expect(!targets.isEmpty)
        for target in targets {
            #expect(Architecture.rooms[target] != nil || Architecture.cTargets.contains(target), "\(target)")
        }
    }

    @Test("A target imports only what stands below it, and from outside only its chosen parts")
    func importsFollowThePlan() throws {
        for target in try SourceTree.targets() {
            guard let room = Architecture.rooms[target] else { continue }
            let allowed = room.ours.union(room.outside).union(Architecture.system)
            for file in try SourceTree.swiftFiles(of: target) {
                let surplus = SourceTree.imports(in: file.text).subtracting(allowed)
                #expect(surplus.isEmpty, "\(file.path) imports \(surplus.sorted().joined(separator: ", "))")
            }
        }
    }

    @Test("Package.swift gives every target exactly what the plan allows and its files import")
    func manifestAgrees() throws {
        let manifest = Manifest(text: try SourceTree.manifest())
        #expect(Set(manifest.dependencies.keys) == Set(try SourceTree.targets()))
        for (target, dependencies) in manifest.dependencies {
            guard let room = Architecture.rooms[target] else {
                #expect(dependencies.isEmpty, "\(target) wraps a C library: it depends on nothing of ours")
                continue
            }
            let surplus = dependencies.subtracting(room.ours).subtracting(room.outside)
            #expect(surplus.isEmpty, "\(target) must not depend on \(surplus.sorted().joined(separator: ", "))")
            let imports = try SourceTree.swiftFiles(of: target).reduce(into: Set<String>()) {
                $0.formUnion(SourceTree.imports(in: $1.text))
            }
            let undeclared = imports.subtracting(Architecture.system).subtracting(dependencies)
            #expect(undeclared.isEmpty, "\(target) imports \(undeclared.sorted()) without depending on it")
        }
    }

    @Test("Unsafe pointers stay inside the targets that wrap a C library")
    func pointersStayInWrappers() throws {
        for target in try SourceTree.targets() where !Architecture.wrappers.contains(target) {
            for file in try SourceTree.swiftFiles(of: target) {
                let code = SourceTree.withoutComments(file.text)
                let found = ["Unsafe", "OpaquePointer"].filter { code.contains($0) }
                #expect(found.isEmpty, "\(file.path)")
            }
        }
    }

    @Test("No source ends the program or ignores an error by force")
    func nothingIsForced() throws {
        for target in try SourceTree.targets() {
            for file in try SourceTree.swiftFiles(of: target) {
                let code = SourceTree.withoutComments(file.text)
                let found = ["fatalError(", "try!", " as!"].filter { code.contains($0) }
                #expect(found.isEmpty, "\(file.path)")
            }
        }
    }

    @Test("OpenCV is seen by CVision alone, and each C library by its own wrapper")
    func librariesBehindTheirWrapper() throws {
        let owners: [String: String] = [
            "opencv2/": "CVision", "libav": "CMovie", "libswscale": "CMovie", "tiffio.h": "CTiff",
            "cminpack": "CNumerics", "boost/": "CNumerics", "linux/videodev2": "CCamera", "libv4l2": "CCamera",
        ]
        for target in try SourceTree.targets() where Architecture.cTargets.contains(target) {
            let folder = SourceTree.root.appendingPathComponent("Sources/\(target)")
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
                guard [".c", ".h", ".cpp", ".hpp"].contains(where: path.hasSuffix) else { continue }
                let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
                let includes = text.matches(of: /#\s*include\s*[<"]([^>"]+)/).map { $0.1 }
                for (library, owner) in owners where includes.contains(where: { $0.hasPrefix(library) }) {
                    #expect(owner == target, "\(target)/\(path) includes \(library)")
                }
            }
        }
    }
}

@Suite("How the architecture is read")
struct SourceTreeTests {
    @Test(
        "Import declarations of every form give their module",
        arguments: [
            ("import Imaging", "Imaging"), ("@testable import Records", "Records"),
            ("public import Facets", "Facets"), ("import struct Foundation.URL", "Foundation"),
            ("    @preconcurrency import GRDB", "GRDB"), ("@_spi(X) import Logging", "Logging"),
        ])
    func importForms(line: String, module: String) {
        #expect(SourceTree.imports(in: "// text\n\(line)\n") == [module])
    }

    @Test("Words of prose and of code are no imports")
    func noImports() {
        #expect(SourceTree.imports(in: "// import Imaging\nlet important = 1\nlet text = \"import Media\"").isEmpty)
    }

    @Test("The manifest's targets are read with products and without comments")
    func manifest() {
        let manifest = Manifest(
            text: """
                .target(name: "A", swiftSettings: strict),
                // .target(name: "Old", dependencies: ["A"]),
                .target(name: "Support", dependencies: ["B"], path: "Tests/Support"),
                .executableTarget(
                    name: "B",
                    dependencies: [
                        "A", // below
                        .product(name: "GRDB", package: "GRDB.swift"),
                    ], linkerSettings: [.linkedLibrary("z")]),
                """)
        #expect(manifest.dependencies == ["A": [], "B": ["A", "GRDB"]])
    }
}

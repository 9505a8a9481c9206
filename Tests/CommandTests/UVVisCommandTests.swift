import Foundation
import RecordsTestSupport
import Testing

@Suite("uvvis and simulate cuvette")
struct UVVisCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func simulate(_ preset: String, _ more: String...) throws {
        let result = try BuiltCommand.run(
            ["simulate", "cuvette", "--preset", preset, "--output", folder.file("in")] + more)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func diffusion(_ input: String, _ more: [String] = []) throws -> BuiltCommand.Result {
        try BuiltCommand.run(
            ["uvvis", "diffusion", folder.file("in/\(input)"), "--geometry", folder.file("in/geometry.json"), "--output",
                folder.file("out")] + more)
    }

    private func record(_ name: String = "diffusion.json") throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("out/\(name)")))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func species() throws -> [[String: Any]] { try #require(try record()["species"] as? [[String: Any]]) }

    @Test("A liquid may be colder than 0 C")
    func cold() throws {
        try simulate("trace")
        let radii = try ["-5C", "268.15K"].map { temperature in
            let result = try diffusion("trace.csv", ["--viscosity", "1.7mPas", "--temperature", temperature, "--force"])
            #expect(result.status == 0, "\(result.errors)")
            return try #require((try species()[0]["hydrodynamic_radius"] as? [String: Any])?["radius_nm"] as? Double)
        }
        #expect(radii[0] == radii[1])
    }

    @Test("A simulated trace gives back its D, with radius, table, figures and report")
    func trace() throws {
        try simulate("trace")
        let result = try diffusion("trace.csv", ["--viscosity", "1.7mPas", "--temperature", "25C"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("status: ok\n"))
        #expect(try record()["status"] as? String == "ok")
        let solute = try species()[0]
        let value = try #require(solute["diffusion_coefficient_m2_per_s"] as? Double)
        let error = try #require(solute["standard_error"] as? Double)
        let ends = try #require(solute["ci95"] as? [Double])
        #expect(abs(value - 5.4e-10) < 4 * error)
        #expect(ends[0] < value && value < ends[1])
        let radius = try #require(solute["hydrodynamic_radius"] as? [String: Any])
        #expect(abs((radius["radius_nm"] as? Double ?? 0) - 0.2379) < 0.003)
        #expect(try folder.text("out/trace.csv").hasPrefix("time_s,absorbance,absorbance_se,fit_absorbance,"))
        for name in ["trace", "profile", "field"] {
            #expect(FileManager.default.fileExists(atPath: folder.file("out/figures/\(name).gp")))
        }
        let page = try folder.text("out/report.html")
        #expect(page.contains("m²/s.") && page.contains("data:image/svg+xml;base64,"))
    }

    @Test("Two species in raw counts across midnight, with a clipped line, are told apart")
    func twoSpecies() throws {
        try simulate("two-species")
        let result = try diffusion(
            "spectra",
            ["--dark", folder.file("in/dark.txt"), "--reference", folder.file("in/reference.txt"),
                "--pure", "dye=\(folder.file("in/pure/dye.csv"))", "--pure", "salt=\(folder.file("in/pure/salt.csv"))"])
        #expect(result.status == 0, "\(result.errors)")
        for (one, truth) in zip(try species(), [5.4e-10, 1.2e-9]) {
            #expect(one["status"] as? String == "ok")
            let value = try #require(one["diffusion_coefficient_m2_per_s"] as? Double)
            #expect(abs(value / truth - 1) < 0.01, "\(one["name"] ?? "")")
        }
        let notes = try #require(try species()[0]["notes"] as? [String])
        #expect(notes.contains { $0.contains("converter's limit") })
    }

    @Test("A trace that does not determine D has none, and says why and what would help")
    func tooShort() throws {
        try simulate("short")
        let result = try diffusion("trace.csv")
        #expect(result.status == 0)
        #expect(result.output.contains("no diffusion coefficient"))
        #expect(result.output.contains("Record for about"))
        let solute = try species()[0]
        #expect(solute["status"] as? String == "not_identifiable")
        #expect(solute["diffusion_coefficient_m2_per_s"] == nil)
        #expect(solute["rejected_fit"] != nil)
        let warnings = try #require(try record()["warnings"] as? [[String: Any]])
        #expect(warnings.contains { $0["code"] as? String == "recording_too_short" })
    }

    @Test("Absorbance of a band comes with errors, one row for each spectrum")
    func absorbance() throws {
        try simulate("spectra")
        let result = try BuiltCommand.run(
            "uvvis", "absorbance", folder.file("in/spectra"), "--output", folder.file("out"), "--dark",
            folder.file("in/dark.txt"), "--reference", folder.file("in/reference.txt"), "--band", "365:375nm", "--quiet")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        let lines = try folder.text("out/trace.csv").split(separator: "\n")
        #expect(lines[0] == "time_s,absorbance,absorbance_se,absorbance_common_se,channels_above_limit,flags,spectrum")
        #expect(lines.count == 66)
        #expect(try record("absorbance.json")["masked_channels"] as? Int ?? 0 > 0)
        let page = try folder.text("out/report.html")
        #expect(page.contains("65 spectra over") && page.contains("data:image/svg+xml;base64,"))
        #expect(page.contains("saturated or without light"))
    }

    @Test("A plan is a table, and with a folder a file and a figure")
    func plan() throws {
        try simulate("offset")
        let result = try BuiltCommand.run(
            "uvvis", "plan", "--geometry", folder.file("in/geometry.json"), "--diffusion", "5e-10", "--output",
            folder.file("out"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("beam (mm)") && result.output.contains("3-4 *"))
        #expect(try folder.text("out/plan.csv").hasPrefix("beam_z0_mm,beam_z1_mm,duration_s,relative_standard_error"))
        #expect(FileManager.default.fileExists(atPath: folder.file("out/figures/plan.gp")))
    }

    @Test("What is there is replaced only with --force")
    func replacing() throws {
        try simulate("trace")
        #expect(try diffusion("trace.csv").status == 0)
        let refused = try diffusion("trace.csv")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--force"))
        #expect(try diffusion("trace.csv", ["--force", "--quiet"]).errors.isEmpty)
        let again = try BuiltCommand.run("simulate", "cuvette", "--preset", "trace", "--output", folder.file("in"))
        #expect(again.status == 64)
    }

    @Test("A user's own files among simulated spectra are never replaced", arguments: ["spectra/mine.txt", "pure/mine.csv"])
    func ownSpectra(name: String) throws {
        try simulate("spectra")
        try simulate("spectra", "--force")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.file("in/\(name)")))
        let refused = try BuiltCommand.run(
            "simulate", "cuvette", "--preset", "two-species", "--output", folder.file("in"), "--force")
        #expect(refused.status == 64)
        #expect(refused.errors.contains(name) && refused.errors.contains("choose another folder"), "\(refused.errors)")
        #expect(try folder.text("in/\(name)") == "mine")
    }

    @Test("An input that the result would replace is refused and stays", arguments: [[], ["--force"]])
    func inputAmongResults(more: [String]) throws {
        try simulate("trace")
        let trace = try folder.text("in/trace.csv")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("in"))
        for output in ["in", "link"] {
            let result = try BuiltCommand.run(
                ["uvvis", "diffusion", folder.file("in/trace.csv"), "--geometry", folder.file("in/geometry.json"),
                    "--output", folder.file(output)] + more)
            #expect(result.status == 64)
            #expect(result.errors.contains("choose another folder"), "\(result.errors)")
            #expect(!result.errors.contains("--force"), "\(result.errors)")
            #expect(try folder.text("in/trace.csv") == trace)
        }
    }

    @Test("A table of spectra in the folder of its result is refused and stays")
    func tableAmongResults() throws {
        let table = "wavelength," + (0..<10).map { "\(60 * $0)" }.joined(separator: ",") + "\n"
            + (0..<5).map { row in "\(360 + 5 * row)" + (0..<10).map { ",0.0\($0)" }.joined() + "\n" }.joined()
        try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: true)
        try table.write(toFile: folder.file("in/trace.csv"), atomically: true, encoding: .utf8)
        let result = try BuiltCommand.run(
            "uvvis", "absorbance", folder.file("in/trace.csv"), "--output", folder.file("in"), "--band", "360:380nm",
            "--time-unit", "s", "--force")
        #expect(result.status == 64)
        #expect(result.errors.contains("choose another folder"), "\(result.errors)")
        #expect(try folder.text("in/trace.csv") == table)
    }

    @Test("A geometry in the place of the result is refused and stays")
    func geometryAmongResults() throws {
        try simulate("trace")
        #expect(try diffusion("trace.csv").status == 0)
        let geometry = try folder.text("in/geometry.json")
        try geometry.write(toFile: folder.file("out/diffusion.json"), atomically: true, encoding: .utf8)
        let result = try BuiltCommand.run(
            "uvvis", "diffusion", folder.file("in/trace.csv"), "--geometry", folder.file("out/diffusion.json"),
            "--output", folder.file("out"), "--force")
        #expect(result.status == 64)
        #expect(try folder.text("out/diffusion.json") == geometry)
    }

    @Test("What a user put beside the results and figures stays, and what the program wrote goes")
    func usersFiles() throws {
        try simulate("trace")
        #expect(try diffusion("trace.csv").status == 0)
        let own = ["out/notes.txt", "out/figures/paper_fig1.pdf", "out/figures/trace_final.svg"]
        for name in own { try "mine".write(toFile: folder.file(name), atomically: true, encoding: .utf8) }
        let plan = try BuiltCommand.run(
            "uvvis", "plan", "--geometry", folder.file("in/geometry.json"), "--diffusion", "5e-10", "--output",
            folder.file("out"), "--force")
        #expect(plan.status == 0, "\(plan.errors)")
        for name in own { #expect(try folder.text(name) == "mine") }
        #expect(folder.exists("out/plan.csv"))
        let figures = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/figures"))
        #expect(figures.filter { !$0.hasPrefix("plan.") }.sorted() == ["paper_fig1.pdf", "trace_final.svg"])
        for name in ["diffusion.json", "trace.csv", "report.html"] { #expect(!folder.exists("out/\(name)"), "\(name)") }
    }

    @Test("A folder of the user's is no result", arguments: ["report.html", "trace.csv", "figures/trace.svg"])
    func noResult(name: String) throws {
        try simulate("trace")
        try FileManager.default.createDirectory(atPath: folder.file("out/figures"), withIntermediateDirectories: true)
        try "mine".write(toFile: folder.file("out/\(name)"), atomically: true, encoding: .utf8)
        let result = try diffusion("trace.csv", ["--force"])
        #expect(result.status == 64)
        #expect(result.errors.contains(name), "\(result.errors)")
        #expect(try folder.text("out/\(name)") == "mine")
    }

    @Test("A trace that a user put beside a plan is not the plan's")
    func traceBesidePlan() throws {
        try simulate("trace")
        let arguments = [
            "uvvis", "plan", "--geometry", folder.file("in/geometry.json"), "--diffusion", "5e-10", "--output",
            folder.file("out"), "--force",
        ]
        #expect(try BuiltCommand.run(arguments).status == 0)
        try "mine".write(toFile: folder.file("out/trace.csv"), atomically: true, encoding: .utf8)
        #expect(try BuiltCommand.run(arguments).status == 64)
        #expect(try diffusion("trace.csv", ["--force"]).status == 64)
        #expect(try folder.text("out/trace.csv") == "mine")
    }

    @Test("A folder with figures of the user's alone takes a result")
    func figuresAlone() throws {
        try simulate("trace")
        try FileManager.default.createDirectory(atPath: folder.file("out/figures"), withIntermediateDirectories: true)
        try "mine".write(toFile: folder.file("out/figures/paper.svg"), atomically: true, encoding: .utf8)
        let result = try diffusion("trace.csv")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try folder.text("out/figures/paper.svg") == "mine")
    }

    @Test("Input that cannot be used is status 65 with what is wrong")
    func badInput() throws {
        try simulate("trace")
        let trace = folder.file("in/trace.csv")
        func write(_ text: String, _ name: String) throws -> String {
            try text.write(toFile: folder.file("in/" + name), atomically: true, encoding: .utf8)
            return folder.file("in/" + name)
        }
        let geometry = try folder.text("in/geometry.json")
        let bad = [
            (trace, try write("{}", "g1.json"), "path_length_cm"),
            (trace, try write(geometry.replacing("\"beam_z1_mm\" : 4", with: "\"beam_z1_mm\" : 2"), "g2.json"), "beam_z1_mm"),
            (trace, try write(geometry.replacing("\"beam_z1_mm\" : 4", with: "\"beam_z1_mm\" : 50"), "g3.json"), "beam_z1_mm"),
            (try write("time_s,absorbance\n0,NaN\n", "nan.csv"), folder.file("in/geometry.json"), "line 2"),
            (try write("time_s,absorbance\n0,0.1\n", "one.csv"), folder.file("in/geometry.json"), "1 value"),
        ]
        for (input, geometry, word) in bad {
            let result = try BuiltCommand.run(
                "uvvis", "diffusion", input, "--geometry", geometry, "--output", folder.file("out"))
            #expect(result.status == 65, "\(word): \(result.errors)")
            #expect(result.errors.contains(word), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
        }
        try FileManager.default.createDirectory(atPath: folder.file("in/empty"), withIntermediateDirectories: true)
        #expect(try diffusion("empty", ["--band", "365:375nm"]).status == 65)
        #expect(try diffusion("nothing.csv").status == 66)
    }

    @Test("Wrong usage is status 64")
    func usage() throws {
        try simulate("spectra")
        #expect(try diffusion("spectra", ["--dark", "d.txt"]).status == 64)
        #expect(try diffusion("spectra", ["--band", "365:375"]).status == 64)
        #expect(try diffusion("spectra", ["--temperature", "25C"]).status == 64)
        let dark = ["--dark", folder.file("in/dark.txt"), "--reference", folder.file("in/reference.txt")]
        let noBand = try diffusion("spectra", dark)
        #expect(noBand.status == 64)
        #expect(noBand.errors.contains("--band"))
        let plan = try BuiltCommand.run("uvvis", "plan", "--geometry", folder.file("in/geometry.json"), "--diffusion", "5")
        #expect(plan.status == 64)
    }
}

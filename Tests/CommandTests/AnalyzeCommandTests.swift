import Analysis
import ArgumentParser
import Calibration
import Imaging
import Testing

@testable import growthscope

@Suite("The options of analyze")
struct AnalyzeCommandTests {
    func options(_ arguments: String...) throws -> AnalysisOptions {
        let command = try GrowthScope.parseAsRoot(["analyze", "in.mp4", "--output", "run"] + arguments)
        return try #require(command as? AnalyzeCommand).options
    }

    @Test("Without options everything is found out by itself")
    func defaults() throws {
        #expect(try options() == AnalysisOptions(inputPath: "in.mp4", outputFolder: "run"))
    }

    @Test("Every option reaches the analysis")
    func everyOption() throws {
        let all = try options(
            "--scale", "0.75um", "--time-factor", "60", "--contrast", "rim", "--roi", "1,2,300,400", "--ignore",
            "0,0,10,10", "--ignore", "5,5,20,20", "--density", "4.16", "--overlay", "--force", "--quiet")
        #expect(
            all
                == AnalysisOptions(
                    inputPath: "in.mp4", outputFolder: "run", replacesExistingRun: true, isQuiet: true,
                    scale: .micrometersPerPixel(0.75), timeBase: TimeBase(.containerFactor(60)), contrast: .rim,
                    regionOfInterest: PixelRect(x: 1, y: 2, width: 300, height: 400),
                    ignoredRegions: [
                        PixelRect(x: 0, y: 0, width: 10, height: 10), PixelRect(x: 5, y: 5, width: 20, height: 20),
                    ], densityGramsPerCubicCentimeter: 4.16, rendersOverlay: true))
    }

    @Test("A calibration file, an interval and a file of times are passed on")
    func alternatives() throws {
        #expect(try options("--calibration", "10x.json").scale == .calibrationFile(path: "10x.json"))
        #expect(try options("--frame-interval", "2min").timeBase == TimeBase(.frameInterval(seconds: 120)))
        #expect(try options("--times", "t.txt").timeBase == TimeBase(.timesFile(path: "t.txt")))
    }

    @Test("analyse is the same command")
    func alias() throws {
        #expect(try GrowthScope.parseAsRoot(["analyse", "in.mp4", "--output", "run"]) is AnalyzeCommand)
    }

    @Test(
        "Options that contradict each other are wrong usage",
        arguments: [
            ["--scale", "1um", "--calibration", "c.json"], ["--times", "t.txt", "--time-factor", "2"],
            ["--frame-interval", "1s", "--times", "t.txt"], ["--frame-interval", "1s", "--time-factor", "2"],
        ])
    func contradictions(arguments: [String]) throws {
        let error = try #require(throws: (any Error).self) {
            try GrowthScope.parseAsRoot(["analyze", "in.mp4", "--output", "run"] + arguments)
        }
        #expect(GrowthScope.exitCode(for: error) == .validationFailure)
        #expect(GrowthScope.message(for: error).contains("give one of them"))
    }

    @Test("A pattern that the shell expanded is answered with: put it in quotes")
    func expandedPattern() throws {
        let error = try #require(throws: (any Error).self) {
            try GrowthScope.parseAsRoot(["analyze", "a.png", "b.png", "c.png", "--output", "run"])
        }
        #expect(GrowthScope.message(for: error).contains("in quotes"))
    }

    @Test("Every command's help carries an example of itself")
    func examples() {
        func check(_ command: any ParsableCommand.Type, path: String) {
            #expect(command.configuration.discussion.contains("EXAMPLE\n  \(path)"), "\(path)")
            for line in command.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
                #expect(line.count <= 80, "the help would break the example: \(line)")
            }
            for subcommand in command.configuration.subcommands {
                check(subcommand, path: "\(path) \(subcommand.configuration.commandName ?? "?")")
            }
        }
        check(GrowthScope.self, path: "growthscope")
        #expect(GrowthScope.configuration.subcommands.count >= 1)
    }
}

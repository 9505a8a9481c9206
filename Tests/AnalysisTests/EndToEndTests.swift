import Analysis
import Calibration
import Facets
import Foundation
import Imaging
import Records
import RecordsTestSupport
import SceneTestSupport
import Simulation
import Statistics
import Testing

@Suite("From a recording to a run folder")
struct EndToEndTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func options(_ input: String, _ run: String = "run") -> AnalysisOptions {
        AnalysisOptions(
            inputPath: folder.file(input), outputFolder: folder.file(run),
            scale: .micrometersPerPixel(GrowthScene.testScale))
    }

    /// Velocities of the two crystals, left to right.
    private func expectVelocities(_ run: AnalysedRun, _ expected: [Double] = [6, 2]) throws {
        let first = try run.measurements.rows.filter { $0["frame"] == "0" }
        let sorted = try first.sorted { try $0.number("centre_x_um") < $1.number("centre_x_um") }
        let order = sorted.map { $0["crystal_id"] }
        let crystals = try run.crystals.rows
        try #require(crystals.count == expected.count && order.count == expected.count)
        for (id, velocity) in zip(order, expected) {
            let row = try #require(crystals.first { $0["crystal_id"] == id })
            let fitted = try row.number("side_velocity_um_per_min")
            #expect(abs(fitted / velocity - 1) < 0.01, "\(fitted) um/min, true \(velocity)")
            let error = try row.number("side_velocity_se")
            #expect(error > 0 && error < 0.01 * velocity)
            #expect(try row.number("side_velocity_ci95_low") < fitted)
            #expect(try row.number("side_velocity_ci95_high") > fitted)
        }
    }

    @Test("A movie gives a complete run folder with the laws of growth that were simulated")
    func movie() async throws {
        let scene = GrowthScene.twoCrystals(frames: 41)
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        var options = options("movie.mp4")
        options.densityGramsPerCubicCentimeter = 4.16
        options.rendersOverlay = true
        let run = try await AnalysedRun(options)
        try run.expectColumns()
        try expectVelocities(run)
        try expectMeasurements(run, scene)
        try expectLaws(run, scene)
        let summary = try run.summary
        #expect(summary.status == .complete)
        #expect(summary.counts.framesRead == 41 && summary.counts.crystals == 2)
        #expect(summary.input.sha256?.count == 64)
        #expect(summary.timeBase.lastSeconds == 480)
        #expect(run.outcome?.crystals.map(\.habit).sorted { $0.rawValue < $1.rawValue } == [.hexagon, .square])
        let report = try String(contentsOfFile: run.folder.report, encoding: .utf8)
        #expect(report.contains("</html>") && !report.contains("src=\"http"))
        let figures = try FileManager.default.contentsOfDirectory(atPath: run.folder.figures)
        for ending in [".svg", ".png", ".pdf", ".gp"] {
            #expect(figures.contains { $0.hasSuffix(ending) }, "\(ending)")
        }
        #expect(FileManager.default.fileExists(atPath: run.folder.overlay))
    }

    @Test("Of a movie that is encoded for a screen the sides are those of the light, and the report says so")
    func screenEncoding() async throws {
        let scene = GrowthScene.twoCrystals(frames: 21).with { $0.gamma = 0.45 }
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        let run = try await AnalysedRun(options("movie.mp4"))
        let score = try RunScore(run.measurements, GrowthTruth(scene))
        let errors = score.isolated.map { $0.sideError / GrowthScene.testScale }
        #expect(errors.count == 42)
        // Half of the values lies a third of a pixel inside of half of the light, on both sides.
        #expect(abs(errors.reduce(0, +) / Double(errors.count)) < 0.05)
        #expect(try run.summary.warnings.contains { $0.contains("encoded for a screen") })
        #expect(try String(contentsOfFile: run.folder.report, encoding: .utf8).contains("encoded for a screen"))
    }

    @Test("A calibration with unlike errors in x and y widens velocities and areas by the larger, apart from each frame's")
    func anisotropicScaleError() async throws {
        let scene = GrowthScene.twoCrystals(frames: 41)
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        func run(_ name: String, errorX: Double, errorY: Double) async throws -> AnalysedRun {
            let text = """
                {"schema": "growthscope-calibration/1", "um_per_px_x": \(GrowthScene.testScale), "um_per_px_x_se": \(errorX),
                 "um_per_px_y": \(GrowthScene.testScale), "um_per_px_y_se": \(errorY), "image_width": \(scene.width),
                 "image_height": \(scene.height), "method": "points"}
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("\(name).json")))
            var options = options("movie.mp4", name)
            options.scale = .calibrationFile(path: folder.file("\(name).json"))
            return try await AnalysedRun(options)
        }
        let (small, large) = (0.005, 0.02)
        let bare = try await run("bare", errorX: 0, errorY: 0)
        for (name, x, y) in [("wide", large, small), ("high", small, large)] {
            let scaled = try await run(name, errorX: x * GrowthScene.testScale, errorY: y * GrowthScene.testScale)
            func expect(_ table: (AnalysedRun) throws -> ResultTable, _ value: String, _ error: String, _ power: Double) throws {
                let (without, with) = (try table(bare).rows, try table(scaled).rows)
                try #require(without.count == with.count && !without.isEmpty)
                for (a, b) in zip(without, with) {
                    let expected = try hypot(a.number(error), power * large * a.number(value))
                    #expect(try abs(b.number(error) / expected - 1) < 0.01, "\(name): \(error)")
                    #expect(try b.number(value) == a.number(value), "\(name): \(value)")
                }
            }
            try expect({ try $0.crystals }, "side_velocity_um_per_min", "side_velocity_se", 1)
            try expect({ try $0.crystals }, "area_a2_um2_per_min2", "area_a2_se", 2)
            try expect({ try $0.facetRates }, "normal_rate_um_per_min", "normal_rate_se", 1)
            try expect({ try $0.segments }, "side_velocity_um_per_min", "side_velocity_se", 1)
            // The error of one frame; the scale's is the same in all of them and stands in the summary.
            try expect({ try $0.measurements }, "side_um", "side_se_um", 0)
            try expect({ try $0.measurements }, "area_um2", "area_se_um2", 0)
            let scale = try scaled.summary.scale
            #expect(scale.micrometersPerPixelXStandardError == x * GrowthScene.testScale)
            #expect(scale.micrometersPerPixelYStandardError == y * GrowthScene.testScale)
        }
    }

    private func expectMeasurements(_ run: AnalysedRun, _ scene: GrowthScene) throws {
        let score = try RunScore(run.measurements, GrowthTruth(scene))
        #expect(score.missed.isEmpty && score.spuriousIDs.isEmpty && score.switchedCrystals.isEmpty)
        #expect(score.sideRMSEPixels < 0.3)
        #expect(score.largestTimeError < 0.01)
        let rows = try run.measurements.rows
        #expect(rows.count == 2 * scene.frameCount)
        // Every stated error is one: about two thirds of the deviations lie within it, half within 0.67 of it.
        let ratios = score.isolated.map { abs($0.sideError) / max($0.sideStandardError, 1e-9) }.sorted()
        #expect(ratios[ratios.count / 2] < 1.5)
        let facets = try run.facets.rows
        #expect(facets.count == (4 + 6) * scene.frameCount)
        for row in facets {
            #expect(try row.number("distance_se_um") > 0)
            #expect(try row.number("distance_um") > 0)
        }
    }

    private func expectLaws(_ run: AnalysedRun, _ scene: GrowthScene) throws {
        for row in try run.crystals.rows {
            let isSquare = row["habit"] == "square"
            let velocity = isSquare ? 6.0 : 2
            // area = s side^2, so that its quadratic coefficient is s v^2.
            let a2 = velocity * velocity * (isSquare ? 1 : 1.5 * 3.0.squareRoot())
            #expect(abs(try row.number("area_a2_um2_per_min2") / a2 - 1) < 0.04)
            #expect(abs(try row.number("growth_exponent") - 1) < 0.1)
            #expect(row["regime"] == "interface_limited")
            // rho (dA/dt) / P: rho v / 2 for a square; for a hexagon dA/dt = 3 sqrt 3 s v, P = 6 s.
            let flux = 4.16e-6 * velocity * (isSquare ? 0.5 : 3.0.squareRoot() / 2)
            #expect(abs(try row.number("solute_flux_g_per_mm2_min") / flux - 1) < 0.03)
            // Compression correlates the errors of neighbouring frames, which the fit may find and say.
            #expect(["", "correlated_residuals"].contains(row["flags"]))
            let rates = try run.facetRates.rows.filter { $0["crystal_id"] == row["crystal_id"] }
            #expect(rates.count == (isSquare ? 4 : 6))
            for rate in rates {
                let normalRate = velocity * (isSquare ? 0.5 : 3.0.squareRoot() / 2)
                #expect(abs(try rate.number("normal_rate_um_per_min") / normalRate - 1) < 0.05)
            }
        }
        #expect(try run.segments.rows.count == 2)
    }

    @Test("A TIFF stack of 16 bits brings its own scale and times")
    func stack() async throws {
        let scene = GrowthScene.twoCrystals(frames: 25).with { $0.bitDepth = 16 }
        try SceneRecorder.stack(scene, at: folder.file("stack.tif"))
        var options = options("stack.tif")
        options.scale = .none
        let run = try await AnalysedRun(options)
        try expectVelocities(run)
        let summary = try run.summary
        #expect(summary.scale.pixelScale.x.value == 0.5)
        #expect(summary.timeBase.origin.contains("ImageJ"))
        #expect(summary.settings.input.bitDepth == 16)
    }

    @Test("A folder of pictures with times in their names is measured at these times")
    func pictures() async throws {
        // Unevenly spaced, as a person takes them.
        let scene = GrowthScene.twoCrystals().with {
            $0.frameTimesSeconds = (0..<25).map { Double($0) * 14 + Double($0 * $0 % 7) }
        }
        try SceneRecorder.pictures(scene, in: folder.file("pictures"))
        let run = try await AnalysedRun(options("pictures"))
        try expectVelocities(run)
        let times = try run.measurements.rows.filter { $0["crystal_id"] == "1" }.map { try $0.number("time_s") }
        #expect(times == scene.times)
    }

    @Test("Coloured crystals that luma hardly shows are measured in the channel that shows them")
    func colour() async throws {
        let scene = GrowthScene.twoCrystals(frames: 21).with {
            $0.isColour = true
            $0.appearance.contrast = .coloured
            $0.appearance.transmission = [1, 1, 0.35]
            $0.sensor.fullWellElectrons = 800
        }
        try SceneRecorder.pictures(scene, in: folder.file("pictures"))
        var options = options("pictures")
        options.contrast = .colour
        let run = try await AnalysedRun(options)
        #expect(try run.summary.settings.options["channel"] == "blue")
        try expectVelocities(run)
    }

    @Test("A movie that is grey at first is looked through for its colours, and measured in the channel that shows them")
    func lateColour() async throws {
        let scene = GrowthScene.camera(
            [.at(100.2, 90.6, side: 1, orientation: 25, growth: 12, nucleation: 60)], width: 200, height: 180, frames: 31
        ).with {
            $0.isColour = true
            $0.appearance.contrast = .coloured
            $0.appearance.transmission = [1, 1, 0.8]
        }
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        let run = try await AnalysedRun(options("movie.mp4"))
        let summary = try run.summary
        #expect(summary.settings.options["channel"] == "blue")
        #expect(summary.counts.framesRead == 31 && summary.counts.crystals == 1)
    }

    @Test("A crystal that nucleates has an event, and its nucleation time within its error")
    func nucleation() async throws {
        let nucleation = 130.0
        let scene = GrowthScene.camera(
            [.at(100.2, 90.6, side: 1, orientation: 25, growth: 12, nucleation: nucleation)], width: 200, height: 180,
            frames: 45)
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        let run = try await AnalysedRun(options("movie.mp4"))
        let row = try #require(try run.crystals.rows.first)
        // The line of the side meets zero where a nucleus of 1 px would have been of none: 5 s earlier.
        let time = try row.number("nucleation_time_s")
        let error = try row.number("nucleation_time_se_s")
        #expect(abs(time - (nucleation - 5)) < max(4 * error, 6))
        #expect(error > 0 && error < 10)
        let events = try run.events("nucleation")
        #expect(events.count == 1)
        #expect(events.allSatisfy { $0["crystal_id"] == "1" })
        #expect(abs(try #require(events.first).number("time_s") - nucleation) < 60)
    }

    @Test("Contact and the border are events, flag the crystal, and end its fit")
    func contactAndBorder() async throws {
        // The first two meet 8 min after the start; the third reaches the left border at about 4 min.
        let scene = GrowthScene.camera(
            [
                .at(150, 60, side: 30, orientation: 0, growth: 8), .at(245, 66, side: 30, orientation: 0, growth: 8),
                .at(40, 160, side: 40, orientation: 0, growth: 10),
            ], width: 320, height: 240, frames: 52)
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        let run = try await AnalysedRun(options("movie.mp4"))
        let truth = try GrowthTruth(scene)
        let contact = try #require(truth.crystals[0].firstTouchSeconds)
        let touched = try run.events("contact").map { try $0.number("time_s") }
        #expect(!touched.isEmpty)
        #expect(touched.allSatisfy { abs($0 - contact) < 60 }, "\(touched), true \(contact)")
        let outside = try #require(
            truth.frames.first { $0.crystals.contains { $0.id == 3 && !$0.isFullyInside } }?.timeSeconds)
        let border = try run.events("border").map { try $0.number("time_s") }
        #expect(border.count == 1)
        #expect(border.allSatisfy { abs($0 - outside) < 30 }, "\(border), true \(outside)")
        let crystals = try run.crystals.rows
        #expect(crystals.count == 3)
        for row in crystals {
            let isLeft = try row.number("fit_end_s") < outside + 30
            let velocity = isLeft ? 5.0 : 4
            #expect(abs(try row.number("side_velocity_um_per_min") / velocity - 1) < 0.01)
            #expect(try row.number("fit_end_s") < contact + 30)
        }
        let flags = try run.measurements.rows.map { $0["flags"] ?? "" }
        for flag in ["border", "touching"] { #expect(flags.contains { $0.contains(flag) }, "\(flag)") }
    }

    @Test("A movie without crystals gives tables with only their header, and a report that says so")
    func empty() async throws {
        let scene = GrowthScene.camera(width: 240, height: 180, frames: 20).with {
            $0.contamination.sampleDustCount = 8
            $0.contamination.opticsDustCount = 2
            $0.contamination.floaterCount = 1
            $0.drift.randomStepMicrometers = 0.1
        }
        try SceneRecorder.movie(scene, at: folder.file("movie.mp4"))
        let run = try await AnalysedRun(options("movie.mp4"))
        try run.expectColumns()
        #expect(try run.measurements.rows.isEmpty && run.crystals.rows.isEmpty && run.facets.rows.isEmpty)
        #expect(try run.facetRates.rows.isEmpty && run.segments.rows.isEmpty)
        #expect(try run.summary.counts.crystals == 0)
        #expect(try run.summary.status == .complete)
        #expect(try String(contentsOfFile: run.folder.report, encoding: .utf8).lowercased().contains("no crystal"))
        #expect(run.outcome?.crystals.isEmpty == true)
    }

    @Test("Regions that are left out hold no crystals")
    func regions() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 12), at: folder.file("movie.mp4"))
        var ignoring = options("movie.mp4")
        ignoring.ignoredRegions = [PixelRect(x: 0, y: 0, width: 160, height: 200)]
        let right = try await AnalysedRun(ignoring)
        #expect(try right.crystals.rows.map { $0["habit"] } == ["hexagon"])
        var inside = options("movie.mp4", "run2")
        inside.regionOfInterest = PixelRect(x: 0, y: 0, width: 160, height: 200)
        let left = try await AnalysedRun(inside)
        #expect(try left.crystals.rows.map { $0["habit"] } == ["square"])
    }
}

import Calibration
import Foundation
import Imaging
import Simulation
import Statistics
import Testing

@Suite("Calibration grid")
struct GridTests {
    private func grid(_ scene: CalibrationScene, _ kind: CalibrationGrid.Kind) throws -> CalibrationGrid {
        try CalibrationGrid(
            try Slide.picture(scene), kind: kind, pitchMicrometers: try #require(scene.grid).pitchMicrometers)
    }

    private static func kind(_ scene: CalibrationScene) -> CalibrationGrid.Kind {
        scene.grid?.kind == .checker ? .checker : .dots
    }

    @Test("Every ready grid gives both scales to 0.05 %, rotation and distortion", arguments: CalibrationScene.gridPresetNames)
    func presets(name: String) throws {
        let scene = try CalibrationScene.gridPreset(named: name)
        let found = try grid(scene, Self.kind(scene))
        #expect(abs(found.x.value / scene.micrometersPerPixelX - 1) < 5e-4)
        #expect(abs(found.y.value / scene.micrometersPerPixelY - 1) < 5e-4)
        #expect(abs(found.shearDegrees.value) < 0.01)
        #expect(abs(found.cornerDistortion.value - scene.cornerDistortion) < 3e-4)
    }

    @Test("The grid may be turned by any angle", arguments: [-44.0, -20, 0, 10, 33, 44.9], CalibrationGrid.Kind.allCases)
    func angles(degrees: Double, kind: CalibrationGrid.Kind) throws {
        var scene = try CalibrationScene.gridPreset(named: kind == .dots ? "dots" : "checker")
        scene.width = 560
        scene.height = 420
        scene.grid?.pitchMicrometers = 30
        scene.grid?.dotDiameterMicrometers = 13
        scene.grid?.rotationDegrees = degrees
        let found = try grid(scene, kind)
        #expect(abs(found.x.value / scene.micrometersPerPixelX - 1) < 5e-4)
        #expect(abs(found.y.value / scene.micrometersPerPixelY - 1) < 5e-4)
    }

    @Test("A grid whose axes lean shows as shear")
    func shear() throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.grid?.shearDegrees = 0.8
        scene.grid?.rotationDegrees = 0
        let found = try grid(scene, .dots)
        #expect(abs(abs(found.shearDegrees.value) - 0.8) < 0.03, "\(found.shearDegrees)")
        #expect(found.warnings.map(\.code).contains("shear"))
    }

    @Test("A shear that may be the slide's widens the errors of x and y to hold either answer", arguments: [-30.0, 12, 25])
    func shearDoubt(degrees: Double) throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.grid?.shearDegrees = 0.8
        scene.grid?.rotationDegrees = degrees
        expectHeld(try grid(scene, .dots), scene)
    }

    /// - Parameter largestError: relative
    private func expectHeld(_ found: CalibrationGrid, _ scene: CalibrationScene, largestError: Double = .infinity) {
        for (scale, truth) in [(found.x, scene.micrometersPerPixelX), (found.y, scene.micrometersPerPixelY)] {
            #expect(abs(scale.value - truth) < 2 * scale.standardError, "\(scale), truth \(truth)")
            #expect(scale.standardError < largestError * truth, "\(scale)")
        }
    }

    @Test("A leaning slide turned by about 45 degrees looks like unequal pixels: the errors hold that", arguments: [44.6, 45, 45.4])
    func hiddenShear(degrees: Double) throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.micrometersPerPixelY = scene.micrometersPerPixelX
        scene.grid?.shearDegrees = 0.8
        scene.grid?.rotationDegrees = degrees
        expectHeld(try grid(scene, .dots), scene, largestError: 0.02)
    }

    @Test("A lean of a slide turned by nearly 45 degrees, which hardly shows as shear, is held too", arguments: [43.2, 44.2, 45.9])
    func faintShear(degrees: Double) throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.micrometersPerPixelY = 1.01 * scene.micrometersPerPixelX
        scene.grid?.shearDegrees = 0.07
        scene.grid?.rotationDegrees = degrees
        expectHeld(try grid(scene, .dots), scene, largestError: 0.002)
    }

    @Test("Near 45 degrees a doubt that decides the error is told, with what to do; along the rows there is none")
    func leanWarning() throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.grid?.shearDegrees = 0.07
        for (degrees, isTold) in [(44.9, true), (0, false)] {
            scene.grid?.rotationDegrees = degrees
            let found = try grid(scene, .dots)
            #expect(found.warnings.map(\.code).contains("axes_may_lean") == isTold, "\(degrees): \(found.warnings)")
        }
    }

    @Test("More pictures of a slide that lies the same way do not lessen the doubt about its axes")
    func sharedLean() throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.micrometersPerPixelY = scene.micrometersPerPixelX
        scene.grid?.shearDegrees = 0.8
        scene.grid?.rotationDegrees = 30
        let pictures = try [1, 2, 3, 4].map { (seed: UInt64) in
            scene.seed = seed
            return try Slide.picture(scene)
        }
        let errors = try [Array(pictures.prefix(1)), pictures].map { pictures in
            try GridCalibration(
                pictures, kind: .dots, pitchMicrometers: try #require(scene.grid).pitchMicrometers, toleranceMicrometers: 0
            ).x.standardError
        }
        #expect(abs(errors[1] / errors[0] - 1) < 0.05, "\(errors)")
    }

    @Test("Grids of different magnifications are not combined")
    func magnifications() throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        let pitch = try #require(scene.grid).pitchMicrometers
        let first = try Slide.picture(scene)
        scene.grid?.pitchMicrometers = 1.05 * pitch
        let pictures = [first, try Slide.picture(scene)]
        #expect(throws: CalibrationError.self) {
            try GridCalibration(pictures, kind: .dots, pitchMicrometers: pitch, toleranceMicrometers: 0)
        }
    }

    @Test("A checkerboard blurred over a good part of its squares is measured", arguments: [0.16, 0.2, 0.25, 0.3])
    func widelyBlurredChecker(part: Double) throws {
        var scene = try CalibrationScene.gridPreset(named: "checker")
        scene.grid?.pitchMicrometers = 30 * scene.micrometersPerPixelX
        scene.blurSigmaPixels = part * 30
        let found = try grid(scene, .checker)
        for (scale, truth) in [(found.x, scene.micrometersPerPixelX), (found.y, scene.micrometersPerPixelY)] {
            #expect(abs(scale.value / truth - 1) < 5e-4, "\(scale), truth \(truth)")
            #expect(abs(scale.value - truth) < 3 * scale.standardError, "\(scale), truth \(truth)")
        }
    }

    @Test("Uneven light does not pull the corners of squares apart")
    func unevenlyLitChecker() throws {
        var scene = try CalibrationScene.gridPreset(named: "checker")
        scene.grid?.pitchMicrometers = 18 * scene.micrometersPerPixelX
        scene.blurSigmaPixels = 1.8
        scene.illumination.vignetting = 0.5
        let found = try grid(scene, .checker)
        #expect(found.scatterPixels < 0.06, "\(found.scatterPixels)")
    }

    @Test("A wall of bricks is no checkerboard", arguments: [0.0, 12, 37])
    func bricks(degrees: Double) throws {
        let (width, height, angle) = (700, 520, degrees * .pi / 180)
        let values = (0..<width * height).map { index -> UInt8 in
            let (x, y) = (Double(index % width), Double(index / width))
            let (along, across) = (x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle))
            let row = (across / 24).rounded(.down)
            let place = along + 24 * row
            let isJoint = across - 24 * row < 3 || place - 48 * (place / 48).rounded(.down) < 3
            return isJoint ? 200 : 90
        }
        let pixels = PixelBuffer(width: width, height: height, bitDepth: 8, samples: .uint8(values))
        let picture = try CalibrationPicture(pixels, name: "bricks")
        #expect(throws: CalibrationError.self) {
            try CalibrationGrid(picture, kind: .checker, pitchMicrometers: 20)
        }
    }

    @Test("A checkerboard blurred over many pixels is measured", arguments: [2.5, 4])
    func blurredChecker(blurSigmaPixels: Double) throws {
        var scene = try CalibrationScene.gridPreset(named: "checker")
        scene.grid?.pitchMicrometers = 45 * scene.micrometersPerPixelX
        scene.blurSigmaPixels = blurSigmaPixels
        scene.contrast = 0.3
        let found = try grid(scene, .checker)
        #expect(abs(found.x.value / scene.micrometersPerPixelX - 1) < 5e-4)
        #expect(abs(found.y.value / scene.micrometersPerPixelY - 1) < 5e-4)
    }

    @Test("Over 100 grids, of which half lean a little, the 95 % intervals of x and y hold the truth in 88 to 99.5 %")
    func coverage() throws {
        var covered = 0
        for number in 0..<100 {
            func part(_ seed: Double) -> Double {
                let value = sin(Double(number) * seed + seed) * 43758.5453
                return value - value.rounded(.down)
            }
            var scene = CalibrationScene()
            scene.seed = UInt64(number + 1)
            scene.width = 480
            scene.height = 360
            scene.micrometersPerPixelX = 0.4 + part(12.9898)
            scene.micrometersPerPixelY = scene.micrometersPerPixelX * (0.97 + 0.06 * part(3.3))
            var slide = SimulatedGrid()
            slide.kind = number % 2 == 0 ? .dots : .checker
            slide.pitchMicrometers = (18 + 25 * part(78.233)) * scene.micrometersPerPixelX
            slide.dotDiameterMicrometers = slide.pitchMicrometers * (0.35 + 0.2 * part(1.7))
            slide.rotationDegrees = 90 * part(5.1) - 45
            // As the errors take slides and pixels: half of either are square, the others by 0.001 to 3 % not.
            if part(7.3) < 0.5 { scene.micrometersPerPixelY = scene.micrometersPerPixelX }
            if part(8.1) < 0.5 { slide.shearDegrees = (part(1.9) < 0.5 ? -1 : 1) * 0.03 * pow(10, -3.5 * part(6.2)) * 180 / .pi }
            slide.originXMicrometers = 20 * part(8.8)
            scene.grid = slide
            scene.blurSigmaPixels = 0.7 + part(4.2)
            scene.contrast = 0.2 + 0.7 * part(9.1)
            scene.illumination.vignetting = 0.3 * part(6.6)
            // Every other pair of slides through a lens that distorts, by 0.01 to 1 % in the corners.
            if number % 4 < 2 { scene.cornerDistortion = (part(2.9) < 0.5 ? -1 : 1) * pow(10, -4 + 2 * part(3.7)) }
            let found = try grid(scene, Self.kind(scene))
            // What a lean takes off the scale is never kept from the user.
            let isTold = slide.shearDegrees != 0 && found.warnings.contains { ["shear", "axes_may_lean"].contains($0.code) }
            for (value, truth) in [(found.x, scene.micrometersPerPixelX), (found.y, scene.micrometersPerPixelY)] {
                if abs(value.value - truth) < 1.96 * value.standardError { covered += 1 }
                #expect(
                    isTold || abs(value.value / truth - 1) < 5e-4,
                    "grid \(number): \(value), truth \(truth)")
            }
        }
        let part = Double(covered) / 200
        #expect((0.88...0.995).contains(part), "\(covered) of 200")
    }

    @Test("The wrong kind, or no grid at all, is refused")
    func wrongKind() throws {
        let dots = try CalibrationScene.gridPreset(named: "dots")
        let checker = try CalibrationScene.gridPreset(named: "checker")
        let ruling = Slide.ruling(pitchPixels: 14, degrees: 3)
        var empty = CalibrationScene()
        empty.dirtSpecks = 30
        for (scene, kind) in [
            (dots, CalibrationGrid.Kind.checker), (checker, .dots), (ruling, .dots), (ruling, .checker), (empty, .dots),
            (empty, .checker),
        ] {
            #expect(throws: CalibrationError.self, "\(scene.name) as \(kind)") {
                try CalibrationGrid(try Slide.picture(scene), kind: kind, pitchMicrometers: 50)
            }
        }
    }
}

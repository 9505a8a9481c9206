import Foundation
import Imaging
import Simulation
import Testing

@Suite("Simulated calibration slides")
struct SlideTests {
    private func noiseless() -> CalibrationScene {
        var scene = CalibrationScene()
        scene.width = 240
        scene.height = 160
        scene.sensor = .noiseless
        scene.illumination.vignetting = 0
        scene.illumination.unevenness = 0
        scene.dirtSpecks = 0
        scene.bitDepth = 16
        return scene
    }

    private func values(_ scene: CalibrationScene) throws -> [Double] {
        guard case .uint16(let samples) = try scene.picture().samples else { return [] }
        return samples.map(Double.init)
    }

    @Test("An upright line's centre of darkness lies where the scene puts it")
    func lineCentre() throws {
        var scene = noiseless()
        scene.micrometersPerPixelX = 0.5
        scene.micrometersPerPixelY = 0.5
        var ruling = SimulatedRuling()
        ruling.divisionMicrometers = 20
        ruling.originAlongMicrometers = 3.3
        scene.rulings = [ruling]
        let row = 80 * scene.width
        let light = try values(scene)
        // Line 1 lies at 23.3 um from the centre, whose column is 119.5.
        let expected = 119.5 + 23.3 / 0.5
        let columns = Int(expected) - 14...Int(expected) + 14
        let ground = light[row + columns.lowerBound]
        let darkness = columns.map { ground - light[row + $0] }
        let centre = zip(columns, darkness).reduce(0.0) { $0 + Double($1.0) * $1.1 } / darkness.reduce(0, +)
        #expect(abs(centre - expected) < 0.002, "\(centre), expected \(expected)")
    }

    @Test("Radial distortion moves a dot away from the centre by the stated part")
    func distortion() throws {
        func centre(_ corner: Double) throws -> Double {
            var scene = noiseless()
            scene.micrometersPerPixelX = 1
            scene.micrometersPerPixelY = 1
            scene.cornerDistortion = corner
            var grid = SimulatedGrid()
            grid.pitchMicrometers = 100
            grid.dotDiameterMicrometers = 12
            scene.grid = grid
            let light = try values(scene)
            var (sum, moment) = (0.0, 0.0)
            for row in 60..<100 {
                for column in 200..<238 {
                    let darkness = max(0, light[row * scene.width] - light[row * scene.width + column])
                    sum += darkness
                    moment += darkness * Double(column)
                }
            }
            return moment / sum - 119.5
        }
        let corner = 119.5 * 119.5 + 79.5 * 79.5
        #expect(abs(try centre(0) - 100) < 0.01)
        #expect(abs(try centre(0.02) - 100 * (1 + 0.02 * 1e4 / corner)) < 0.06)
    }

    @Test("A scene file comes back as it was; a misspelt key and an impossible value are named")
    func sceneFile() throws {
        let scene = try CalibrationScene.micrometerPreset(named: "crossed")
        #expect(try CalibrationScene(json: try scene.json()) == scene)
        #expect(throws: SimulationError.self) { try CalibrationScene(json: Data(#"{"widht": 3}"#.utf8)) }
        #expect(throws: SimulationError.self) { try CalibrationScene(json: Data(#"{"um_per_px_x": -1}"#.utf8)) }
        #expect(throws: SimulationError.self) {
            try CalibrationScene(json: Data(#"{"rulings": [{"division_um": 0}]}"#.utf8))
        }
    }

    @Test("The same seed gives the same picture, another one another noise")
    func seeds() throws {
        var scene = try CalibrationScene.gridPreset(named: "dots")
        scene.width = 200
        scene.height = 150
        let first = try scene.picture()
        #expect(try scene.picture() == first)
        scene.seed = 99
        #expect(try scene.picture() != first)
    }
}

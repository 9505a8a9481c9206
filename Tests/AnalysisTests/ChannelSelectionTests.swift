import Calibration
import Facets
import Imaging
import RecordsTestSupport
import SceneTestSupport
import Simulation
import Statistics
import Testing

@testable import Analysis

@Suite("What is read of a colour recording")
struct ChannelSelectionTests {
    private func selection(_ transmission: [Double], side: Double = 70) throws -> ChannelSelection {
        let folder = try TemporaryFolder()
        let scene = GrowthScene.camera([.at(110, 100, side: side, growth: 0.2 * side)], width: 240, height: 200, frames: 4).with {
            $0.isColour = true
            $0.gamma = 0.45
            $0.bitDepth = 16
            $0.appearance.contrast = .coloured
            $0.appearance.transmission = transmission
        }
        try SceneRecorder.pictures(scene, in: folder.file("pictures"))
        return ChannelSelection(
            for: AnalysisOptions(
                inputPath: folder.file("pictures"), outputFolder: folder.file("run"),
                scale: .micrometersPerPixel(GrowthScene.testScale)))
    }

    @Test("A plate's colours are looked at whichever two of them differ", arguments: [
        [0.85, 0.55, 0.15], [0.84, 0.4, 0.79], [0.4, 0.8, 0.42], [0.75, 0.75, 0.3],
    ])
    func coloured(transmission: [Double]) throws {
        let selection = try selection(transmission)
        #expect(selection.channel == .luma)
        #expect(selection.colours != nil)
        #expect(selection.screenProbability == selection.colours?.screenProbability)
    }

    @Test("Coloured plates too small to tell the encoding leave it open, and no edge is moved for it")
    func small() throws {
        let selection = try selection([0.85, 0.55, 0.15], side: 12)
        #expect(selection.colours == nil)
        let probability = try #require(selection.screenProbability)
        #expect(probability > 0.1)
        let place = ScreenEncoding(probability: probability).verdict.place(shift: 1)
        #expect(place.value == 0 && place.standardError > 0.3)
    }

    @Test("Grey plates have none to look at")
    func grey() throws {
        let selection = try selection([0.5, 0.5, 0.5])
        #expect(selection.channel == .luma)
        #expect(selection.colours == nil && selection.screenProbability == nil)
    }
}

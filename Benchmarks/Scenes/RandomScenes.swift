import Simulation

/// Movies whose every property is drawn at random, so that many of them tell how often a statement holds.
struct RandomScenes: Sendable {
    /// Folder of the recordings.
    let name: String
    /// Heading and description of the table.
    let title: String
    let summary: String
    let kinds: [String]
    /// The movie of a number, counted from 0; the kinds take turns.
    let scene: @Sendable (Int) -> GrowthScene

    static let coverage = RandomScenes(
        name: "coverage", title: "Coverage of the 95 % intervals",
        summary: """
            Movies of 320 x 240 px and 25 to 40 frames with one crystal each (seeds \(CoverageScene.seed(ofMovie: 0)) and on); direction, size, \
            velocity, interval, drift, flicker, noise, focus and dust drawn at random.
            """,
        kinds: CoverageScene.kinds, scene: CoverageScene.scene)

    static let mixed = RandomScenes(
        name: "mixed", title: "Mixed scenes",
        summary: """
            Movies of 20 to 100 frames with one to six crystals of any habit (seeds \(MixedScene.seed(ofMovie: 0)) and on), some of which meet or \
            leave the picture; size, contrast, rim, optics, encoding, light, noise, drift, jumps, dust and inscriptions \
            drawn at random.
            """,
        kinds: MixedScene.kinds, scene: MixedScene.scene)
}

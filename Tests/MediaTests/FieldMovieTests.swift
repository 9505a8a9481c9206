import Imaging
import Media
import Testing

@Suite("Field movies", .enabled(if: FieldData.isPresent))
struct FieldMovieTests {
    @Test("Every synthetic movie gives its frames, size and no warning", arguments: [
        ("e01_square_opaque", 91, 800, 600), ("e02_square_clear", 91, 800, 600),
        ("e03_many_opaque_touching", 91, 960, 720), ("e04_hexagons_colour", 81, 800, 600),
        ("e05_ribbon_and_rectangle_clear", 81, 800, 600), ("e06_variable_frame_rate", 71, 640, 480),
        ("e08_noisy", 71, 560, 420), ("e09_empty", 61, 640, 480),
    ])
    func syntheticMovie(name: String, frames: Int, width: Int, height: Int) throws {
        let movie = try Recording.open(
            FieldData.path("synthetic/\(name)/\(name).mp4"), timeBase: TimeBase(), channel: .luma)
        let read = try movie.readAll()
        #expect(read.count == frames)
        #expect(movie.properties.frameCount == frames)
        #expect(read.allSatisfy { $0.pixels.width == width && $0.pixels.height == height })
        #expect(movie.warnings == [])
    }

    @Test("An animated GIF is read as a movie with its delays as times")
    func animatedGIF() throws {
        let movie = try Recording.open(
            FieldData.path("real/movies/organic_crystal_64s.gif"), timeBase: TimeBase(), channel: .luma)
        let read = try movie.readAll()
        #expect(read.map(\.timeSeconds) == (0..<13).map { Double($0) / 5 })
        #expect(movie.properties.width == 288)
        #expect(movie.warnings == [])
    }
}

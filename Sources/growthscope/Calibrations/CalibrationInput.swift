import Calibration
import Foundation
import Imaging
import Media
import Records

/// Pictures of a calibration slide as the user names them: pictures, patterns, folders, stacks, movies.
struct CalibrationInput {
    /// Frames of a movie or stack that are averaged; more hardly lower the noise of a slide at rest.
    private static let averagedFrames = 16

    /// One for each picture file, movie or stack.
    let pictures: [CalibrationPicture]
    /// The first picture as it was read, to be drawn on.
    let first: PixelBuffer
    let files: [String]
    let warnings: [String]

    /// Throws `MediaError`, `CalibrationError`, `CommandError`.
    init(_ inputs: [String]) throws {
        var files: [String] = []
        for input in inputs { files += try Recording.files(of: input) }
        var pictures: [CalibrationPicture] = []
        var first: PixelBuffer?
        var warnings: [String] = []
        for file in files {
            let source = try Recording.open(file, timeBase: TimeBase(.frameInterval(seconds: 1)), channel: .luma)
            var picture: CalibrationPicture?
            reading: for _ in 0..<Self.averagedFrames {
                switch try source.read() {
                case .frame(let frame):
                    first = first ?? frame.pixels
                    if picture == nil {
                        picture = try CalibrationPicture(frame.pixels, name: file)
                    } else {
                        try picture?.add(frame.pixels)
                    }
                case .missing(let index, _, let reason): warnings.append("\(file): frame \(index): \(reason)")
                case nil: break reading
                }
            }
            warnings += source.warnings
            if let picture { pictures.append(picture) }
        }
        guard let first, !pictures.isEmpty else {
            throw CommandError(
                .unusableInput, "\(inputs.joined(separator: ", ")): no frame of it could be read")
        }
        self.pictures = pictures
        self.first = first
        self.files = files
        self.warnings = warnings
    }

    /// The file or files with their checksum.
    func source(named inputs: [String]) async throws -> CalibrationFile.Source {
        let digest = files.count == 1
            ? try await FileDigest.sha256(ofFile: files[0]) : try await FileDigest.sha256(ofFiles: files)
        return CalibrationFile.Source(path: inputs.joined(separator: " "), sha256: digest)
    }
}

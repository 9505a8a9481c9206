import ArgumentParser
import Calibration
import Foundation
import Imaging
import Reporting

/// `growthscope calibrate points`: a calibration file from points that were placed by hand.
struct CalibratePointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points",
        abstract: "Take the scale from points a known distance apart.",
        discussion: """
            Each --from has its --to and its --length; repeat them for more pairs. Pairs in different directions give x \
            and y. With --image the calibration knows the picture's size, and the report shows the points on it.

            EXAMPLE
              growthscope calibrate points --from 12,240 --to 1188.5,246 --length 500um \\
                  --image slide.png --output 10x.json
            """)

    @Option(
        parsing: .singleValue, help: ArgumentHelp("A point, px.", valueName: "x,y"), transform: PointArgument.parse)
    var from: [Point]

    @Option(
        parsing: .singleValue, help: ArgumentHelp("The other point, px.", valueName: "x,y"),
        transform: PointArgument.parse)
    var to: [Point]

    @Option(
        parsing: .singleValue, help: ArgumentHelp("Their distance, as in 100um.", valueName: "length"),
        transform: LengthArgument.parsePositive)
    var length: [Double]

    @Option(
        help: ArgumentHelp("How well each point was placed: standard deviation in px.", valueName: "number"),
        transform: NumberArgument.parsePositive)
    var pointError = 0.5

    @Option(
        help: ArgumentHelp("What the lengths are good for, as in 0.2%.", valueName: "percent"),
        transform: PercentArgument.parse)
    var lengthTolerance = 0.0

    @Option(help: ArgumentHelp("The picture in which the points were placed.", valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("The picture's size where there is no --image, as in 1920x1080.", valueName: "size"))
    var size: PictureSize?

    @OptionGroup var options: CalibrationOptions

    func validate() throws {
        guard !from.isEmpty, from.count == to.count, from.count == length.count else {
            throw ValidationError(
                "\(from.count) --from, \(to.count) --to and \(length.count) --length: each pair of points needs all three.")
        }
        if image != nil && size != nil { throw ValidationError("--size says what --image shows: give one of them.") }
    }

    func run() async throws {
        try options.prepare(inputs: image.map { [$0] } ?? [])
        let input = try image.map { try CalibrationInput([$0]) }
        let pairs = from.indices.map { KnownLengths.Pair(start: from[$0], end: to[$0], micrometers: length[$0]) }
        if let picture = input?.first { try requireInside(pairs, width: picture.width, height: picture.height) }
        if let size { try requireInside(pairs, width: size.width, height: size.height) }
        let lengths = try KnownLengths(pairs, pointErrorPixels: pointError, relativeTolerance: lengthTolerance)
        let file = CalibrationFile(
            micrometersPerPixelX: lengths.x, micrometersPerPixelY: lengths.y, imageWidth: input?.first.width ?? size?.width,
            imageHeight: input?.first.height ?? size?.height, method: "points",
            source: try await sourceOf(input), objective: options.objective, camera: options.camera,
            created: Date.now.formatted(.iso8601), details: lengths.details, path: options.output)
        let sheet = CalibrationSheet(
            file: file, stem: options.stem,
            marks: CalibrationMarks(
                segments: pairs.flatMap { pair in
                    [CalibrationMarks.Segment(start: pair.start, end: pair.end, isUsed: true)]
                        + GridMarks.cross(at: pair.start, isUsed: true) + GridMarks.cross(at: pair.end, isUsed: true)
                }),
            picture: input?.first, ground: input.map { CalibrationMarks.Ground($0.first) }, detailCentre: pairs[0].start)
        try await sheet.publish(inputWarnings: input?.warnings ?? [])
    }

    private func sourceOf(_ input: CalibrationInput?) async throws -> CalibrationFile.Source? {
        guard let input, let image else { return nil }
        return try await input.source(named: [image])
    }

    private func requireInside(_ pairs: [KnownLengths.Pair], width: Int, height: Int) throws {
        let frame = PixelRect(x: 0, y: 0, width: width, height: height)
        for point in pairs.flatMap({ [$0.start, $0.end] }) where !frame.contains(point) {
            throw CommandError(
                .usage, "the point \(point.x),\(point.y) lies outside of the picture of \(width) x \(height) px")
        }
    }
}

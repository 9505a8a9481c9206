import CMovie
import Imaging

/// A few frames spread over a movie, reached by seeking where the container can.
struct MovieSampler {
    private let path: String
    /// Movies of no more frames than this are decoded from the beginning: seeking saves nothing there.
    private static let fewFrames = 16
    /// How far before its place a frame may lie, as a share of the movie.
    private static let nearness = 1.0 / 24

    init(path: String) { self.path = path }

    /// Frames at about `fractions` (0 the first, 1 the last) in ascending order; RGB where the movie has colour, else grey.
    func pictures(at fractions: [Double]) throws(MediaError) -> [SampledPicture] {
        let decoder = try MovieDecoder(path: path)
        let stream = decoder.stream
        if stream.frame_count > Self.fewFrames, stream.duration_seconds > 0 {
            let pictures = try seeking(decoder, fractions: fractions)
            if !pictures.isEmpty { return pictures }
        }
        let announced = Int(stream.frame_count)
        let wanted = { (count: Int) in fractions.map { Int(($0 * Double(count - 1)).rounded()) } }
        if announced > 0 {
            let pictures = try decoding(wanted(announced))
            if !pictures.isEmpty { return pictures }
        }
        return try decoding(wanted(try countFrames()))
    }

    /// Seeks where a key frame lies ahead, and decodes on where none does. A frame near the place will do.
    private func seeking(_ decoder: MovieDecoder, fractions: [Double]) throws(MediaError) -> [SampledPicture] {
        let stream = decoder.stream
        guard case .frame(let first) = try decoder.next(), first.has_time else { return [] }
        var pictures = fractions.first == 0 ? [try Self.picture(of: first, decoder)] : []
        decoder.skipUnreferenced()
        let interval = stream.duration_seconds / Double(stream.frame_count)
        var position = 0.0
        for fraction in fractions.dropFirst(pictures.count) {
            let target = fraction * (stream.duration_seconds - interval)
            if decoder.keyFrame(before: target).map({ $0 > position + interval / 2 }) ?? true {
                guard decoder.seek(toSeconds: target) else { return [] }
            }
            let near = target - Self.nearness * stream.duration_seconds
            guard let found = try Self.firstPicture(of: decoder, since: first, atLeast: near) else { continue }
            pictures.append(found.picture)
            position = found.seconds
        }
        return pictures
    }

    /// Decodes on; one of the last frames where the movie ends before.
    private static func firstPicture(
        of decoder: MovieDecoder, since first: cmovie_frame, atLeast target: Double
    ) throws(MediaError) -> (picture: SampledPicture, seconds: Double)? {
        // Key frames are seldom further apart: the search stays cheap where time stamps are wrong.
        let mostDecoded = 600
        var latest: (SampledPicture, Double)?
        for decoded in 1...mostDecoded {
            switch try decoder.next() {
            case .end: return latest
            case .lost: continue
            case .frame(let frame):
                let seconds = decoder.seconds(of: frame, since: first.ticks) ?? 0
                guard seconds >= target || decoded == mostDecoded || decoded % 64 == 0 else { continue }
                let found = (try picture(of: frame, decoder), seconds)
                if seconds >= target { return found }
                latest = found
            }
        }
        return latest
    }

    private static func picture(
        of frame: cmovie_frame, _ decoder: MovieDecoder
    ) throws(MediaError) -> SampledPicture {
        SampledPicture(
            pixels: try decoder.pixels(of: frame, channel: frame.is_colour ? .rgb : .luma),
            lumaWeights: LumaWeights(red: frame.luma_red, blue: frame.luma_blue))
    }

    private func countFrames() throws(MediaError) -> Int {
        var count = 0
        try Self.decodeAll(path) { _, _, _ throws(MediaError) in count += 1 }
        guard count > 0 else { throw .noFrames(path: path) }
        return count
    }

    /// Decodes from the beginning and keeps the frames of these numbers.
    private func decoding(_ wanted: [Int]) throws(MediaError) -> [SampledPicture] {
        var byIndex: [Int: SampledPicture] = [:]
        try Self.decodeAll(path) { decoder, frame, index throws(MediaError) in
            guard wanted.contains(index) else { return }
            byIndex[index] = try Self.picture(of: frame, decoder)
        }
        return wanted.compactMap { byIndex[$0] }
    }

    private static func decodeAll(
        _ path: String, body: (MovieDecoder, cmovie_frame, Int) throws(MediaError) -> Void
    ) throws(MediaError) {
        let decoder = try MovieDecoder(path: path)
        var index = 0
        while true {
            switch try decoder.next() {
            case .end: return
            case .lost: continue
            case .frame(let frame):
                try body(decoder, frame, index)
                index += 1
            }
        }
    }
}

import Foundation
import Imaging
import Statistics

/// Finds a ruling in a picture from a peak of its spectrum, and measures it.
struct RulingFinder {
    let picture: FlatPicture
    /// Extremes are cut off there, for finding only.
    private let limit: Float
    /// The picture without its extremes, 2 x 2, 4 x 4 and 8 x 8 px averaged.
    private let reduced: [FlatPicture]

    /// Throws `CalibrationError.pictureFailed`.
    init(_ picture: FlatPicture) throws(CalibrationError) {
        self.picture = picture
        limit = picture.clippingLimit
        var (last, limit) = (picture, limit)
        var reduced: [FlatPicture] = []
        while reduced.count < 3, min(last.width, last.height) >= 64 {
            last = try last.reduced(by: 2, limit: limit)
            limit = .infinity
            reduced.append(last)
        }
        self.reduced = reduced
    }

    /// The spectrum of the picture without its extremes; of a large one, of the same with 2 x 2 px averaged.
    func spectrum() throws(CalibrationError) -> PictureSpectrum {
        if PictureSpectrum.reduction(of: picture) == 2, let half = reduced.first {
            return try PictureSpectrum(half, reduction: 2)
        }
        return try PictureSpectrum(picture.reduced(by: 1, limit: limit), reduction: 1)
    }

    /// The wave's map, made from as few pixels as its period allows.
    private func map(_ frequency: Point) throws(CalibrationError) -> CarrierMap {
        let level = min(reduced.count, max(0, Int(log2(1 / frequency.length / 6))))
        return try CarrierMap(
            level == 0 ? picture : reduced[level - 1], limit: level == 0 ? limit : .infinity, reduction: 1 << level,
            centre: picture.centre, frequency: frequency)
    }

    /// What speaks against a pattern being a ruling.
    enum Rejection: Error, Sendable, Equatable {
        case nothing
        /// Its marks are as wide as long: a grid.
        case notLines
        case tooFewLines(Int)
        case irregular
    }

    /// Lines needed for a pitch and a judgement of it.
    static let fewestLines = 5

    enum Outcome: Sendable {
        case ruling(Ruling)
        case rejected(Rejection)
    }

    /// Whether a ruling makes this peak. Throws `CalibrationError.pictureFailed`.
    func outcome(at frequency: Point) throws(CalibrationError) -> Outcome {
        do {
            return .ruling(try ruling(at: frequency))
        } catch let error as CalibrationError {
            throw error
        } catch {
            return .rejected(error as? Rejection ?? .nothing)
        }
    }

    /// The ruling that makes this peak; a peak may be a harmonic of the lines or of the long ones among them.
    private func ruling(at frequency: Point) throws -> Ruling {
        var rejection = Rejection.nothing
        // Where the peak is that of the long lines, the waveform shows the others between them.
        for factor in [1.0, 1.0 / 2, 1.0 / 3] {
            let candidate = frequency * factor
            guard (3...Double(max(picture.width, picture.height)) / 3).contains(1 / candidate.length) else { continue }
            do {
                return try measured(at: candidate, depth: 0)
            } catch let error as Rejection {
                if error != .nothing, rejection == .nothing || rejection == .irregular { rejection = error }
            }
        }
        throw rejection
    }

    /// The ruling with all its lines, where `ruling` is made of the middle or long ones among them only.
    ///
    /// Those stand at every second, fifth or tenth line (every fourth on some slides): a wave so many times finer, in the
    /// same direction, is looked at as a ruling of its own. Harmonics of thin lines are refused there, since at most
    /// every second of their places holds a line.
    func finest(_ ruling: Ruling, among peaks: [SpectralPeak]) throws(CalibrationError) -> Ruling {
        let base = ruling.frame.axis * (1 / ruling.pitchPixels.value)
        let frequencies = [2.0, 4, 5, 10, 20].filter { multiple in
            // Blur may leave the lines themselves no peak of their own among those of the long ones.
            (multiple == 5 || peaks.contains { $0.isAt(base * multiple) })
                && base.length * multiple * PictureSpectrum.shortestPeriodPixels <= 1
        }.map { base * $0 }
        let finer = SideBySide.map(frequencies.count) { index in
            Result { try measured(at: frequencies[index], depth: 2) }
        }
        var best = ruling
        for result in finer {
            do {
                let finer = try result.get()
                if finer.pitchPixels.value < 0.7 * best.pitchPixels.value { best = finer }
            } catch let error as CalibrationError {
                throw error
            } catch {
                continue
            }
        }
        return best
    }

    private func measured(at frequency: Point, depth: Int) throws -> Ruling {
        let start = try self.map(frequency)
        guard let first = start.strongestRegion() else { throw Rejection.nothing }
        let refined = start.coherentFrequency(over: first)
        guard refined.length > 0, abs(refined.length / frequency.length - 1) < 0.1 else { throw Rejection.nothing }
        let map = try self.map(refined)
        guard let region = map.strongestRegion() else { throw Rejection.nothing }
        var frame = self.frame(map, region)
        let span = self.span(map, region, frame)
        guard span.u.count >= 3 else { throw Rejection.nothing }
        var band = RulingBand(coarse: frame, region: span)
        guard var waveform = LinePositions.waveform(picture, frame: frame, band: band, canShift: true) else {
            throw Rejection.nothing
        }
        if waveform.lineCount > 1, depth < 2, frame.pitch / Double(waveform.lineCount) >= 3 {
            return try measured(at: refined * Double(waveform.lineCount), depth: depth + 1)
        }
        if waveform.isShifted { frame.offset += frame.pitch / 2 }
        // Most of what is no ruling ends here, before its lines are followed one by one.
        if LineClasses.differ(in: picture, frame: frame, band: band) { throw Rejection.nothing }
        let length = max(4, min(frame.pitch / 2, 12))
        // Long lines may reach far, in coarse pieces first; then all is looked at where lines are.
        var reach: ClosedRange<Double>?
        for pieceLength in [max(length, min(2 * length, 0.7 * span.halfHeight)), length] {
            guard
                let next = RulingBand(
                    of: picture, frame: frame, waveform: waveform, pieceLength: pieceLength, region: span, within: reach)
            else { throw Rejection.nothing }
            band = next
            reach = band.reach(margin: 3 * pieceLength)
            guard let shape = LinePositions.waveform(picture, frame: frame, band: band) else {
                throw Rejection.nothing
            }
            waveform = shape
        }
        let bent = try positions(frame: frame, waveform: waveform, band: band)
        // Along a row that bends by more, lines at its ends were looked for beside where they are.
        guard bent.frame.bend.largestDisplacement > 0.05 * frame.pitch else {
            return try ruling(bent, waveform: waveform, band: band)
        }
        guard let shape = LinePositions.waveform(picture, frame: bent.frame, band: band),
            let whole = RulingBand(
                of: picture, frame: bent.frame, waveform: shape, pieceLength: length, region: span, within: reach)
        else { throw Rejection.nothing }
        return try ruling(
            positions(frame: bent.frame, waveform: shape, band: whole), waveform: shape, band: whole)
    }

    private func frame(_ map: CarrierMap, _ region: [Int]) -> RulingFrame {
        let frequency = map.coherentFrequency(over: region)
        // The phase holds in the region's middle; it is carried to the picture's centre with the map's own frequency.
        var degrees = atan2(frequency.y, frequency.x) * 180 / .pi
        var frame = RulingFrame(degrees: degrees, pitch: 1 / frequency.length, offset: 0)
        let axis = frame.axis
        var middle = Point.zero
        for index in region { middle = middle + map.place(index) }
        middle = middle * (1 / Double(max(1, region.count)))
        let phase = 2 * .pi * map.frequency.dot(middle) + map.phase(over: region)
        frame.offset = middle.dot(axis) - phase / (2 * .pi) * frame.pitch
        if degrees <= -90 || degrees > 90 {
            degrees += degrees > 90 ? -180 : 180
            frame = RulingFrame(degrees: degrees, pitch: frame.pitch, offset: -frame.offset)
        }
        return frame
    }

    /// Where the region lies along the axis, and its middle along the lines as a straight line in u.
    private func span(_ map: CarrierMap, _ region: [Int], _ frame: RulingFrame) -> RegionSpan {
        RegionSpan(
            places: region.map { frame.coordinates(map.place($0)) }, cell: Double(map.cell),
            frame: frame)
    }

    private func positions(frame: RulingFrame, waveform: LineWaveform, band: RulingBand) throws -> LinePositions {
        let width = waveform.lineFraction * frame.pitch
        if band.medianLength < 2.2 * width { throw Rejection.notLines }
        if band.presence < 0.6 { throw Rejection.nothing }
        if LineClasses.differ(in: picture, frame: frame, band: band) { throw Rejection.nothing }
        guard let positions = LinePositions(picture, frame: frame, waveform: waveform, band: band) else {
            throw Rejection.irregular
        }
        return positions
    }

    private func ruling(_ positions: LinePositions, waveform: LineWaveform, band: RulingBand) throws -> Ruling {
        let frame = positions.frame
        guard let fit = RulingFit(positions.lines, cornerPixels: picture.centre.length)
        else { throw Rejection.irregular }
        let used = fit.isInlier.filter { $0 }.count
        if used < Self.fewestLines { throw Rejection.tooFewLines(used) }
        // No slide is ruled worse than to a hundredth; lines drawn at random would scatter by 0.29 pitches.
        let noise = OrderStatistics.median(positions.lines.map(\.standardError))
        let limit = max(0.25, 0.012 * frame.pitch, min(2 * noise, 0.08 * frame.pitch))
        guard fit.scatter < limit, 2 * used > band.lines.count else { throw Rejection.irregular }
        return Ruling(positions: positions, fit: fit, band: band, lineWidth: waveform.lineFraction * frame.pitch,
            picture: picture)
    }
}

extension SpectralPeak {
    /// Within a tenth of a wave's own period and some degrees: a short ruling's peak is broad.
    fileprivate func isAt(_ other: Point) -> Bool {
        let along = abs(frequency.dot(other)) / other.length
        let across = abs(frequency.cross(other)) / other.length
        return abs(along - other.length) < 0.06 * other.length && across < 0.12 * other.length
    }
}

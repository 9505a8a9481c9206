import Statistics

/// Whether all lines of a supposed ruling look alike.
///
/// Where the true pitch is two, three or five times the supposed one, only every second, third or fifth place holds a
/// line: the mean profile of one class of places then differs from that of the others as much as a line from a gap.
enum LineClasses {
    private static let bins = 16

    static func differ(in picture: FlatPicture, frame: RulingFrame, band: RulingBand) -> Bool {
        let rows = band.rowStep(frame)
        let profiles = SideBySide.map(band.lines.count) {
            profile(ofLine: band.lines[$0], picture: picture, frame: frame, rowStep: rows)
        }
        let numbers = band.lines.map(\.number)
        guard let mean = mean(profiles) else { return true }
        let level = mean.reduce(0, +) / Double(bins)
        let variance = mean.reduce(0) { $0 + ($1 - level) * ($1 - level) } / Double(bins)
        for modulus in [2, 3, 5] {
            for residue in 0..<modulus {
                let own = zip(numbers, profiles).filter { (($0.0 % modulus) + modulus) % modulus == residue }.map(\.1)
                // Lines may be missing: a class of few lines says little.
                guard own.count >= (modulus == 2 ? 2 : 4), let classMean = Self.mean(own) else { continue }
                let classLevel = classMean.reduce(0, +) / Double(bins)
                let difference = zip(classMean, mean).reduce(0.0) {
                    $0 + ($1.0 - classLevel - $1.1 + level) * ($1.0 - classLevel - $1.1 + level)
                } / Double(bins)
                if difference > (own.count >= 4 ? 0.35 : 0.6) * variance { return true }
            }
        }
        return false
    }

    private static func profile(
        ofLine line: RulingBand.Line, picture: FlatPicture, frame: RulingFrame, rowStep: Int
    ) -> [Double?] {
        var sums = [Double](repeating: 0, count: bins)
        var counts = sums
        frame.forEachPixel(
            of: picture, middle: frame.position(ofLine: line.number), halfWidth: frame.pitch / 2, range: line.range,
            step: rowStep
        ) { index, u, _ in
            let bin = min(bins - 1, max(0, Int((u / frame.pitch + 0.5) * Double(bins))))
            sums[bin] += Double(picture.values[index])
            counts[bin] += 1
        }
        return (0..<bins).map { counts[$0] > 0 ? sums[$0] / counts[$0] : nil }
    }

    /// By bin; nil where nothing was sampled at all. A bin without samples takes the mean of the others.
    private static func mean(_ profiles: [[Double?]]) -> [Double]? {
        let means = (0..<bins).map { bin -> Double? in
            let values = profiles.compactMap { $0[bin] }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        let known = means.compactMap { $0 }
        guard known.count >= 4 else { return nil }
        let level = known.reduce(0, +) / Double(known.count)
        return means.map { $0 ?? level }
    }
}

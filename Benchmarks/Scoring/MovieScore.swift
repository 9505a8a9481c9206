/// How well one movie, or several of a kind, were measured.
struct MovieScore {
    var tracks = TrackCounts()
    /// Isolated crystals: side in px, its square root bound, area in %, error of the side over its standard error.
    var side = ErrorSample()
    var bound = ErrorSample()
    var area = ErrorSample()
    /// Of crystals above 100 px of side.
    var largeArea = ErrorSample()
    var sideOverError = ErrorSample()
    /// Of sides without a flag.
    var clearSide = ErrorSample()
    var clearSideOverError = ErrorSample()
    /// Of these, how many are off by more than `farPixels` and by more than `farErrors` of their standard errors.
    var farSides = 0
    static let farPixels = 0.3
    static let farErrors = 5.0
    /// Velocity in %, and over its standard error; how many 95 % intervals there are and how many hold the truth.
    var velocity = ErrorSample()
    var velocityOverError = ErrorSample()
    var intervals = 0
    var intervalsWithTruth = 0

    init() {}

    init(truth: Truth, run: MeasuredRun, bound noiseLimit: CramerRaoBound) {
        let matched = MatchedRecords(truth: truth, run: run)
        tracks = TrackCounts(truth: truth, run: run, matched: matched)
        let scale = truth.micrometersPerPixel
        let shapes = Dictionary(truth.crystals.map { ($0.id, $0.shape) }) { first, _ in first }
        for pair in matched.pairs where pair.truth.isRequired(scale: scale) && pair.truth.isIsolated(scale: scale) {
            add(pair, scale: scale)
            let limit = noiseLimit.sidePixels(pair.truth, shape: shapes[pair.truth.id] ?? "", frame: pair.frame)
            if let limit { bound.add(limit) }
        }
        for crystal in truth.crystals {
            guard let fit = matched.crystals[crystal.id].flatMap({ run.fitted[$0] }) else { continue }
            addVelocity(of: crystal, fit: fit)
        }
    }

    private mutating func add(_ pair: MatchedRecords.Pair, scale: Double) {
        let error = pair.measured.side - pair.truth.sideMicrometers
        side.add(error / scale)
        if let deviation = pair.measured.sideError, deviation > 0 {
            sideOverError.add(error / deviation)
            if pair.measured.flags.isEmpty { addClear(error, deviation, scale: scale) }
        }
        let percent = 100 * (pair.measured.area / pair.truth.areaSquareMicrometers - 1)
        area.add(percent)
        if pair.truth.areaSquareMicrometers.squareRoot() >= 100 * scale { largeArea.add(percent) }
    }

    private mutating func addClear(_ error: Double, _ deviation: Double, scale: Double) {
        clearSide.add(error / scale)
        clearSideOverError.add(error / deviation)
        if abs(error) > max(Self.farPixels * scale, Self.farErrors * deviation) { farSides += 1 }
    }

    /// Compares with the stretch of constant velocity that the fit lies in; a crystal at rest has no relative error.
    private mutating func addVelocity(of crystal: Truth.Crystal, fit: MeasuredRun.Crystal) {
        // Without facets the side is the root of the area, which is the edge of a square only.
        guard fit.habit != "rounded" || crystal.shape == "square" else { return }
        func overlap(_ window: Truth.Window) -> Double {
            min(window.endSeconds, fit.fitEndSeconds) - max(window.startSeconds, fit.fitStartSeconds)
        }
        guard let window = crystal.velocityWindows.max(by: { overlap($0) < overlap($1) }), overlap(window) > 0 else {
            return
        }
        let error = fit.velocity - window.sideVelocity
        if window.sideVelocity > 0 { velocity.add(100 * error / window.sideVelocity) }
        if fit.velocityError > 0 { velocityOverError.add(error / fit.velocityError) }
        intervals += 1
        if fit.interval.contains(window.sideVelocity) { intervalsWithTruth += 1 }
    }

    static func += (sum: inout MovieScore, other: MovieScore) {
        sum.tracks += other.tracks
        sum.side += other.side
        sum.bound += other.bound
        sum.area += other.area
        sum.largeArea += other.largeArea
        sum.sideOverError += other.sideOverError
        sum.clearSide += other.clearSide
        sum.clearSideOverError += other.clearSideOverError
        sum.farSides += other.farSides
        sum.velocity += other.velocity
        sum.velocityOverError += other.velocityOverError
        sum.intervals += other.intervals
        sum.intervalsWithTruth += other.intervalsWithTruth
    }
}

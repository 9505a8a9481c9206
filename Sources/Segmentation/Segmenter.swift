import Imaging

/// Finds the crystals' outlines, frame after frame.
///
/// Works on a copy of the picture reduced to about a megapixel; the outlines are good to about a pixel of the copy, and
/// the facets are fitted to the full picture afterwards. Learns the background from frame to frame, so the frames have
/// to come in the order of time.
public struct Segmenter: Sendable {
    public struct Settings: Sendable {
        /// nil: whatever stands out.
        public var contrast: Contrast?
        public var regionOfInterest: PixelRect?
        public var ignored: [PixelRect]

        public init(contrast: Contrast? = nil, regionOfInterest: PixelRect? = nil, ignored: [PixelRect] = []) {
            self.contrast = contrast
            self.regionOfInterest = regionOfInterest
            self.ignored = ignored
        }
    }

    let finder: SilhouetteFinder
    private let contrast: Contrast?
    let factor: Int
    private let fullWidth: Int
    private let fullHeight: Int
    let width: Int
    let height: Int
    var planes: WorkingPlanes
    private var split: ExpectedSplit
    private(set) var background: Background
    /// What covered the background in the previous frame.
    private var covered: Mask?
    /// What limits the field of view in the first picture.
    private(set) var fieldStop: Mask?
    /// The light that the latest search saw.
    private(set) var light: Light?

    struct Light {
        let gain: Float
        let floor: Float
        let threshold: Float
        /// By which the picture was smoothed, px of the working picture.
        let sigma: Double
    }

    /// |relative contrast|, in detection thresholds, from which an object is there even if the background is a guess.
    private static let certainContrast: Float = 2
    /// How far beyond its half level an object's edge can be seen, px.
    static let widestFlank = 12
    /// Area of a nucleus that a glance has to see, relative to the smallest that a search finds.
    private static let visibleNucleus: Float = 4
    /// Pixels of the working picture, at the most.
    private static let workingPixels = 1_100_000

    public init(width: Int, height: Int, settings: Settings) throws(SegmentationError) {
        guard width >= 16, height >= 16 else { throw .tooSmall(width: width, height: height) }
        var factor = 1
        while width / factor * (height / factor) > Self.workingPixels { factor += 1 }
        self.factor = factor
        fullWidth = width
        fullHeight = height
        self.width = width / factor
        self.height = height / factor
        planes = WorkingPlanes(width: self.width, height: self.height)
        split = ExpectedSplit(width: self.width, height: self.height)
        background = Background(width: self.width, height: self.height)
        contrast = settings.contrast
        finder = SilhouetteFinder(
            contrast: settings.contrast,
            region: Self.region(settings, width: self.width, height: self.height, factor: factor))
    }

    /// - Parameter expected: crystals known from before, where they should be now; polygons in px of the full picture.
    public mutating func segment(
        _ pixels: PixelBuffer, expected: [ExpectedCrystal]
    ) throws(SegmentationError) -> SegmentedFrame {
        try planes.picture.fill(from: pixels, reducedBy: factor)
        let isFirst = covered == nil
        try background.begin(planes.picture, objects: covered)
        if isFirst { try learnFirst(quantum: quantum(pixels)) }
        let relative = try RelativeContrast(
            of: &planes, against: background, objects: covered, quantum: quantum(pixels))
        let silhouettes = seen(try finder.find(relative, fieldStop: fieldStop), relative)
        let found = outlines(of: silhouettes, relative, expected: expected, in: pixels)
        let objects = try objectMask(silhouettes, relative)
        let areAllCertain = background.isSeenAllOver || silhouettes.allSatisfy { isCertain($0, relative) }
        let certain = areAllCertain ? nil : try objectMask(silhouettes.filter { isCertain($0, relative) }, relative)
        try background.learn(planes.picture, objects: objects, certain: certain, isFinal: true)
        covered = objects
        light = Light(gain: background.gain, floor: relative.floor, threshold: relative.threshold, sigma: relative.sigma)
        return SegmentedFrame(
            outlines: found.map(\.outline),
            illumination: Illumination(level: relative.background, floor: relative.floor, factor: factor),
            detectionThreshold: relative.threshold)
    }

    /// The light in a picture that shows nothing new: a glance at the background around the objects of the latest search,
    /// which takes a tenth of a search's time.
    ///
    /// - Parameter contrast: relative contrast of what might be new.
    /// - Returns: nil where the picture has to be searched: the background has changed, or is too noisy to show a nucleus.
    public mutating func glance(_ pixels: PixelBuffer, contrast: Double) throws(SegmentationError) -> Illumination? {
        guard let light else { return nil }
        let cell = factor * background.cellSize
        var means = Plane(width: fullWidth / cell, height: fullHeight / cell)
        try means.fill(from: pixels, reducedBy: cell)
        // What the smallest object changes in a cell that it lies in.
        let share = Float(SilhouetteFinder.leastArea) / Float(background.cellSize * background.cellSize)
        let decisive = Self.visibleNucleus * share * abs(Float(contrast))
        guard background.follow(means, tolerance: share * light.threshold, decisive: decisive) else { return nil }
        return Illumination(
            level: planes.level, floor: light.floor, factor: factor, gain: background.gain / light.gain)
    }

    /// What is no error of a background that is a guess.
    func seen(_ silhouettes: [Silhouette], _ relative: RelativeContrast) -> [Silhouette] {
        silhouettes.filter { isCertain($0, relative) || isOnSeen($0) }
    }

    /// The outlines of the known crystals and of whatever else there is of the contrast that is looked for.
    mutating func outlines(
        of silhouettes: [Silhouette], _ relative: RelativeContrast, expected: [ExpectedCrystal], in pixels: PixelBuffer
    ) -> [(piece: ExpectedSplit.Piece, outline: CrystalOutline)] {
        split.expect(
            expected.map { crystal in ExpectedCrystal(id: crystal.id, polygon: crystal.polygon.map(toWorking)) })
        let wanted = split.pieces(of: silhouettes).filter { contrast == nil || $0.silhouette.contrast == contrast }
        let overlay = OverlayTest(pixels, reducedBy: factor)
        let found = wanted.compactMap { piece in outline(of: piece, relative, overlay).map { (piece: piece, outline: $0) } }
        let repeated = RepeatedOutlines.indices(in: found.map(\.outline))
        return found.indices.filter { !repeated.contains($0) }.map { found[$0] }
    }

    private func isCertain(_ silhouette: Silhouette, _ relative: RelativeContrast) -> Bool {
        silhouette.strength >= Self.certainContrast * relative.threshold
    }

    /// Whether the background was seen under part of an object; where it is a guess, a faint object may be its error.
    private func isOnSeen(_ silhouette: Silhouette) -> Bool {
        let box = silhouette.box
        var seen = 0
        for run in silhouette.inside.runs() {
            for x in run.start..<run.end where background.isSeen(x: box.x + x, y: box.y + run.row) {
                seen += 1
            }
        }
        return 3 * seen >= silhouette.area
    }

    func toWorking(_ point: Point) -> Point {
        Point(x: (point.x + 0.5) / Double(factor) - 0.5, y: (point.y + 0.5) / Double(factor) - 0.5)
    }

    private func toFull(_ point: Point) -> Point {
        Point(x: (point.x + 0.5) * Double(factor) - 0.5, y: (point.y + 0.5) * Double(factor) - 0.5)
    }

    /// The first picture teaches its own background: objects found against a rough guess are left out, and so on.
    private mutating func learnFirst(quantum: Float) throws(SegmentationError) {
        for pass in 0..<3 {
            let relative = try RelativeContrast(
                of: &planes, against: background, objects: pass == 0 ? nil : covered, quantum: quantum)
            fieldStop = try finder.fieldStop(relative)
            let found = try objectMask(finder.find(relative, fieldStop: fieldStop), relative)
            try background.learn(planes.picture, objects: found, isFinal: false)
            covered = found
        }
    }

    /// Distance of neighbouring grey values.
    private func quantum(_ pixels: PixelBuffer) -> Float {
        if case .float32 = pixels.samples { 0 } else { 1 }
    }

    /// Every pixel of an object or outside the field of view, with a margin for blur and Becke lines.
    private func objectMask(
        _ silhouettes: [Silhouette], _ relative: RelativeContrast
    ) throws(SegmentationError) -> Mask {
        var mask = fieldStop ?? Mask(width: width, height: height)
        for silhouette in silhouettes { mask.add(silhouette.inside, x: silhouette.box.x, y: silhouette.box.y) }
        var result = try mask.morphed(.dilate, radius: 4)
        // The flanks of a strongly blurred edge reach farther, down to what is lost in the noise.
        let near = try mask.morphed(.dilate, radius: Self.widestFlank)
        result.add(near, whereBeyond: 0.4 * relative.threshold, in: relative.smoothed)
        return result
    }

    private func outline(
        of piece: ExpectedSplit.Piece, _ relative: RelativeContrast, _ overlay: OverlayTest
    ) -> CrystalOutline? {
        let silhouette = piece.silhouette
        let contour = silhouette.contour(relative.smoothed).map(toFull)
        guard contour.count >= 4 else { return nil }
        let box = silhouette.box
        let middle = (box.y + box.height / 2) * width + box.x + box.width / 2
        let isOverlay = overlay.isOverlay(
            silhouette.inside, box: box, sign: silhouette.sign, level: relative.background.values[middle])
        // A pixel of the working picture is the mean of those that it stands for.
        let reduction = Double(factor * factor)
        let smoothing = (reduction * relative.sigma * relative.sigma + (reduction - 1) / 12).squareRoot()
        return CrystalOutline(
            expectedID: piece.expectedID, contour: contour, smoothingPixels: smoothing,
            areaPixels: Polygon.area(contour), centroid: Polygon.centroid(contour), contrast: silhouette.contrast,
            relativeContrast: Double(silhouette.sign * silhouette.strength),
            distinctness: Double(silhouette.strength / relative.threshold),
            touchesBorder: silhouette.touchesBorder(width: width, height: height), touching: piece.touching,
            isOverlay: isOverlay)
    }

    private static func region(_ settings: Settings, width: Int, height: Int, factor: Int) -> Mask? {
        guard settings.regionOfInterest != nil || !settings.ignored.isEmpty else { return nil }
        var mask = Mask(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let point = Point(
                    x: (Double(x) + 0.5) * Double(factor) - 0.5, y: (Double(y) + 0.5) * Double(factor) - 0.5)
                let isInside = settings.regionOfInterest?.contains(point) ?? true
                if isInside && !settings.ignored.contains(where: { $0.contains(point) }) {
                    mask.values[y * width + x] = 255
                }
            }
        }
        return mask
    }
}

/// The outlines of one frame, and the light they were seen in.
public struct SegmentedFrame: Sendable {
    public let outlines: [CrystalOutline]
    public let illumination: Illumination
    /// |relative contrast| beyond which a pixel was taken for an object.
    public let detectionThreshold: Float
}

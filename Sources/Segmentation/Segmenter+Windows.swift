import Imaging

extension Segmenter {
    /// What was found in a window.
    public struct LocalOutline: Sendable {
        public let outline: CrystalOutline
        /// Whether it reaches beyond the window.
        public let isCut: Bool
    }

    /// Pixels of the working picture that a window is wider on every side than what is sought in it: beyond them, a glance
    /// sees the background. (A nucleus lies there by half at the most.)
    private var windowMargin: Int { Self.widestFlank + background.cellSize + 5 }
    /// Beyond this share of the picture, a search of all of it is no slower.
    private static let largestShare = 0.5

    /// Parts of the working picture around some polygons (px), apart from each other.
    ///
    /// - Returns: nil where they hold so much of the picture that all of it should be searched.
    public func windows(around polygons: [[Point]]) -> [PixelRect]? {
        var windows: [PixelRect] = []
        for polygon in polygons {
            guard var window = window(around: polygon) else { continue }
            while let index = windows.firstIndex(where: { $0.overlaps(window) }) {
                window = window.union(windows.remove(at: index))
            }
            windows.append(window)
        }
        let pixels = windows.reduce(0) { $0 + $1.width * $1.height }
        return Double(pixels) <= Self.largestShare * Double(width * height) ? windows : nil
    }

    private func window(around polygon: [Point]) -> PixelRect? {
        let points = polygon.map(toWorking).filter { $0.x.isFinite && $0.y.isFinite }
        let (x, y) = (points.map(\.x), points.map(\.y))
        guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else { return nil }
        let picture = PixelRect(x: 0, y: 0, width: width, height: height)
        guard right > 0, bottom > 0, left < Double(width), top < Double(height) else { return nil }
        let margin = windowMargin
        return picture.intersection(
            x: Int(max(0, left)) - margin, y: Int(max(0, top)) - margin,
            right: Int(min(Double(width), right)) + margin + 1, bottom: Int(min(Double(height), bottom)) + margin + 1)
    }

    /// The outlines in some windows of a picture that was glanced at; against the background of the latest search in the
    /// light of the glance, and of the noise that the search met.
    ///
    /// - Parameter expected: crystals known from before, as for `segment`.
    public mutating func outlines(
        in windows: [PixelRect], of pixels: PixelBuffer, expected: [ExpectedCrystal]
    ) throws(SegmentationError) -> [LocalOutline] {
        guard let light, !windows.isEmpty else { return [] }
        var silhouettes: [Silhouette] = []
        for window in windows {
            let relative = try contrast(in: window, of: pixels, light)
            planes.smoothed.set(relative.smoothed, x: window.x, y: window.y)
            silhouettes += try finder.within(window).find(relative, fieldStop: fieldStop?.cropped(to: window))
                .map { $0.moved(x: window.x, y: window.y) }
        }
        let relative = RelativeContrast(
            smoothed: planes.smoothed, background: planes.level, threshold: light.threshold, floor: light.floor,
            sigma: light.sigma)
        let near = expected.filter { crystal in
            self.window(around: crystal.polygon).map { box in windows.contains { $0.overlaps(box) } } ?? false
        }
        let found = outlines(of: seen(silhouettes, relative), relative, expected: near, in: pixels)
        return found.map { piece, outline in
            let box = piece.silhouette.box
            let window = windows.first { $0.overlaps(box) }
            return LocalOutline(outline: outline, isCut: window.map { isCut(piece.silhouette, by: $0) } ?? false)
        }
    }

    /// Whether an object reaches an edge of the window that is not the picture's.
    private func isCut(_ silhouette: Silhouette, by window: PixelRect) -> Bool {
        let (left, top) = (window.x == 0 ? -1 : window.x, window.y == 0 ? -1 : window.y)
        let right = window.x + window.width == width ? width + 1 : window.x + window.width
        let bottom = window.y + window.height == height ? height + 1 : window.y + window.height
        return silhouette.inside.runs().contains { run in
            let row = silhouette.box.y + run.row
            return silhouette.box.x + run.start <= left || silhouette.box.x + run.end >= right || row <= top
                || row >= bottom - 1
        }
    }

    private func contrast(
        in window: PixelRect, of pixels: PixelBuffer, _ light: Light
    ) throws(SegmentationError) -> RelativeContrast {
        let part = pixels.cropped(
            left: window.x * factor, top: window.y * factor, width: window.width * factor,
            height: window.height * factor)
        var relative = Plane(width: window.width, height: window.height)
        try relative.fill(from: part, reducedBy: factor)
        var level = planes.level.cropped(to: window)
        let gain = background.gain / light.gain
        for index in level.values.indices {
            level.values[index] *= gain
            relative.values[index] =
                (relative.values[index] - level.values[index]) / max(level.values[index], light.floor)
        }
        return RelativeContrast(
            smoothed: try relative.blurred(sigma: light.sigma), background: level, threshold: light.threshold,
            floor: light.floor, sigma: light.sigma)
    }
}

extension PixelRect {
    func overlaps(_ other: PixelRect) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func union(_ other: PixelRect) -> PixelRect {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return PixelRect(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }

    func intersection(x left: Int, y top: Int, right: Int, bottom: Int) -> PixelRect {
        let (left, top) = (max(x, left), max(y, top))
        return PixelRect(
            x: left, y: top, width: max(0, min(x + width, right) - left),
            height: max(0, min(y + height, bottom) - top))
    }
}

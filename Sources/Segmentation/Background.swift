import CVision
import Imaging

/// The picture as it would be without crystals: illumination and whatever is fixed in the optics, learnt from the
/// pixels that show no object, frame after frame.
///
/// Kept on a coarse grid, since illumination is smooth. Where a crystal has always covered the background it is
/// continued from its surroundings and from a smooth surface. The lamp's flicker is one factor per frame.
struct Background: Sendable {
    /// Width and height of a cell in pixels of the working picture.
    let cellSize: Int
    /// Grey value of each cell at gain 1.
    private var levels: Plane
    /// How many frames each cell was learnt from; 0 where it is continued from others.
    private var sightings: [Float]
    /// Which cells no object covered in the latest picture.
    private var isBare: [Bool] = []
    private var hasSeenFrame = false
    /// Lamp brightness of the latest frame relative to `levels`.
    private(set) var gain: Float = 1

    /// A cell forgets with this many frames: long against noise, short against a lamp that warms up.
    private static let memory: Float = 24
    /// Standard deviations by which one of 10^4 cells is off in hardly any frame.
    private static let significance: Float = 12

    init(width: Int, height: Int) {
        cellSize = max(4, max(width, height) / 128)
        let columns = (width + cellSize - 1) / cellSize
        let rows = (height + cellSize - 1) / cellSize
        levels = Plane(width: columns, height: rows)
        sightings = [Float](repeating: 0, count: columns * rows)
    }

    /// Sets the lamp's brightness for this picture; on the first picture also guesses the illumination.
    mutating func begin(_ picture: Plane, objects: Mask?) throws(SegmentationError) {
        let cells = try means(of: picture, without: hasSeenFrame ? objects : nil)
        if hasSeenFrame {
            gain = gainOf(cells)
            return
        }
        levels = cells.values
        sightings = SmoothField(levels).isBackground.map { $0 ? 1 : 0 }
        try continueBehindObjects()
    }

    /// Learns from the pixels outside the objects. The first picture is learnt from several times, as its objects
    /// become known, and `isFinal` is false before the last.
    ///
    /// - Parameter certain: the objects that stand out clearly; nil: all do. Where the background has never been seen, only
    ///   they are left out: faint ones may be what the continued background is off by.
    mutating func learn(
        _ picture: Plane, objects: Mask, certain: Mask? = nil, isFinal: Bool
    ) throws(SegmentationError) {
        var cells = try means(of: picture, without: objects)
        if let certain, hasSeenFrame, !isSeenAllOver {
            let others = try means(of: picture, without: certain)
            for index in sightings.indices where sightings[index] == 0 {
                cells.values.values[index] = others.values.values[index]
                cells.weights[index] = others.weights[index]
            }
        }
        if !hasSeenFrame { sightings = [Float](repeating: 0, count: sightings.count) }
        learn(cells)
        isBare = cells.weights.map { $0 == 1 }
        // Later frames keep what was continued here until they see the place itself: a crystal only grows.
        if !hasSeenFrame { try continueBehindObjects() }
        if isFinal { hasSeenFrame = true }
    }

    /// Learns from the cells that no object covered in the picture learnt from last.
    ///
    /// - Parameters:
    ///   - means: grey values of the picture's whole cells.
    ///   - tolerance: relative change of a cell that is none.
    ///   - decisive: relative change of a cell that must not go unseen in the noise.
    /// - Returns: false, and learns nothing, where a cell is not as bright as it was: something new may be there.
    mutating func follow(_ means: Plane, tolerance: Float, decisive: Float) -> Bool {
        var cells = (values: levels, weights: [Float](repeating: 0, count: sightings.count))
        for row in 0..<min(means.height, levels.height) {
            for column in 0..<min(means.width, levels.width) {
                let index = row * levels.width + column
                cells.values.values[index] = means.values[row * means.width + column]
                cells.weights[index] = isBare[index] ? 1 : 0
            }
        }
        let gain = gainOf(cells)
        let bare = levels.values.indices.filter { cells.weights[$0] > 0 }
        let changes = bare.map { abs(cells.values.values[$0] - gain * levels.values[$0]) }
        let noise = 1.4826 * RobustLevel.median(changes)
        let typicalLevel = bare.reduce(0) { $0 + levels.values[$1] } / Float(max(bare.count, 1))
        let limit = max(Self.significance * noise, tolerance * gain * typicalLevel)
        guard limit <= decisive * gain * typicalLevel else { return false }
        guard changes.allSatisfy({ $0 <= limit }) else { return false }
        self.gain = gain
        learn(cells)
        return true
    }

    private mutating func learn(_ cells: (values: Plane, weights: [Float])) {
        for index in levels.values.indices where cells.weights[index] > 0.5 {
            let value = cells.values.values[index] / gain
            if hasSeenFrame && sightings[index] > 0 {
                let count = min(sightings[index] + 1, Self.memory)
                levels.values[index] += (value - levels.values[index]) / count
                sightings[index] = count
            } else {
                levels.values[index] = value
                sightings[index] = 1
            }
        }
    }

    /// Sets the background of this frame at every pixel of its picture, and what the picture differs by from it, divided
    /// by the background or by `floor` where that is more.
    func contrast(in planes: inout WorkingPlanes, floor: Float) throws(SegmentationError) {
        let (width, height) = (Int32(planes.picture.width), Int32(planes.picture.height))
        let status = cvision_relative_contrast(
            planes.picture.values, levels.values, width, height, Int32(cellSize), gain, floor, &planes.level.values,
            &planes.relative.values)
        guard status == 0 else { throw .pictureOperation("relative contrast") }
    }

    /// Whether the background was ever seen at a pixel, not only continued from its surroundings.
    func isSeen(x: Int, y: Int) -> Bool { sightings[y / cellSize * levels.width + x / cellSize] > 0 }

    /// Whether no cell is continued from others.
    var isSeenAllOver: Bool { !sightings.contains(0) }

    private func gainOf(_ cells: (values: Plane, weights: [Float])) -> Float {
        var ratios: [Float] = []
        let least = 1e-3 * RobustLevel.quantile(levels.values, 0.9)
        for index in levels.values.indices where cells.weights[index] > 0.5 && sightings[index] > 0 {
            let level = levels.values[index]
            if level > least { ratios.append(cells.values.values[index] / level) }
        }
        guard ratios.count >= 8 else { return gain }
        let ratio = RobustLevel.median(ratios)
        // A lamp does not become five times as bright between two frames; a shutter or a switched-off lamp does, and
        // then no gain makes the frame comparable.
        return ratio.isFinite && ratio > 0.2 && ratio < 5 ? ratio : gain
    }

    /// Mean of the pixels of each cell that belong to no object, and the share of such pixels.
    private func means(
        of picture: Plane, without objects: Mask?
    ) throws(SegmentationError) -> (values: Plane, weights: [Float]) {
        var sums = [Float](repeating: 0, count: levels.values.count)
        var counts = sums
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        let status = if let objects {
            cvision_cell_sums(picture.values, objects.values, width, height, Int32(cellSize), &sums, &counts)
        } else {
            cvision_cell_sums(picture.values, nil, width, height, Int32(cellSize), &sums, &counts)
        }
        guard status == 0 else { throw .pictureOperation("means of cells") }
        let full = Float(cellSize * cellSize)
        var values = Plane(width: levels.width, height: levels.height)
        for index in sums.indices where counts[index] > 0 { values.values[index] = sums[index] / counts[index] }
        // Cells cut by the picture's right and lower edge hold fewer pixels, and count as full all the same.
        let weights = counts.indices.map { index -> Float in
            let column = index % levels.width
            let row = index / levels.width
            let width = min(cellSize, picture.width - column * cellSize)
            let height = min(cellSize, picture.height - row * cellSize)
            return width * height > 0 ? counts[index] / min(full, Float(width * height)) : 0
        }
        return (values, weights)
    }

    /// Fills the cells that were never seen: a surface through the seen ones, corrected by the mean of what the nearest
    /// seen cells differ from it (normalised convolution).
    private mutating func continueBehindObjects() throws(SegmentationError) {
        guard sightings.contains(0), sightings.contains(where: { $0 > 0 }) else { return }
        let surface = IlluminationSurface(fittedTo: levels, where: sightings.map { $0 > 0 })
        var difference = Plane(width: levels.width, height: levels.height)
        var weight = difference
        for index in levels.values.indices where sightings[index] > 0 {
            let smooth = surface.value(column: index % levels.width, row: index / levels.width)
            difference.values[index] = levels.values[index] - smooth
            weight.values[index] = 1
        }
        let spread = Double(max(levels.width, levels.height)) / 24
        difference = try difference.blurred(sigma: spread)
        weight = try weight.blurred(sigma: spread)
        for index in levels.values.indices where sightings[index] == 0 {
            let smooth = surface.value(column: index % levels.width, row: index / levels.width)
            // The small constant lets the correction fade where no seen cell is near.
            levels.values[index] = smooth + difference.values[index] / (weight.values[index] + 0.02)
        }
    }
}

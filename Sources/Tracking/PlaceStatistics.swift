import Imaging

/// Where an object was, seen from the camera and seen from the sample: what rests on the sample moves with the
/// stage, dust in the optics does not, and a floater rests in neither.
struct PlaceStatistics {
    /// Mean and mean square deviation, updated one by one (Welford 1962).
    struct Scatter {
        private(set) var count = 0
        private(set) var mean = Point.zero
        private var sum = 0.0

        /// um2, both components together.
        var variance: Double { count > 1 ? sum / Double(count - 1) : 0 }

        mutating func add(_ point: Point) {
            count += 1
            let before = point - mean
            mean = mean + before * (1 / Double(count))
            sum += before.dot(point - mean)
        }
    }

    /// Observations that fix the reference position of something that does not grow.
    private static let anchorObservations = 10
    /// Observations over which the reference of something growing follows its centre: unequal facets move it.
    static let growingAnchorObservations = 20

    private(set) var camera = Scatter()
    private(set) var sample = Scatter()
    private(set) var drift = Scatter()
    /// Sample position against which later positions give the drift, um.
    private(set) var anchor: Point
    private(set) var anchorCount = 1
    private let birth: Point
    private let birthCamera: Point
    private var early: Scatter
    private var late: Point
    private(set) var lastSample: Point
    /// Motion against the sample, um/s, of something that does not rest on it.
    private(set) var velocity = Point.zero

    init(camera position: Point, drift displacement: Point) {
        birth = position - displacement
        birthCamera = position
        anchor = birth
        late = birth
        lastSample = birth
        early = Scatter()
        early.add(birth)
        camera.add(position)
        sample.add(birth)
        drift.add(displacement)
    }

    mutating func add(camera position: Point, drift displacement: Point, isGrowing: Bool, seconds: Double) {
        let place = position - displacement
        camera.add(position)
        sample.add(place)
        drift.add(displacement)
        if early.count < 3 { early.add(place) }
        late = late + (place - late) * 0.5
        if seconds > 0 { velocity = (place - lastSample) * (1 / seconds) }
        lastSample = place
        if anchorCount < Self.anchorObservations {
            anchorCount += 1
            anchor = anchor + (place - anchor) * (1 / Double(anchorCount))
        } else if isGrowing {
            anchor = anchor + (place - anchor) * (1 / Double(Self.growingAnchorObservations))
        }
    }

    /// Starts again from the first position, after the drift turned out to have been another.
    mutating func restart() { self = PlaceStatistics(camera: birthCamera, drift: birthCamera - birth) }

    /// Net displacement against the sample, um; from the mean of the first positions once that is behind it.
    var netDisplacement: Double { late.distance(to: camera.count < 8 ? birth : early.mean) }

    func cameraDisplacement(of position: Point) -> Double { position.distance(to: birthCamera) }

    /// Whether the object stayed in the picture while the sample moved by so much that it shows.
    ///
    /// - Parameter wander: by which its centre may have moved on the sample, um.
    func restsInCamera(pixel: Double, wander: Double) -> Bool {
        // 0.5 px: twice the scatter of a speck's centre.
        let least = max(0.5 * pixel, wander)
        guard camera.count >= 6, drift.variance > least * least else { return false }
        return camera.variance < 0.25 * sample.variance
    }

    /// Whether the object stays in the picture better than on the sample, without proof.
    func followsCamera(pixel: Double) -> Bool {
        drift.variance > pixel * pixel && camera.variance < 0.7 * sample.variance
    }

    /// Whether the object demonstrably moved with the sample.
    func restsOnSample(pixel: Double) -> Bool {
        guard camera.count >= 6, drift.variance > (0.5 * pixel) * (0.5 * pixel) else { return false }
        return sample.variance < 0.25 * camera.variance
    }
}

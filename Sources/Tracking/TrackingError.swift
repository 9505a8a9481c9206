/// Why a frame cannot be added to the tracks.
public enum TrackingError: Error, Equatable, CustomStringConvertible {
    case frameOutOfOrder(frame: Int, after: Int)
    case timeNotIncreasing(frame: Int, timeSeconds: Double, afterSeconds: Double)
    case scaleNotPositive(frame: Int, micrometersPerPixel: Double)
    case measurementNotUsable(frame: Int, quantity: String)

    public var description: String {
        switch self {
        case .frameOutOfOrder(let frame, let previous):
            "frame \(frame) comes after frame \(previous): give the frames in their order, each once"
        case .timeNotIncreasing(let frame, let time, let previous):
            "frame \(frame) is at \(time) s, not later than the frame before it (\(previous) s): check the time base"
        case .scaleNotPositive(let frame, let scale):
            "frame \(frame) has a scale of \(scale) um per pixel: give a positive scale"
        case .measurementNotUsable(let frame, let quantity):
            "frame \(frame) holds an object whose \(quantity) is not a usable number: the shape fit has to drop it"
        }
    }
}

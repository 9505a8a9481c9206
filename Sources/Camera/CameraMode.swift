/// What a camera is set to: pixel format, size and rate.
public struct CameraMode: Sendable, Equatable, CustomStringConvertible {
    public let format: PixelFormat
    public let width: Int
    public let height: Int
    /// nil where the driver does not say.
    public let framesPerSecond: Double?
    let bytesPerRow: Int
    let bytesPerPicture: Int
    /// Odd and even rows are taken at different moments.
    let isInterlaced: Bool

    /// Significant bits of the luma.
    public var bitDepth: Int { format.layout?.bitDepth ?? 8 }

    public var description: String {
        "\(format) \(width)x\(height)" + (framesPerSecond.map { " at \(CameraRate.text($0))" } ?? "")
    }

    /// What a recording's frames depend on; a rate that is a hair off is still the same camera.
    func showsTheSame(as other: CameraMode) -> Bool {
        format == other.format && width == other.width && height == other.height
    }
}

/// A size with the rates at which a camera delivers it.
public struct CameraSize: Sendable, Equatable, CustomStringConvertible {
    public let width: Int
    public let height: Int
    /// Frames per second, fastest first; empty where the driver does not say.
    public let rates: [Double]

    public var description: String {
        let rates = rates.map { CameraRate.number($0) }.joined(separator: ", ")
        return "\(width)x\(height)" + (rates.isEmpty ? "" : " at \(rates) fps")
    }
}

/// A pixel format with the sizes in which a camera delivers it.
public struct CameraFormat: Sendable, Equatable {
    public let format: PixelFormat
    /// The driver's word for it.
    public let driverDescription: String
    /// Largest first.
    public let sizes: [CameraSize]

    /// Whether pictures of this format can be measured.
    public var isReadable: Bool { format.layout != nil }
    /// The formats in the order in which they are preferred for measuring; those that are not read come last.
    public static func byPreference(_ formats: [CameraFormat]) -> [CameraFormat] {
        formats.enumerated().sorted {
            ($0.element.format.layout?.rank ?? .max, $0.offset) < ($1.element.format.layout?.rank ?? .max, $1.offset)
        }.map(\.element)
    }

    /// How its luma lies, for people; the driver's word where it is not read.
    public var sentence: String { format.layout?.sentence ?? "not read" }
}

/// Frames per second as people write them.
public enum CameraRate {
    public static func number(_ framesPerSecond: Double) -> String {
        let rounded = (framesPerSecond * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(rounded))" : "\(rounded)"
    }

    static func text(_ framesPerSecond: Double) -> String { "\(number(framesPerSecond)) fps" }
}

/// What the user asks of a camera; nil leaves the choice to the program or the camera. Saved with the run.
public struct CameraSettings: Sendable, Equatable {
    public var format: PixelFormat?
    public var width: Int?
    public var height: Int?
    public var framesPerSecond: Double?
    /// Controls to set, by their keys.
    public var controls: [(key: String, value: String)]
    /// Switch off what the camera adjusts by itself.
    public var locksAutomatics: Bool

    public init(
        format: PixelFormat? = nil, width: Int? = nil, height: Int? = nil, framesPerSecond: Double? = nil,
        controls: [(key: String, value: String)] = [], locksAutomatics: Bool = true
    ) {
        self.format = format
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.controls = controls
        self.locksAutomatics = locksAutomatics
    }

    public static func == (a: CameraSettings, b: CameraSettings) -> Bool {
        a.format == b.format && a.width == b.width && a.height == b.height && a.framesPerSecond == b.framesPerSecond
            && a.locksAutomatics == b.locksAutomatics && a.controls.elementsEqual(b.controls) { $0 == $1 }
    }
}

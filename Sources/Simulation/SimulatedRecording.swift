import Imaging

/// A simulated growth recording, rendered frame by frame as it is read.
///
/// Each frame depends on the scene, its seed and its own number only: reading twice, out of order or on several
/// recordings at once gives the same pictures. Memory holds one frame and the static field, whatever the length.
public final class SimulatedRecording: FrameSource {
    public let scene: GrowthScene
    public let properties: SourceProperties
    /// Nothing goes wrong in a simulation.
    public let warnings: [String] = []
    private let renderer: FrameRenderer
    private let channel: Channel
    private var nextIndex = 0

    /// - Parameter channel: what to give of a colour scene; grey scenes have one channel only.
    /// - Throws: `SimulationError.invalidValue` with the key of the scene that cannot be.
    public init(scene: GrowthScene, channel: Channel = .rgb) throws {
        try scene.validate()
        self.scene = scene
        self.channel = channel
        renderer = FrameRenderer(scene)
        let scale = scene.micrometersPerPixel
        properties = SourceProperties(
            kind: .simulation, path: scene.name, width: scene.width, height: scene.height, bitDepth: scene.bitDepth,
            isColour: scene.isColour, frameCount: renderer.conditions.times.count,
            statedScale: StatedScale(
                micrometersPerPixelX: scale, micrometersPerPixelY: scale, statedBy: "simulated scene"),
            timeOrigin: .simulation)
    }

    public var frameCount: Int { renderer.conditions.times.count }

    public func read() throws -> FrameRead? {
        guard nextIndex < frameCount else { return nil }
        defer { nextIndex += 1 }
        return .frame(try frame(nextIndex))
    }

    /// Any frame, independent of what has been read.
    /// - Throws: `SimulationError.noSuchFrame`.
    public func frame(_ index: Int) throws -> Frame {
        guard (0..<frameCount).contains(index) else {
            throw SimulationError.noSuchFrame(index: index, count: frameCount)
        }
        let pixels = renderer.pixels(ofFrame: index).only(channel)
        return Frame(index: index, timeSeconds: renderer.conditions.times[index], pixels: pixels)
    }
}

extension PixelBuffer {
    /// One channel of a colour picture; grey pictures are what they are.
    fileprivate func only(_ channel: Channel) -> PixelBuffer {
        guard channels == 3, channel != .rgb else { return self }
        func pick<Sample: BinaryInteger>(_ values: [Sample]) -> [Sample] {
            (0..<(width * height)).map { pixel in
                switch channel {
                case .red: return values[3 * pixel]
                case .green: return values[3 * pixel + 1]
                case .blue: return values[3 * pixel + 2]
                case .luma, .rgb:
                    // Rec. 601 in parts of a thousand, rounded.
                    let red = 299 * Int(values[3 * pixel])
                    let green = 587 * Int(values[3 * pixel + 1])
                    let blue = 114 * Int(values[3 * pixel + 2])
                    return Sample((red + green + blue + 500) / 1000)
                }
            }
        }
        let picked: Samples = switch samples {
        case .uint8(let values): .uint8(pick(values))
        case .uint16(let values): .uint16(pick(values))
        case .float32(let values): .float32(values)
        }
        return PixelBuffer(width: width, height: height, bitDepth: bitDepth, samples: picked)
    }
}

import Foundation
import Simulation

/// Times the analysis of H.264 movies against their mere decoding.
struct SpeedStudy {
    let bench: Workbench
    let frameCount: Int
    let repetitions: Int
    let includesLongMovie: Bool

    struct Line {
        let width: Int
        let height: Int
        let frameCount: Int
        var analysis: [ProcessUsage] = []
        var decoding: [ProcessUsage] = []
    }

    func run() throws -> [Line] {
        var lines = [
            Line(width: 1920, height: 1080, frameCount: frameCount),
            Line(width: 3840, height: 2160, frameCount: frameCount),
        ]
        if includesLongMovie { lines.append(Line(width: 1920, height: 1080, frameCount: 10 * frameCount)) }
        return try lines.map(measured)
    }

    /// Both commands in turn, so that what else the machine does meets both.
    private func measured(_ line: Line) throws -> Line {
        let scene = SpeedScene.scene(width: line.width, height: line.height, frameCount: line.frameCount)
        Workbench.tell("speed: \(scene.name)")
        let recording = try bench.recording(of: scene, in: "speed")
        let folder = bench.runFolder(scene)
        var line = line
        for _ in 0..<repetitions {
            line.decoding.append(try bench.toolbox.decode(recording))
            line.analysis.append(try bench.toolbox.analyze(recording, into: folder))
            Workbench.tell("  \(Self.summary(line.analysis.last)); ffmpeg \(Self.summary(line.decoding.last))")
        }
        try bench.remove(folder)
        return line
    }

    private static func summary(_ usage: ProcessUsage?) -> String {
        "\(Figure.fixed(usage?.wallSeconds, 2)) s, processor \(Figure.fixed(usage?.processorSeconds, 2)) s, "
            + "\(Figure.megabytes(usage?.peakBytes)) MB"
    }
}

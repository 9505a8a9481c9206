import Foundation
import Imaging
import Testing

@testable import Media

@Suite("Recordings of a camera")
struct CameraRecordingTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func frame(_ index: Int, bits: Int, interval: Double = 0.1234567) -> Frame {
        let values = (0..<16 * 8).map { ($0 * 31 + index * 7) % (1 << bits) }
        return Frame(
            index: index, timeSeconds: interval * Double(index),
            pixels: PixelBuffer(
                width: 16, height: 8, bitDepth: bits,
                samples: bits > 8 ? .uint16(values.map { UInt16($0) }) : .uint8(values.map { UInt8($0) })))
    }

    @Test(
        "Every sample and every time comes back", arguments: ["a.mkv", "a.tif"], [8, 10, 12, 14, 16])
    func roundTrip(name: String, bits: Int) throws {
        let path = folder.path(name)
        let frames = (0..<5).map { frame($0, bits: bits) }
        let recording = try CameraRecording(
            path: path, width: 16, height: 8, bitDepth: bits, framesPerSecond: 8, started: Date(timeIntervalSince1970: 0))
        for frame in frames { try recording.append(frame) }
        try recording.finish()
        let source = try Recording.open(path, timeBase: TimeBase(), channel: .luma)
        // Matroska keeps milliseconds, OME microseconds.
        let tolerance = name.hasSuffix("mkv") ? 0.00051 : 0.00000051
        for expected in frames {
            guard case .frame(let found)? = try source.read() else {
                Issue.record("frame \(expected.index) is missing")
                return
            }
            #expect(found.pixels.samples == expected.pixels.samples)
            #expect(abs(found.timeSeconds - expected.timeSeconds) <= tolerance)
        }
        let behind = try source.read()
        if case .some = behind { Issue.record("there are more frames than were written") }
    }

    @Test("A recording that is killed has lost no more than its last second")
    func killed() throws {
        let path = folder.path("a.mkv")
        let recording = try CameraRecording(path: path, width: 16, height: 8, bitDepth: 8, framesPerSecond: 10)
        for index in 0..<100 { try recording.append(frame(index, bits: 8, interval: 0.1)) }
        // What is in the file now is what a killed program leaves.
        let left = folder.path("left.mkv")
        try FileManager.default.copyItem(atPath: path + ".partial", toPath: left)
        let source = try Recording.open(left, timeBase: TimeBase(), channel: .luma)
        var count = 0
        while case .frame? = try source.read() { count += 1 }
        #expect(count >= 88)
        try recording.finish()
    }
}

import Foundation
import Imaging
import Media
import Testing

/// What a frame builds on may be damaged although its own data is whole: both are missing, at their own place.
@Suite("Transport streams of which packets are missing")
struct TornStreamTests {
    let folder: TestFolder
    private let packet = 188
    private let videoPID: UInt16 = 0x100

    init() throws { folder = try TestFolder() }

    private func packets(frames: Int) throws -> [[UInt8]] {
        let writer = try MovieWriter(path: folder.path("a.ts"), width: 64, height: 48, isColour: false)
        // Noise: every frame takes some packets.
        for index in 0..<frames {
            let noise = (0..<64 * 48).map { UInt8(truncatingIfNeeded: (($0 + 3072 * index) &* 2_654_435_761) >> 15) }
            try writer.append(PixelBuffer(width: 64, height: 48, bitDepth: 8, samples: .uint8(noise)))
        }
        try writer.finish()
        let bytes = try folder.bytes(of: "a.ts")
        return stride(from: 0, to: bytes.count, by: packet).map { Array(bytes[$0..<$0 + packet]) }
    }

    private func isVideo(_ packet: [UInt8]) -> Bool { UInt16(packet[1] & 0x1F) << 8 | UInt16(packet[2]) == videoPID }

    private func read(_ packets: [[UInt8]], _ timeBase: TimeBase = TimeBase()) throws -> [FrameRead] {
        let movie = try MovieReader(path: try folder.write(packets.flatMap { $0 }, to: "b.ts"), timeBase: timeBase)
        var reads: [FrameRead] = []
        while let read = try movie.read() { reads.append(read) }
        return reads
    }

    @Test("No frame that differs from the whole recording is given; the others keep their times")
    func droppedPackets() throws {
        let whole = try packets(frames: 24)
        let truth = try MovieReader(path: folder.path("a.ts")).readAll()
        let video = whole.indices.filter { isVideo(whole[$0]) }
        var given = 0
        for place in stride(from: video.count / 3, to: video.count - 4, by: max(1, video.count / 16)) {
            var damaged = whole
            damaged.remove(at: video[place])
            // Damage beside the key frame that all others build on leaves nothing.
            let reads = (try? read(damaged)) ?? []
            for case .frame(let frame) in reads {
                given += 1
                // By time: a frame that loses the packet that it begins with is gone without a trace, and not counted.
                let same = try #require(truth.first { $0.timeSeconds == frame.timeSeconds })
                let isWhole = frame.pixels == same.pixels
                #expect(isWhole, "packet \(place), frame \(frame.index)")
            }
        }
        #expect(given > 50, "\(given)")
    }

    @Test("A recording behind another keeps its frames, numbered on, where no packet is missing between the two")
    func joined() throws {
        let once = try packets(frames: 6)
        var counters: [UInt16: UInt8] = [:]
        // The counter of each stream's packets goes on from one recording to the next.
        let joined = (once + once).map { packet in
            var packet = packet
            let stream = UInt16(packet[1] & 0x1F) << 8 | UInt16(packet[2])
            let next = counters[stream].map { ($0 + 1) & 15 } ?? packet[3] & 15
            counters[stream] = next
            packet[3] = packet[3] & 0xF0 | next
            return packet
        }
        let reads = try read(joined, TimeBase(.frameInterval(seconds: 1)))
        let frames = reads.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
        #expect(frames.map(\.index) == Array(0..<12))
        for index in 0..<6 where frames.count == 12 { #expect(frames[index].pixels == frames[index + 6].pixels) }
    }

    @Test("The same file gives the same frames every time", arguments: [0, 1, 2])
    func repeatable(place: Int) throws {
        var damaged = try packets(frames: 40)
        let video = damaged.indices.filter { isVideo(damaged[$0]) }
        damaged.remove(at: video[video.count * (place + 2) / 5])
        let first = try read(damaged).map(\.isFrame)
        for _ in 0..<20 { #expect(try read(damaged).map(\.isFrame) == first) }
    }
}

extension FrameRead {
    fileprivate var isFrame: Bool { if case .frame = self { true } else { false } }
}

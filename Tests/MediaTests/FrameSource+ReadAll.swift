import Imaging

extension FrameSource {
    /// Every frame; a missing one ends the test that did not expect it.
    func readAll() throws -> [Frame] {
        var frames: [Frame] = []
        while let read = try read() {
            guard case .frame(let frame) = read else { throw Unexpected.missingFrame(read) }
            frames.append(frame)
        }
        return frames
    }
}

enum Unexpected: Error { case missingFrame(FrameRead) }

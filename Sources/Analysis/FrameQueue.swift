import Imaging

/// A bounded queue between the task that decodes and the one that measures: decoding runs ahead by a few frames and
/// then waits, so memory does not grow with the recording.
actor FrameQueue {
    enum Item: Sendable {
        case read(FrameRead)
        /// The next frame is coloured, and the pass was to end there.
        case colour
        /// The recording's own warnings, complete only now.
        case end(warnings: [String])
        case failure(any Error)
    }

    private let capacity: Int
    private var items: [Item] = []
    /// Pictures that nobody needs any longer.
    private var spent: [PixelBuffer] = []
    private var isClosed = false
    private var reader: CheckedContinuation<Item?, Never>?
    private var writer: CheckedContinuation<Void, Never>?

    init(capacity: Int) { self.capacity = capacity }

    /// Waits while the queue is full. False: nobody reads any more.
    func put(_ item: Item) async -> Bool {
        while items.count >= capacity && !isClosed {
            await withCheckedContinuation { writer = $0 }
        }
        if isClosed { return false }
        if let waiting = reader {
            reader = nil
            waiting.resume(returning: item)
        } else {
            items.append(item)
        }
        return true
    }

    /// Waits while the queue is empty. nil: closed.
    func take() async -> Item? {
        if isClosed { return nil }
        if items.isEmpty { return await withCheckedContinuation { reader = $0 } }
        let item = items.removeFirst()
        writer?.resume()
        writer = nil
        return item
    }

    /// The kernel clears fresh memory for a large picture more slowly than a decoder fills it: it is used again.
    func giveBack(_ pixels: PixelBuffer) {
        if spent.count < capacity, !isClosed { spent.append(pixels) }
    }

    func takeSpent() -> PixelBuffer? { spent.popLast() }

    func close() {
        isClosed = true
        items = []
        spent = []
        reader?.resume(returning: nil)
        reader = nil
        writer?.resume()
        writer = nil
    }
}

import CCamera

/// The system calls by which a camera is reached, so that tests can stand in for the kernel.
///
/// Every call returns a negated errno where it fails. Pointers hold for the call only, but for what `map` returns.
protocol VideoKernel: AnyObject, Sendable {
    /// Opens without blocking.
    func open(_ path: String) -> Int32
    func close(_ device: Int32)
    func ioctl(_ device: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32
    func map(_ device: Int32, length: Int, offset: UInt32) -> Result<UnsafeMutableRawPointer, SystemErrorNumber>
    func unmap(_ address: UnsafeMutableRawPointer, length: Int)
    /// The bits of poll(2), 0 when the time is over.
    func wait(_ device: Int32, milliseconds: Int32) -> Int32
    /// CLOCK_MONOTONIC, the clock of the drivers' time stamps.
    func monotonicSeconds() -> Double
    /// Lets time pass.
    func sleep(seconds: Double)
    /// Paths of the nodes that may be cameras, in their order.
    func devicePaths() -> [String]
}

/// An errno.
struct SystemErrorNumber: Error, Equatable {
    let code: Int32
}

import CCamera
import Foundation

/// An open device: the one door to its system calls, where interrupted calls are repeated and errors get their names.
final class DeviceHandle {
    let path: String
    let kernel: any VideoKernel
    private let descriptor: Int32

    /// Throws `CameraError.noSuchDevice`, `.noPermission`, `.inUse`, `.notACamera`, `.system`.
    init(path: String, kernel: any VideoKernel) throws(CameraError) {
        let opened = kernel.open(path)
        guard opened >= 0 else { throw Self.opening(path, code: -opened) }
        self.path = path
        self.kernel = kernel
        descriptor = opened
    }

    deinit { kernel.close(descriptor) }

    private static func opening(_ path: String, code: Int32) -> CameraError {
        switch code {
        case ENOENT, ENXIO, ENODEV: .noSuchDevice(path: path)
        case EACCES, EPERM: .noPermission(path: path, group: DeviceGroup.name(of: path))
        case EBUSY: .inUse(path: path)
        case ENOTTY, EISDIR: .notACamera(path: path, reason: "no device")
        default: .system(path: path, call: "open", code: code)
        }
    }

    /// Fills or reads `argument`; throws what `error(_:code:)` makes of a failure.
    func call<Argument>(_ request: Request, _ argument: inout Argument) throws(CameraError) {
        let code = attempt(request, &argument)
        if code != 0 { throw error(request.name, code: code) }
    }

    /// As `call`, with the errno (0 for success) as the result, where failing is an answer.
    func attempt<Argument>(_ request: Request, _ argument: inout Argument) -> Int32 {
        while true {
            let result = withUnsafeMutableBytes(of: &argument) { bytes in
                bytes.baseAddress.map { kernel.ioctl(descriptor, request.number, $0) } ?? -EFAULT
            }
            if result == 0 { return 0 }
            if result != -EINTR { return -result }
        }
    }

    func map(length: Int, offset: UInt32) throws(CameraError) -> UnsafeMutableRawPointer {
        switch kernel.map(descriptor, length: length, offset: offset) {
        case .success(let address): return address
        case .failure(let number): throw error("mmap", code: number.code)
        }
    }

    /// The bits of poll(2), 0 when the time is over.
    func wait(seconds: Double) throws(CameraError) -> Int32 {
        let end = kernel.monotonicSeconds() + seconds
        while true {
            let left = end - kernel.monotonicSeconds()
            guard left > 0 else { return 0 }
            let bits = kernel.wait(descriptor, milliseconds: Int32(min(left * 1000 + 1, 60_000)))
            if bits > 0 { return bits }
            if bits < 0 && bits != -EINTR { throw error("poll", code: -bits) }
        }
    }

    func error(_ call: String, code: Int32) -> CameraError {
        switch code {
        case ENODEV, ENXIO: .unplugged(path: path, call: call)
        case EBUSY: .inUse(path: path)
        default: .system(path: path, call: call, code: code)
        }
    }
}

/// The group that may use a device, for the error of those who are not in it.
enum DeviceGroup {
    static func name(of path: String) -> String {
        let number = ccamera_group_of(path)
        guard number > 0, let entry = getgrgid(gid_t(number)) else { return "video" }
        return String(cString: entry.pointee.gr_name)
    }
}

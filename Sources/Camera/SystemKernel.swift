import CCamera
import Foundation

/// The kernel itself, through libv4l2.
final class SystemKernel: VideoKernel {
    func open(_ path: String) -> Int32 { ccamera_open(path) }

    func close(_ device: Int32) { ccamera_close(device) }

    func ioctl(_ device: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        ccamera_ioctl(device, request, argument)
    }

    func map(_ device: Int32, length: Int, offset: UInt32) -> Result<UnsafeMutableRawPointer, SystemErrorNumber> {
        var code: Int32 = 0
        guard let address = ccamera_map(device, length, offset, &code) else {
            return .failure(SystemErrorNumber(code: code))
        }
        return .success(address)
    }

    func unmap(_ address: UnsafeMutableRawPointer, length: Int) { ccamera_unmap(address, length) }

    func wait(_ device: Int32, milliseconds: Int32) -> Int32 { ccamera_wait(device, milliseconds) }

    func monotonicSeconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }

    func sleep(seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

    func devicePaths() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
        return names.compactMap { name in name.wholeMatch(of: /video([0-9]+)/).flatMap { Int($0.1) } }.sorted()
            .map { "/dev/video\($0)" }
    }
}

import Foundation

/// Why a camera cannot be used, or not any longer; prints a sentence that says what to do.
public enum CameraError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a command makes its exit status of.
    public enum Category: Sendable, Equatable {
        /// 64: asked for what this camera does not have.
        case usage
        /// 69: the camera is not there, not free, or not one that can be read.
        case deviceNotAvailable
    }

    case noSuchDevice(path: String)
    case noPermission(path: String, group: String)
    case inUse(path: String)
    case notACamera(path: String, reason: String)
    case multiPlanarOnly(path: String)
    case noFormatYet(path: String)
    case noReadableFormat(path: String, offered: [String])
    /// `how` is the driver's way to send them.
    case separateFields(path: String, how: String)
    case noSuchMode(path: String, asked: String, available: [String])
    case noSuchControl(path: String, name: String, known: [String])
    case unsuitableValue(control: String, value: String, expected: String)
    case controlRefused(control: String, value: String, reason: String)
    /// A system call failed; `code` is its errno.
    case system(path: String, call: String, code: Int32)
    case unplugged(path: String, call: String)
    case stalled(path: String, seconds: Double)
    /// Pictures came, and none of them whole.
    case onlyDamaged(path: String, seconds: Double, reason: String)
    /// What comes in at the camera's input is another size or rate now, or nothing.
    case sourceChanged(path: String)
    case noSignal(path: String)
    case signalDiffers(path: String, expected: String, found: String)
    case cameBackDifferent(path: String, expected: String, found: String)
    case gaveUp(path: String, afterSeconds: Double, last: String)

    public var category: Category {
        switch self {
        case .noSuchMode, .noSuchControl, .unsuitableValue: .usage
        default: .deviceNotAvailable
        }
    }

    public var description: String {
        switch self {
        case .noSuchDevice(let path):
            "\(path): there is no such camera; growthscope camera list shows those that are there"
        case .noPermission(let path, let group):
            "\(path): no permission to use the camera: add yourself to the group '\(group)' "
                + "(sudo usermod -aG \(group) $USER), and log in again"
        case .inUse(let path): "\(path): the camera is in use by another program: close it there, and try again"
        case .notACamera(let path, let reason): "\(path): not a camera (\(reason))"
        case .multiPlanarOnly(let path):
            "\(path): the camera has the multi-planar interface of V4L2 only, which is read through a plugin of "
                + "libv4l2 (libv4l-mplane), and that is not installed"
        case .noFormatYet(let path): "\(path): the device has no picture format yet: is anything feeding it?"
        case .noReadableFormat(let path, let offered):
            "\(path): none of the camera's formats can be read (\(offered.joined(separator: ", ")))"
        case .separateFields(let path, let how):
            "\(path): the camera sends interlaced pictures as separate fields (\(how)), which are half a picture "
                + "each: set it to a progressive mode"
        case .noSuchMode(let path, let asked, let available):
            "\(path): the camera has no \(asked); it offers: \(available.joined(separator: "; "))"
        default: faultSentence
        }
    }

    private var faultSentence: String {
        switch self {
        case .noSuchControl(let path, let name, let known):
            "\(path): the camera has no control '\(name)'; it has: \(known.joined(separator: ", "))"
        case .unsuitableValue(let control, let value, let expected):
            "\(control)=\(value): the value has to be \(expected)"
        case .controlRefused(let control, let value, let reason):
            "\(control)=\(value): the camera refused it (\(reason))"
        case .system(let path, let call, let code): "\(path): \(call) failed: \(Self.reason(code))"
        case .unplugged(let path, let call): "\(path): the camera is gone (\(call): \(Self.reason(ENODEV)))"
        case .stalled(let path, let seconds):
            "\(path): no frame came within \(String(format: "%.3g", seconds)) s"
        case .onlyDamaged(let path, let seconds, let reason):
            "\(path): no whole picture came within \(String(format: "%.3g", seconds)) s (\(reason))"
        case .sourceChanged(let path): "\(path): the signal at the camera's input changed"
        case .noSignal(let path):
            "\(path): there is no signal at the camera's input: is its source on, and the cable in?"
        case .signalDiffers(let path, let expected, let found):
            "\(path): the source sends \(found), where the camera is set to \(expected): set the source back"
        case .cameBackDifferent(let path, let expected, let found):
            "\(path): the camera came back with \(found) instead of \(expected): the run cannot go on"
        case .gaveUp(let path, let seconds, let last):
            "\(path): no frames for \(String(format: "%.3g", seconds)) s, the run ends (last: \(last))"
        default: ""
        }
    }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

import Foundation

/// A device of this machine that is a camera, or would be.
public struct ListedCamera: Sendable, Equatable {
    public let path: String
    /// nil where it cannot be opened.
    public let identity: CameraIdentity?
    public let attachment: CameraAttachment
    /// Why it cannot be used.
    public let problem: CameraError?
}

/// How a camera is connected, as sysfs tells: what tells a laptop's webcam from a microscope.
public struct CameraAttachment: Sendable, Equatable {
    /// "0c45:6366"; nil for what is not on USB.
    public var usbID: String?
    public var maker: String?
    public var product: String?
    public var serialNumber: String?
    /// Whether it is part of the machine; nil where the machine does not say.
    public var isBuiltIn: Bool?

    public init() {}

    /// - Parameter root: of sysfs.
    init(device path: String, root: String = "/sys") {
        let node = (path as NSString).lastPathComponent
        // The node's device is an interface of the USB device above it.
        let interface = URL(fileURLWithPath: "\(root)/class/video4linux/\(node)/device").resolvingSymlinksInPath()
        let usb = interface.deletingLastPathComponent()
        func attribute(_ name: String) -> String? {
            guard let text = try? String(contentsOf: usb.appendingPathComponent(name), encoding: .utf8) else {
                return nil
            }
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.isEmpty ? nil : trimmed
        }
        guard let vendor = attribute("idVendor"), let number = attribute("idProduct") else { return }
        usbID = "\(vendor):\(number)"
        maker = attribute("manufacturer")
        product = attribute("product")
        serialNumber = attribute("serial")
        isBuiltIn = switch attribute("removable") {
        case "fixed": true
        case "removable": false
        default: nil
        }
    }
}

/// The cameras of this machine.
public enum CameraList {
    /// In the order of their numbers; nodes that capture no pictures are left out.
    public static func all() -> [ListedCamera] { all(kernel: SystemKernel()) }

    static func all(kernel: any VideoKernel) -> [ListedCamera] {
        kernel.devicePaths().compactMap { path in
            let attachment = CameraAttachment(device: path)
            do throws(CameraError) {
                let camera = try V4L2Camera(path: path, kernel: kernel)
                return ListedCamera(path: path, identity: camera.identity, attachment: attachment, problem: nil)
            } catch {
                if case .notACamera = error { return nil }
                return ListedCamera(path: path, identity: nil, attachment: attachment, problem: error)
            }
        }
    }
}

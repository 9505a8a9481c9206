import CCamera
import Foundation

/// Who a camera is, so that it is found again after it was unplugged.
public struct CameraIdentity: Sendable, Equatable {
    /// "Microscope Camera: HD USB".
    public let name: String
    public let driver: String
    /// Where it is plugged in: "usb-0000:00:14.0-1".
    public let bus: String
}

/// An open V4L2 camera: what it offers, and its settings. One thread at a time.
public final class V4L2Camera {
    public let path: String
    public let identity: CameraIdentity
    let device: DeviceHandle

    /// Throws `CameraError.noSuchDevice`, `.noPermission`, `.notACamera`, `.multiPlanarOnly`, `.inUse`, `.unplugged`,
    /// `.system`.
    public convenience init(path: String) throws(CameraError) { try self.init(path: path, kernel: SystemKernel()) }

    init(path: String, kernel: any VideoKernel) throws(CameraError) {
        device = try DeviceHandle(path: path, kernel: kernel)
        self.path = path
        var facts = v4l2_capability()
        let code = device.attempt(.queryCapabilities, &facts)
        if code == ENOTTY || code == EINVAL { throw .notACamera(path: path, reason: "no V4L2 device") }
        if code != 0 { throw device.error(Request.queryCapabilities.name, code: code) }
        identity = CameraIdentity(
            name: FixedText.text(ofTuple: facts.card), driver: FixedText.text(ofTuple: facts.driver),
            bus: FixedText.text(ofTuple: facts.bus_info))
        let hasOwn = facts.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
        let abilities = hasOwn ? facts.device_caps : facts.capabilities
        guard abilities & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0 else {
            if abilities & UInt32(V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0 { throw .multiPlanarOnly(path: path) }
            // How a loopback device shows itself until a program writes to it.
            let reason = abilities & UInt32(V4L2_CAP_VIDEO_OUTPUT) != 0
                ? "it takes pictures and gives none: if it is a loopback device, is anything feeding it?"
                : "the node captures no pictures: metadata or sound"
            throw .notACamera(path: path, reason: reason)
        }
        guard abilities & UInt32(V4L2_CAP_STREAMING) != 0 else {
            throw .notACamera(path: path, reason: "it cannot stream into memory")
        }
    }

    /// Everything that the camera offers, in the driver's order.
    public func formats() throws(CameraError) -> [CameraFormat] { try ModeTable(device: device).all() }

    /// All controls with their values.
    public func controls() throws(CameraError) -> [CameraControl] { try ControlTable(device: device).all() }

    /// Sets a control by its key; the value that it has then.
    ///
    /// Throws `CameraError.noSuchControl`, `.unsuitableValue`, `.controlRefused`, `.unplugged`.
    @discardableResult
    public func set(_ key: String, to value: String) throws(CameraError) -> Int? {
        let table = ControlTable(device: device)
        let all = try table.all()
        guard let control = all.first(where: { $0.key == key }) else {
            throw .noSuchControl(path: path, name: key, known: all.filter(\.isSettable).map(\.key))
        }
        guard !control.isReadOnly else {
            throw .controlRefused(control: key, value: value, reason: "it can only be read")
        }
        try table.set(control, to: try control.number(for: value))
        return table.value(of: control)
    }

    /// Sets mode and controls; what the camera does then, with sentences about what it could not be kept from.
    func configure(_ settings: CameraSettings) throws(CameraError) -> CameraState {
        let setting = ModeSetting(device: device)
        let mode = try setting.apply(settings)
        let table = ControlTable(device: device)
        var outcome = ControlLock.Outcome()
        if settings.locksAutomatics { outcome = try ControlLock.apply(table) }
        for (key, value) in settings.controls { try set(key, to: value) }
        return CameraState(
            path: path, identity: identity, mode: mode, controls: try table.all(), locked: outcome.locked,
            warnings: setting.warnings(about: mode) + outcome.warnings)
    }
}

/// What a camera was when a run began, for its record, and so that it is the same when it comes back.
public struct CameraState: Sendable, Equatable {
    public let path: String
    public let identity: CameraIdentity
    public let mode: CameraMode
    public let controls: [CameraControl]
    /// Keys of the automatics that are off.
    public let locked: [String]
    /// Sentences about what the camera could not be kept from.
    public let warnings: [String]

    /// For the record of a run: names and values as text.
    public var record: [String: String] {
        var record = [
            "camera": identity.name, "camera_driver": identity.driver, "camera_bus": identity.bus,
            "camera_mode": "\(mode)",
        ]
        for control in controls { record["camera_control_\(control.key)"] = control.value.map { "\($0)" } }
        return record
    }
}

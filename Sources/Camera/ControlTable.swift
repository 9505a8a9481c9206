import CCamera
import Foundation

/// The controls of an open camera.
struct ControlTable {
    let device: DeviceHandle

    // A driver that enumerates without end must not hang the program.
    private static let most = 1000

    /// All controls that hold one number, and buttons, in the driver's order, with their values.
    func all() throws(CameraError) -> [CameraControl] {
        var controls: [CameraControl] = []
        var previous: UInt32 = 0
        while controls.count < Self.most {
            var query = v4l2_query_ext_ctrl()
            query.id = previous | ControlID.nextFlag
            let code = device.attempt(.queryControl, &query)
            if code == EINVAL || code == ENOTTY { break }
            if code != 0 { throw device.error(Request.queryControl.name, code: code) }
            guard query.id > previous else { break }
            previous = query.id
            if var control = CameraControl(query, menu: { menu(query) }) {
                control.value = value(of: control)
                controls.append(control)
            }
        }
        return controls
    }

    func value(of control: CameraControl) -> Int? {
        guard control.kind != .button, control.kind != .text else { return nil }
        var entry = ControlEntry(id: control.id)
        return transfer(.getControls, &entry) == 0 ? entry.value(isWide: control.isWide) : nil
    }

    /// Throws `CameraError.controlRefused`, `.unplugged`.
    func set(_ control: CameraControl, to number: Int) throws(CameraError) {
        var entry = ControlEntry(id: control.id)
        entry.set(number, isWide: control.isWide)
        let code = transfer(.setControls, &entry)
        guard code != 0 else { return }
        if code == ENODEV { throw .unplugged(path: device.path, call: Request.setControls.name) }
        throw .controlRefused(control: control.key, value: "\(number)", reason: CameraError.reason(code))
    }

    private func transfer(_ request: Request, _ entry: inout ControlEntry) -> Int32 {
        entry.bytes.withUnsafeMutableBytes { bytes in
            var controls = v4l2_ext_controls()
            controls.count = 1
            controls.controls = bytes.baseAddress?.assumingMemoryBound(to: v4l2_ext_control.self)
            return device.attempt(request, &controls)
        }
    }

    private func menu(_ query: v4l2_query_ext_ctrl) -> [Int: String] {
        var items: [Int: String] = [:]
        let last = min(query.maximum, query.minimum + Int64(Self.most))
        for index in stride(from: query.minimum, through: last, by: 1) {
            var item = v4l2_querymenu()
            item.id = query.id
            item.index = UInt32(truncatingIfNeeded: index)
            guard device.attempt(.queryMenu, &item) == 0 else { continue }
            // The structure is packed, with the name or the number behind the first 8 bytes.
            let bytes = withUnsafeBytes(of: &item) { Array($0) }
            items[Int(index)] = query.type == V4L2_CTRL_TYPE_INTEGER_MENU.rawValue
                ? "\(LittleEndian.number(bytes[8..<16]))" : FixedText.text(bytes[8..<40])
        }
        return items
    }
}

/// `struct v4l2_ext_control`, which is packed: identifier, size, a reserved word, the value.
private struct ControlEntry {
    var bytes = [UInt8](repeating: 0, count: 20)

    init(id: UInt32) { LittleEndian.put(UInt64(id), into: &bytes, at: 0, count: 4) }

    func value(isWide: Bool) -> Int {
        if isWide { return Int(truncatingIfNeeded: LittleEndian.number(bytes[12..<20])) }
        return Int(Int32(truncatingIfNeeded: LittleEndian.number(bytes[12..<16])))
    }

    mutating func set(_ number: Int, isWide: Bool) {
        LittleEndian.put(UInt64(bitPattern: Int64(number)), into: &bytes, at: 12, count: isWide ? 8 : 4)
    }
}

extension CameraControl {
    /// nil for headings and for what holds more than one number.
    fileprivate init?(_ query: v4l2_query_ext_ctrl, menu: () -> [Int: String]) {
        guard query.flags & UInt32(V4L2_CTRL_FLAG_DISABLED) == 0, query.nr_of_dims == 0 else { return nil }
        switch query.type {
        case V4L2_CTRL_TYPE_INTEGER.rawValue, V4L2_CTRL_TYPE_INTEGER64.rawValue: kind = .integer
        case V4L2_CTRL_TYPE_BOOLEAN.rawValue: kind = .boolean
        case V4L2_CTRL_TYPE_BITMASK.rawValue: kind = .bitmask
        case V4L2_CTRL_TYPE_MENU.rawValue, V4L2_CTRL_TYPE_INTEGER_MENU.rawValue: kind = .menu(menu())
        case V4L2_CTRL_TYPE_BUTTON.rawValue: kind = .button
        case V4L2_CTRL_TYPE_STRING.rawValue: kind = .text
        default: return nil
        }
        id = query.id
        var text = query.name
        name = withUnsafeBytes(of: &text) { FixedText.text(Array($0)[...]) }
        minimum = Int(query.minimum)
        maximum = Int(query.maximum)
        step = Int(clamping: query.step)
        defaultValue = Int(query.default_value)
        isReadOnly = query.flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) != 0
        isInactive = query.flags & UInt32(V4L2_CTRL_FLAG_INACTIVE) != 0
        isVolatile = query.flags & UInt32(V4L2_CTRL_FLAG_VOLATILE) != 0
        isWide = query.type == V4L2_CTRL_TYPE_INTEGER64.rawValue
    }
}

/// Texts of fixed length in the kernel's structures.
enum FixedText {
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    static func text<Tuple>(ofTuple tuple: Tuple) -> String {
        withUnsafeBytes(of: tuple) { text(Array($0)[...]) }
    }
}

/// Numbers in the kernel's packed structures.
enum LittleEndian {
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
    }

    static func put(_ number: UInt64, into bytes: inout [UInt8], at place: Int, count: Int) {
        for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))) }
    }
}

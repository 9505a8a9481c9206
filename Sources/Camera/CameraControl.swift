import CCamera

/// A control of a camera with its range and value: exposure, gain, focus.
public struct CameraControl: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case integer, boolean, bitmask
        /// Choices by their number.
        case menu([Int: String])
        /// Something that is done rather than set.
        case button
        case text
    }

    let id: UInt32
    /// As the driver words it: "Exposure Time, Absolute".
    public let name: String
    public let kind: Kind
    public let minimum: Int
    public let maximum: Int
    public let step: Int
    public let defaultValue: Int
    /// nil where it cannot be read.
    public internal(set) var value: Int?
    public let isReadOnly: Bool
    /// Without effect while another control (an automatic) is on.
    public let isInactive: Bool
    /// Changes by itself.
    public let isVolatile: Bool
    /// Its value has 64 bits.
    let isWide: Bool

    /// The name as v4l2-ctl writes it: "exposure_time_absolute".
    public var key: String {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.joined(separator: "_")
    }

    /// nil where the driver's numbers have no unit of their own.
    public var unit: String? {
        switch id {
        case ControlID.exposureTime: "100 us"
        case ControlID.whiteBalanceTemperature: "K"
        default: nil
        }
    }

    var isSettable: Bool { !isReadOnly && kind != .button && kind != .text }

    /// What a value has to be, for errors and help.
    public var expectation: String {
        switch kind {
        case .boolean: "0 or 1"
        case .menu(let items):
            items.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        default: "\(minimum) to \(maximum)" + (step > 1 ? " in steps of \(step)" : "")
        }
    }

    /// The number that a text stands for; throws `CameraError.unsuitableValue`.
    func number(for text: String) throws(CameraError) -> Int {
        let unsuitable = CameraError.unsuitableValue(control: key, value: text, expected: expectation)
        switch kind {
        case .menu(let items):
            let named = items.first { $0.value.lowercased() == text.lowercased() }?.key
            guard let number = named ?? Int(text), items[number] != nil else { throw unsuitable }
            return number
        case .boolean:
            guard let number = ["0": 0, "1": 1, "off": 0, "on": 1, "false": 0, "true": 1][text.lowercased()] else {
                throw unsuitable
            }
            return number
        case .integer, .bitmask:
            guard let number = Int(text), number >= minimum, number <= maximum else { throw unsuitable }
            guard step <= 1 || (number - minimum).isMultiple(of: step) else { throw unsuitable }
            return number
        case .button, .text: throw unsuitable
        }
    }
}

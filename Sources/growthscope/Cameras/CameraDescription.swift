import Camera

/// Everything that a camera offers, as text.
enum CameraDescription {
    static func text(
        _ identity: CameraIdentity, path: String, formats: [CameraFormat], controls: [CameraControl]
    ) throws -> String {
        var lines = ["\(path): \(identity.name)", "  bus      \(identity.bus)", "  driver   \(identity.driver)", ""]
        lines.append("formats, best for measuring first:")
        if formats.isEmpty { lines.append("  none yet: is anything feeding the device?") }
        let preferred = CameraFormat.byPreference(formats)
        for (index, format) in preferred.enumerated() {
            lines.append("  \(padded(format.format.name, 8)) \(format.sentence)")
            // Said once for formats that follow each other and have the same.
            if index + 1 < preferred.count, preferred[index + 1].sizes == format.sizes { continue }
            lines += format.sizes.map { "      \($0)" }
        }
        lines += ["", "controls (NAME=VALUE for growthscope camera set):"]
        if controls.isEmpty { lines.append("  none") }
        let width = controls.map(\.key.count).max() ?? 0
        for control in controls { lines.append("  \(padded(control.key, width))  \(facts(of: control))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func facts(of control: CameraControl) -> String {
        if control.kind == .button { return "a button" + states(of: control) }
        if control.kind == .text { return "a text" + states(of: control) }
        var text = control.value.map { "\($0)" } ?? "-"
        if let unit = control.unit { text += " (x \(unit))" }
        text += ", \(control.expectation), default \(control.defaultValue)"
        return text.replacing(" (x K)", with: " K") + states(of: control)
    }

    private static func states(of control: CameraControl) -> String {
        let states = [
            control.isReadOnly ? "read only" : nil, control.isInactive ? "without effect now" : nil,
            control.isVolatile ? "changes by itself" : nil,
        ].compactMap { $0 }
        return states.isEmpty ? "" : " [\(states.joined(separator: ", "))]"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

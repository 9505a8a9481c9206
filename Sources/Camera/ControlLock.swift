/// Keeps a camera from adjusting itself: a measured edge must not move because the exposure did.
enum ControlLock {
    /// What was done about the automatics of a camera.
    struct Outcome: Sendable, Equatable {
        /// Keys of the controls that were switched off.
        var locked: [String] = []
        /// Sentences about what could not be.
        var warnings: [String] = []
    }

    private enum Rule {
        case off
        /// "Manual Mode", or shutter priority where there is no other that keeps the time.
        case manualExposure
    }

    /// `holds` is the control whose value the automatic has found, and which keeps it.
    private static let rules: [(id: UInt32, rule: Rule, what: String, holds: UInt32?)] = [
        (ControlID.exposureMode, .manualExposure, "exposure", ControlID.exposureTime),
        (ControlID.exposureDynamicRate, .off, "frame rate", nil),
        (ControlID.automaticGain, .off, "gain", ControlID.gain),
        (ControlID.automaticBrightness, .off, "brightness", nil),
        (ControlID.automaticSensitivity, .off, "sensitivity", nil),
        (ControlID.automaticWhiteBalance, .off, "white balance", ControlID.whiteBalanceTemperature),
        (ControlID.automaticHue, .off, "hue", nil),
        (ControlID.automaticFocus, .off, "focus", ControlID.focus),
    ]

    /// Switches off every automatic that the camera has; says so where it cannot.
    static func apply(_ table: ControlTable) throws(CameraError) -> Outcome {
        var outcome = Outcome()
        let controls = try table.all()
        for (id, rule, what, holds) in rules {
            guard let control = controls.first(where: { $0.id == id }) else { continue }
            guard let wanted = value(for: rule, control) else {
                outcome.warnings.append("the camera adjusts its \(what) by itself, and has no setting against it")
                continue
            }
            if control.value != wanted {
                do {
                    try table.set(control, to: wanted)
                    hold(controls.first { $0.id == holds }, table)
                } catch .unplugged(let path, let call) {
                    throw .unplugged(path: path, call: call)
                } catch {
                    outcome.warnings.append("the camera's \(what) cannot be locked (\(error))")
                    continue
                }
            }
            outcome.locked.append(control.key)
        }
        if !controls.contains(where: { [ControlID.exposureMode, ControlID.exposureTime].contains($0.id) }) {
            outcome.warnings.append(
                "the camera has no control of its exposure: whether it adjusts itself is not known")
        }
        return outcome
    }

    /// Keeps what the automatic had found last, where the camera tells; some fall back to an old value otherwise.
    private static func hold(_ control: CameraControl?, _ table: ControlTable) {
        guard let control, control.isSettable, let found = control.value else { return }
        try? table.set(control, to: found)
    }

    private static func value(for rule: Rule, _ control: CameraControl) -> Int? {
        guard !control.isReadOnly else { return nil }
        switch rule {
        case .off: return 0
        case .manualExposure:
            guard case .menu(let items) = control.kind else { return nil }
            // V4L2_EXPOSURE_MANUAL and V4L2_EXPOSURE_SHUTTER_PRIORITY.
            return [1, 2].first { items[$0] != nil }
        }
    }
}

import Camera

/// What is said on standard error about a camera that is read.
enum CameraNotices {
    /// The mode that was chosen, and what the camera could not be kept from.
    static func announce(_ state: CameraState) {
        Console.shared.note("\(state.identity.name): \(state.mode)")
        if !state.locked.isEmpty { Console.shared.note("held still: \(state.locked.joined(separator: ", "))") }
        state.warnings.forEach { Console.shared.warning($0) }
    }

    static func warn(_ event: CaptureEvent) { Console.shared.warning(sentence(event)) }

    static func sentence(_ event: CaptureEvent) -> String {
        let what = switch event.kind {
        case .framesLost: "frames lost"
        case .framesDamaged: "frames damaged"
        case .unplugged: "camera gone"
        case .stalled: "camera stalled"
        case .error: "camera error"
        case .resumed: "camera back"
        case .numberingJumped: "frame numbers jumped"
        case .clockJumped: "the camera's clock jumped"
        }
        return "\(what): \(event.detail)"
    }
}

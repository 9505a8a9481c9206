import Camera

/// The lines about one camera of the list.
enum CameraListing {
    static func text(_ camera: ListedCamera) -> String {
        var lines = [camera.path + (camera.identity.map { ": \($0.name)" } ?? "")]
        if let problem = camera.problem { lines.append("problem  \(problem)") }
        if let identity = camera.identity {
            lines.append("bus      \(identity.bus)")
            lines.append("driver   \(identity.driver)")
        }
        let attachment = camera.attachment
        let words = [
            attachment.usbID, attachment.maker, attachment.product, attachment.serialNumber.map { "serial \($0)" },
            attachment.isBuiltIn.map { $0 ? "part of this machine" : "plugged in" },
        ].compactMap { $0 }
        if !words.isEmpty { lines.append("USB      \(words.joined(separator: ", "))") }
        return lines.joined(separator: "\n  ") + "\n"
    }
}

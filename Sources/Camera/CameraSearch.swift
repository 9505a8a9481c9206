import Foundation

/// Finds cameras among the devices of the machine.
struct CameraSearch {
    let kernel: any VideoKernel

    /// The camera of a run, where it was or under a new number.
    func camera(like state: CameraState) throws(CameraError) -> V4L2Camera {
        let first: CameraError
        do throws(CameraError) {
            let camera = try V4L2Camera(path: state.path, kernel: kernel)
            if camera.identity == state.identity { return camera }
            first = .noSuchDevice(path: state.path)
        } catch {
            first = error
        }
        for path in kernel.devicePaths() where path != state.path {
            // What cannot be opened is not the camera that is sought.
            if let camera = try? V4L2Camera(path: path, kernel: kernel), camera.identity == state.identity {
                return camera
            }
        }
        throw first
    }
}

/// Sets the controls of a camera that came back to what they were.
enum ControlRestoration {
    /// Sentences about what could not be restored.
    static func restore(_ controls: [CameraControl], of camera: V4L2Camera) -> [String] {
        let table = ControlTable(device: camera.device)
        guard let now = try? table.all() else { return ["the camera's controls cannot be read any more"] }
        var sentences: [String] = []
        for control in controls where control.isSettable && !control.isVolatile {
            guard let wanted = control.value, let current = now.first(where: { $0.id == control.id }),
                current.value != wanted
            else { continue }
            do {
                try table.set(control, to: wanted)
            } catch {
                // What is inactive has no effect.
                if !current.isInactive { sentences.append("\(error)") }
            }
        }
        return sentences
    }
}

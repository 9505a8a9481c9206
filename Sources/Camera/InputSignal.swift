import CCamera
import Foundation

/// What comes in at a camera's input, where its driver can tell: a grabber goes on sending pictures (blue, noise, the last
/// one) when its cable is out.
struct InputSignal {
    let device: DeviceHandle

    // Oscillators differ; another rate of the same size differs by more.
    private static let rateTolerance = 2e-3

    /// Throws `CameraError.noSignal`, or `.signalDiffers` where the source sends another size or rate than the device is
    /// set to.
    func check() throws(CameraError) {
        let status = status()
        let missing = UInt32(V4L2_IN_ST_NO_POWER | V4L2_IN_ST_NO_SIGNAL | V4L2_IN_ST_NO_SYNC)
        if status & missing != 0 { throw .noSignal(path: device.path) }
        var incoming = v4l2_dv_timings()
        switch device.attempt(.queryTimings, &incoming) {
        case 0: break
        case ENOLINK, ENOLCK, ERANGE: throw .noSignal(path: device.path)
        // Most cameras have no timings.
        default: return
        }
        guard let set = timings(), !Self.isSame(set, incoming) else { return }
        throw .signalDiffers(path: device.path, expected: Self.text(set), found: Self.text(incoming))
    }

    /// Sets the device to what comes in.
    func adopt() {
        var incoming = v4l2_dv_timings()
        guard device.attempt(.queryTimings, &incoming) == 0, let set = timings(), !Self.isSame(set, incoming) else { return }
        // Where it is refused, `check` says what differs.
        _ = device.attempt(.setTimings, &incoming)
    }

    private func status() -> UInt32 {
        var index: Int32 = 0
        guard device.attempt(.getInput, &index) == 0 else { return 0 }
        var input = v4l2_input()
        input.index = UInt32(clamping: index)
        return device.attempt(.enumerateInputs, &input) == 0 ? input.status : 0
    }

    private func timings() -> v4l2_dv_timings? {
        var timings = v4l2_dv_timings()
        return device.attempt(.getTimings, &timings) == 0 ? timings : nil
    }

    private static func isSame(_ a: v4l2_dv_timings, _ b: v4l2_dv_timings) -> Bool {
        a.bt.width == b.bt.width && a.bt.height == b.bt.height && a.bt.interlaced == b.bt.interlaced
            && abs(rate(a) - rate(b)) <= rateTolerance * rate(a)
    }

    /// Frames per second: the pixel clock over all pixels of a frame, those of the gaps among them.
    private static func rate(_ timings: v4l2_dv_timings) -> Double {
        let bt = timings.bt
        let width = Double(bt.width) + Double(bt.hfrontporch) + Double(bt.hsync) + Double(bt.hbackporch)
        let height = Double(bt.height) + Double(bt.vfrontporch) + Double(bt.vsync) + Double(bt.vbackporch)
        return Double(bt.pixelclock) / max(1, width * height)
    }

    private static func text(_ timings: v4l2_dv_timings) -> String {
        "\(timings.bt.width)x\(timings.bt.height) at \(CameraRate.text(rate(timings)))"
    }
}

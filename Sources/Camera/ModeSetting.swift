import CCamera
import Foundation

/// Brings an open camera into the mode that is asked for.
struct ModeSetting {
    let device: DeviceHandle

    // A rate is the one asked for within the rounding of the driver's fractions.
    private static let rateTolerance = 0.01

    /// The mode that the camera is in then. Throws `CameraError.noReadableFormat`, `.noSuchMode` (with what there is),
    /// `.noFormatYet`, `.inUse`, `.unplugged`, `.system`.
    func apply(_ settings: CameraSettings) throws(CameraError) -> CameraMode {
        let formats = try ModeTable(device: device).all()
        var current = v4l2_format()
        current.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        let code = device.attempt(.getFormat, &current)
        // A loopback device that nobody feeds.
        if formats.isEmpty || code == EINVAL { throw .noFormatYet(path: device.path) }
        if code != 0 { throw device.error(Request.getFormat.name, code: code) }
        let width = settings.width ?? Int(current.fmt.pix.width)
        let height = settings.height ?? Int(current.fmt.pix.height)
        let candidates = try candidates(settings, formats, width: width, height: height)
        for format in candidates {
            if let mode = try adopt(format, width, height, settings.framesPerSecond, from: current) { return mode }
        }
        throw noSuchMode(settings, formats, width, height)
    }

    /// Formats to try, best first.
    private func candidates(
        _ settings: CameraSettings, _ formats: [CameraFormat], width: Int, height: Int
    ) throws(CameraError) -> [PixelFormat] {
        if let asked = settings.format {
            guard asked.layout != nil, formats.contains(where: { $0.format == asked }) else {
                throw noSuchMode(settings, formats, width, height)
            }
            return [asked]
        }
        let readable = formats.compactMap { entry in entry.format.layout.map { (entry.format, $0.rank) } }
        guard !readable.isEmpty else {
            throw .noReadableFormat(path: device.path, offered: formats.map(\.format.name))
        }
        return readable.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// nil where the camera takes another size or rate instead.
    private func adopt(
        _ format: PixelFormat, _ width: Int, _ height: Int, _ rate: Double?, from current: v4l2_format
    ) throws(CameraError) -> CameraMode? {
        var wanted = v4l2_format()
        wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        wanted.fmt.pix.width = UInt32(clamping: width)
        wanted.fmt.pix.height = UInt32(clamping: height)
        wanted.fmt.pix.pixelformat = format.code
        wanted.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        let code = device.attempt(.setFormat, &wanted)
        if code == EINVAL { return nil }
        if code != 0 { throw device.error(Request.setFormat.name, code: code) }
        let set = wanted.fmt.pix
        guard set.pixelformat == format.code, Int(set.width) == width, Int(set.height) == height,
            let layout = format.layout
        else { return nil }
        let isInterlaced = try isInterlaced(set.field)
        let framesPerSecond = try adopt(rate: rate)
        if let rate, let framesPerSecond, abs(framesPerSecond / rate - 1) > Self.rateTolerance { return nil }
        let least = width * layout.bytesPerPixel
        return CameraMode(
            format: format, width: width, height: height, framesPerSecond: framesPerSecond,
            bytesPerRow: max(Int(set.bytesperline), least), bytesPerPicture: Int(set.sizeimage),
            isInterlaced: isInterlaced)
    }

    /// Throws `CameraError.separateFields` where a buffer does not hold the rows of a picture in their order.
    private func isInterlaced(_ field: UInt32) throws(CameraError) -> Bool {
        switch field {
        case V4L2_FIELD_INTERLACED.rawValue, V4L2_FIELD_INTERLACED_TB.rawValue, V4L2_FIELD_INTERLACED_BT.rawValue:
            return true
        case V4L2_FIELD_TOP.rawValue, V4L2_FIELD_BOTTOM.rawValue:
            throw .separateFields(path: device.path, how: "only every second row")
        case V4L2_FIELD_SEQ_TB.rawValue, V4L2_FIELD_SEQ_BT.rawValue:
            throw .separateFields(path: device.path, how: "one below the other")
        case V4L2_FIELD_ALTERNATE.rawValue: throw .separateFields(path: device.path, how: "one after the other")
        default: return false
        }
    }

    /// Sentences about what a picture of this mode does not show as it is.
    func warnings(about mode: CameraMode) -> [String] {
        var sentences: [String] = []
        if mode.isInterlaced {
            sentences.append("the camera's pictures are interlaced: odd and even rows are taken at different moments")
        }
        var facts = v4l2_cropcap()
        facts.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        if device.attempt(.cropCapabilities, &facts) == 0, let aspect = ModeTable.rate(facts.pixelaspect),
            abs(aspect - 1) > Self.rateTolerance
        {
            let ratio = String(format: "%.3f", max(aspect, 1 / aspect))
            sentences.append(
                "the camera says that its pixels are not square (\(ratio) : 1): a calibration holds in both "
                    + "directions, a single scale does not")
        }
        return sentences
    }

    /// The rate that the camera runs at then; nil where it does not say.
    private func adopt(rate: Double?) throws(CameraError) -> Double? {
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        guard device.attempt(.getParameters, &parameters) == 0 else { return nil }
        if let rate {
            parameters.parm.capture.timeperframe = v4l2_fract(
                numerator: 1_000_000, denominator: UInt32(clamping: Int((rate * 1_000_000).rounded())))
            let code = device.attempt(.setParameters, &parameters)
            if code == ENODEV || code == EBUSY { throw device.error(Request.setParameters.name, code: code) }
        }
        return ModeTable.rate(parameters.parm.capture.timeperframe)
    }

    private func noSuchMode(
        _ settings: CameraSettings, _ formats: [CameraFormat], _ width: Int, _ height: Int
    ) -> CameraError {
        var asked = "\(width)x\(height)"
        if let format = settings.format { asked = "\(format) \(asked)" }
        if let rate = settings.framesPerSecond { asked += " at \(CameraRate.text(rate))" }
        let readable = formats.filter(\.isReadable).map { entry in
            "\(entry.format) " + entry.sizes.map(\.description).joined(separator: " or ")
        }
        return .noSuchMode(path: device.path, asked: asked, available: readable)
    }
}

import CCamera
import Foundation

/// The formats, sizes and rates that an open camera offers.
struct ModeTable {
    let device: DeviceHandle

    // Drivers that enumerate without end must not hang the program.
    private static let most = 256

    func all() throws(CameraError) -> [CameraFormat] {
        var formats: [CameraFormat] = []
        for index in 0..<UInt32(Self.most) {
            var entry = v4l2_fmtdesc()
            entry.index = index
            entry.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            let code = device.attempt(.enumerateFormats, &entry)
            if code == EINVAL || code == ENOTTY { break }
            if code != 0 { throw device.error(Request.enumerateFormats.name, code: code) }
            let format = PixelFormat(code: entry.pixelformat)
            formats.append(
                CameraFormat(
                    format: format, driverDescription: FixedText.text(ofTuple: entry.description),
                    sizes: sizes(of: format)))
        }
        return formats
    }

    private func sizes(of format: PixelFormat) -> [CameraSize] {
        var sizes: [CameraSize] = []
        for index in 0..<UInt32(Self.most) {
            var entry = v4l2_frmsizeenum()
            entry.index = index
            entry.pixel_format = format.code
            guard device.attempt(.enumerateSizes, &entry) == 0 else { break }
            if entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                sizes.append(size(format, Int(entry.discrete.width), Int(entry.discrete.height)))
            } else {
                // Any size between two: these stand for all.
                sizes.append(size(format, Int(entry.stepwise.max_width), Int(entry.stepwise.max_height)))
                sizes.append(size(format, Int(entry.stepwise.min_width), Int(entry.stepwise.min_height)))
                break
            }
        }
        return sizes.sorted { ($0.width * $0.height, $0.width) > ($1.width * $1.height, $1.width) }
    }

    private func size(_ format: PixelFormat, _ width: Int, _ height: Int) -> CameraSize {
        CameraSize(width: width, height: height, rates: rates(format, width, height))
    }

    private func rates(_ format: PixelFormat, _ width: Int, _ height: Int) -> [Double] {
        var rates: [Double] = []
        for index in 0..<UInt32(Self.most) {
            var entry = v4l2_frmivalenum()
            entry.index = index
            entry.pixel_format = format.code
            entry.width = UInt32(clamping: width)
            entry.height = UInt32(clamping: height)
            guard device.attempt(.enumerateIntervals, &entry) == 0 else { break }
            let isDiscrete = entry.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
            let ends = isDiscrete ? [entry.discrete] : [entry.stepwise.min, entry.stepwise.max]
            rates += ends.compactMap { Self.rate($0) }
            if !isDiscrete { break }
        }
        return Array(Set(rates)).sorted(by: >)
    }

    static func rate(_ interval: v4l2_fract) -> Double? {
        guard interval.numerator > 0, interval.denominator > 0 else { return nil }
        return Double(interval.denominator) / Double(interval.numerator)
    }
}

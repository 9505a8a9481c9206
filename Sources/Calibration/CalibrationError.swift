/// Why no scale could be had, in words that say what to do.
public enum CalibrationError: Error, Equatable, Sendable {
    case noSuchFile(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case notJSON(path: String, reason: String)
    case wrongSchema(path: String, found: String?)
    case missingKeys(path: String, keys: [String])
    case wrongType(path: String, key: String, expected: String)
    case outOfRange(path: String, key: String, value: Double, requirement: String)
    case sizeMismatch(path: String, calibratedWidth: Int, calibratedHeight: Int, frameWidth: Int, frameHeight: Int)
    case resized(path: String, factor: Double, frameWidth: Int, frameHeight: Int)
    case invalidScale(micrometersPerPixel: Double, origin: String)
    case noScale(input: String)
    case notGrey(picture: String)
    case pictureOfAnotherSize(picture: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
    /// `ratio`: its scale over that of the other picture
    case pictureOfAnotherScale(picture: String, ratio: Double, other: String)
    case pictureFailed(picture: String)
    case pictureTooSmall(picture: String, width: Int, height: Int)
    case noRuling(picture: String)
    case tooFewLines(picture: String, count: Int)
    case gridInstead(picture: String)
    case twoRulings(
        picture: String, firstPitch: Double, firstDegrees: Double, secondPitch: Double, secondDegrees: Double)
    case saturated(picture: String, fraction: Double)
    case divisionContradicted(picture: String, divisionMicrometers: Double, period: Int)
    case noGrid(picture: String, reason: String)
    case undetermined(reason: String)

    /// What kind of failure it is, for the exit status.
    public enum Category: Sendable {
        case usage, noSuchInput, unusable, inputOutput
    }

    public var category: Category {
        switch self {
        case .noSuchFile: .noSuchInput
        case .unreadable, .unwritable: .inputOutput
        case .noScale: .usage
        default: .unusable
        }
    }
}

extension CalibrationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchFile(let path):
            "\(path): no such calibration file"
        case .unreadable(let path, let reason):
            "\(path): the calibration file cannot be read (\(reason))"
        case .unwritable(let path, let reason):
            "\(path): the calibration file cannot be written (\(reason))"
        case .notJSON(let path, let reason):
            "\(path): not a calibration file, which is a JSON object (\(reason))"
        case .wrongSchema(let path, let found):
            "\(path): \"schema\" is \(found.map { "\"\($0)\"" } ?? "missing"), expected \"\(CalibrationFile.schema)\""
        case .missingKeys(let path, let keys):
            "\(path): the calibration file lacks \(keys.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .wrongType(let path, let key, let expected):
            "\(path): \"\(key)\" has to be \(expected)"
        case .outOfRange(let path, let key, let value, let requirement):
            "\(path): \"\(key)\" is \(value), but has to be \(requirement)"
        case .sizeMismatch(let path, let width, let height, let frameWidth, let frameHeight):
            "\(path): made for pictures of \(width) x \(height) px, but the frames have \(frameWidth) x "
                + "\(frameHeight) px, which neither binning nor a crop explains: calibrate this camera mode, "
                + "or give the scale with --scale"
        case .resized(let path, let factor, let frameWidth, let frameHeight):
            "\(path): the frames (\(frameWidth) x \(frameHeight) px) have the proportions of the calibrated pictures "
                + "at \(Self.rounded(factor)) times their size: were they resized? Calibrate this camera mode, "
                + "or give the scale with --scale"
        case .invalidScale(let value, let origin):
            "the scale is \(value) um per pixel (\(origin)): it has to be between 0.0001 and 10000; give one with --scale"
        case .noScale(let input):
            "\(input): the scale is not known; give --scale (micrometres per pixel, as in --scale 0.75um), "
                + "or --calibration FILE, or a file that states its pixel size (ImageJ or OME TIFF)"
        case .notGrey(let picture):
            "\(picture): a calibration is measured on one channel; give a grey picture or one channel of it"
        case .pictureOfAnotherSize(let picture, let width, let height, let expectedWidth, let expectedHeight):
            "\(picture): \(width) x \(height) px, the pictures before it have \(expectedWidth) x \(expectedHeight) px: "
                + "a calibration holds for one camera mode; give pictures of one size"
        case .pictureOfAnotherScale(let picture, let ratio, let other):
            "\(picture): its scale is \(Self.rounded(ratio)) times that of \(other): pictures that are combined have to be "
                + "of one objective, zoom and camera mode; calibrate each for itself"
        case .pictureFailed(let picture):
            "\(picture): the picture cannot be processed: is there enough memory?"
        case .pictureTooSmall(let picture, let width, let height):
            "\(picture): \(width) x \(height) px are too few to find the marks of a slide in; give the whole picture"
        default: measurementSentence
        }
    }

    private static func rounded(_ factor: Double) -> Double { (factor * 1000).rounded() / 1000 }
}

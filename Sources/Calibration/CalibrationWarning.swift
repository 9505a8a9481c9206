/// Something about a calibration that its user has to know; the number is given all the same.
public struct CalibrationWarning: Sendable, Equatable, Codable {
    /// For programs: "square_pixels_assumed", "saturated", ...
    public var code: String
    /// For people.
    public var sentence: String

    public init(code: String, sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

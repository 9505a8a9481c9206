import Foundation

/// What is true of a simulated calibration picture (truth.json).
public struct CalibrationTruth: Encodable, Sendable, Equatable {
    struct Image: Encodable, Sendable, Equatable {
        var file: String
        var kind: String
        var micrometersPerPixelX: Double
        var micrometersPerPixelY: Double
        var rotationDegrees: Double
        var divisionMicrometers: Double
        var cornerDistortion: Double

        enum CodingKeys: String, CodingKey {
            case file, kind
            case micrometersPerPixelX = "um_per_px_x"
            case micrometersPerPixelY = "um_per_px_y"
            case rotationDegrees = "rotation_deg"
            case divisionMicrometers = "division_um"
            case cornerDistortion = "corner_distortion"
        }
    }

    var images: [Image]

    /// Of the first ruling, or of the grid.
    public init(_ scene: CalibrationScene, file: String) {
        let ruling = scene.rulings.first
        images = [
            Image(
                file: file, kind: scene.grid?.kind.rawValue ?? "micrometer",
                micrometersPerPixelX: scene.micrometersPerPixelX, micrometersPerPixelY: scene.micrometersPerPixelY,
                rotationDegrees: scene.grid?.rotationDegrees ?? ruling?.rotationDegrees ?? 0,
                divisionMicrometers: scene.grid?.pitchMicrometers ?? ruling?.divisionMicrometers ?? 0,
                cornerDistortion: scene.cornerDistortion)
        ]
    }

    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

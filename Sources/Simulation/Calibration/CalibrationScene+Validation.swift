extension CalibrationScene {
    /// Checks that the scene can be rendered; throws `SimulationError.invalidValue` with the key that cannot be.
    public func validate() throws {
        try require("width", Double(width), in: 16...16384)
        try require("height", Double(height), in: 16...16384)
        try require("um_per_px_x", micrometersPerPixelX, in: 1e-4...1e4)
        try require("um_per_px_y", micrometersPerPixelY, in: 1e-4...1e4)
        try require("contrast", contrast, in: 0...1)
        try require("blur_sigma_px", blurSigmaPixels, in: 0...40)
        try require("corner_distortion", cornerDistortion, in: -0.2...0.2)
        try require("dirt_specks", Double(dirtSpecks), in: 0...1000)
        try require("dirt_radius_px", dirtRadiusPixels, in: 0.1...1000)
        try require("sensor exposure", sensor.exposure, in: 0.001...10)
        try require("sensor full_well_e", sensor.fullWellElectrons, in: 1...1e9)
        try require("sensor read_noise_e", sensor.readNoiseElectrons, in: 0...1e6)
        try require("illumination vignetting", illumination.vignetting, in: 0...1)
        guard [8, 10, 12, 14, 16].contains(bitDepth) else {
            throw SimulationError.invalidValue(key: "bit_depth", value: "\(bitDepth)", expected: "8, 10, 12, 14 or 16")
        }
        try require("rulings (their number)", Double(rulings.count), in: 0...10)
        for (index, ruling) in rulings.enumerated() { try validate(ruling, name: "rulings [\(index)]") }
        if let grid { try validate(grid) }
    }

    private func validate(_ ruling: SimulatedRuling, name: String) throws {
        try require("\(name) division_um", ruling.divisionMicrometers, in: pixels(1...1e5))
        try require("\(name) rotation_deg", ruling.rotationDegrees, in: -360...360)
        try require("\(name) line_width_um", ruling.lineWidthMicrometers, in: pixels(0.01...1e4))
        for length in [
            ruling.shortLengthMicrometers, ruling.middleLengthMicrometers, ruling.longLengthMicrometers,
        ] { try require("\(name) short_um, middle_um, long_um", length, in: pixels(0...1e6)) }
        try require("\(name) figures_um", ruling.figureHeightMicrometers, in: pixels(0...1e6))
        try require("\(name) middle_every", Double(ruling.middleEvery), in: 0...1000)
        try require("\(name) long_every", Double(ruling.longEvery), in: 0...1000)
        for origin in [ruling.originAlongMicrometers, ruling.originAcrossMicrometers] {
            try require("\(name) origin_along_um, origin_across_um", origin, in: -1e8...1e8)
        }
    }

    private func validate(_ grid: SimulatedGrid) throws {
        try require("grid pitch_um", grid.pitchMicrometers, in: pixels(1...1e5))
        try require("grid rotation_deg", grid.rotationDegrees, in: -360...360)
        try require("grid shear_deg", grid.shearDegrees, in: -45...45)
        try require("grid dot_diameter_um", grid.dotDiameterMicrometers, in: pixels(0.01...1e5))
        for origin in [grid.originXMicrometers, grid.originYMicrometers] {
            try require("grid origin_x_um, origin_y_um", origin, in: -1e8...1e8)
        }
    }

    /// Lengths in um that have these lengths in px.
    private func pixels(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        let scale = min(micrometersPerPixelX, micrometersPerPixelY)
        return range.lowerBound * scale...range.upperBound * scale
    }

    private func require(_ key: String, _ value: Double, in range: ClosedRange<Double>) throws {
        guard value.isFinite, range.contains(value) else {
            throw SimulationError.invalidValue(
                key: key, value: "\(value)", expected: "between \(range.lowerBound) and \(range.upperBound)")
        }
    }
}

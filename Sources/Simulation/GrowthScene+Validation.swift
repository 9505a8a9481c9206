import Foundation

extension GrowthScene {
    /// Checks that the scene can be rendered.
    /// - Throws: `SimulationError.invalidValue` with the key as it stands in a scene file, its value, and what it may
    ///   be.
    public func validate() throws {
        try require("width", width, in: 16...16384)
        try require("height", height, in: 16...16384)
        try require("um_per_px", micrometersPerPixel, in: 1e-4...1e4)
        try require("gamma", gamma, in: 0.1...4)
        guard [8, 10, 12, 14, 16].contains(bitDepth) else {
            throw SimulationError.invalidValue(key: "bit_depth", value: "\(bitDepth)", expected: "8, 10, 12, 14 or 16")
        }
        try validateTimes()
        try validateOptics()
        try validateAppearance()
        try validateDisturbances()
        guard crystals.count <= 1000 else {
            throw SimulationError.invalidValue(key: "crystals", value: "\(crystals.count)", expected: "at most 1000")
        }
        for (index, crystal) in crystals.enumerated() { try crystal.validate(name: "crystals [\(index)]") }
    }

    private func validateTimes() throws {
        guard let listed = frameTimesSeconds else {
            try require("frame_count", frameCount, in: 1...1_000_000)
            try require("frame_interval_s", frameIntervalSeconds, in: 1e-6...1e7)
            return
        }
        try require("frame_times_s (their number)", listed.count, in: 1...1_000_000)
        for (index, time) in listed.enumerated() {
            guard time.isFinite, index == 0 || time > listed[index - 1] else {
                throw SimulationError.invalidValue(
                    key: "frame_times_s [\(index)]", value: "\(time)", expected: "a time after the one before")
            }
        }
    }

    private func validateOptics() throws {
        try require("optics psf_sigma_px", optics.pointSpreadSigmaPixels, in: 0...40)
        try require("optics defocus_blur_px_per_um", optics.defocusBlurPixelsPerMicrometer, in: 0...100)
        try require("optics defocus_mean_um", optics.defocusMeanMicrometers, in: -1e4...1e4)
        try require("optics defocus_drift_um_per_min", optics.defocusDriftMicrometersPerMinute, in: -1e4...1e4)
        try require("optics defocus_amplitude_um", optics.defocusAmplitudeMicrometers, in: -1e4...1e4)
        try require("optics defocus_period_s", optics.defocusPeriodSeconds, in: 1e-3...1e9)
        let times = times
        let worst = max(
            abs(optics.defocusMicrometers(at: times[0], phase: 0)),
            abs(optics.defocusMicrometers(at: times[times.count - 1], phase: 0)))
            + 2 * abs(optics.defocusAmplitudeMicrometers)
        // Beyond it nothing of a crystal is left to see, and the cost of the blur grows with it.
        try require(
            "optics (blur at the greatest defocus, px)", optics.sigmaPixels(defocusMicrometers: worst), in: 0...60)
    }

    private func validateAppearance() throws {
        let part = 0.0...1.0
        try require("appearance opacity", appearance.opacity, in: part)
        try require("appearance absorption", appearance.absorption, in: part)
        try require("appearance rim_depth", appearance.rimDepth, in: part)
        try require("appearance field_brightness", appearance.fieldBrightness, in: part)
        try require("appearance terrace_contrast", appearance.terraceContrast, in: part)
        try require("appearance becke_amplitude", appearance.beckeAmplitude, in: 0...10)
        try require("appearance becke_offset_um", appearance.beckeOffsetMicrometers, in: 0...1e4)
        // A Gaussian narrower than this slips between the half-pixel cells it is sampled in.
        let narrowest = 1.2 * micrometersPerPixel
        let isGaussian = appearance.rimProfile == .gaussian
        try require(
            "appearance rim_width_um", appearance.rimWidthMicrometers,
            in: (isGaussian ? narrowest : 1e-3 * micrometersPerPixel)...(100 * micrometersPerPixel))
        try require(
            "appearance becke_width_um", appearance.beckeWidthMicrometers, in: narrowest...(100 * micrometersPerPixel))
        try require("appearance transmission (number of values)", appearance.transmission.count, in: 3...3)
        for value in appearance.transmission { try require("appearance transmission", value, in: part) }
    }

    private func validateDisturbances() throws {
        try require("illumination vignetting", illumination.vignetting, in: 0...1)
        try require("illumination unevenness", illumination.unevenness, in: 0...0.5)
        try require("illumination flicker", illumination.flicker, in: 0...0.5)
        try require("illumination fading_per_h", illumination.fadingPerHour, in: -100...100)
        try require("sensor full_well_e", sensor.fullWellElectrons, in: 1...1e9)
        try require("sensor exposure", sensor.exposure, in: 1e-4...10)
        try require("sensor read_noise_e", sensor.readNoiseElectrons, in: 0...1e6)
        try require("sensor fixed_pattern_gain", sensor.fixedPatternGain, in: 0...0.2)
        try require("sensor black_level", sensor.blackLevel, in: 0...0.9)
        try require("drift x_um_per_min", drift.xMicrometersPerMinute, in: -1e6...1e6)
        try require("drift y_um_per_min", drift.yMicrometersPerMinute, in: -1e6...1e6)
        try require("drift random_step_um", drift.randomStepMicrometers, in: 0...1e6)
        for (index, jump) in drift.jumps.enumerated() {
            try require("drift jumps [\(index)] at_s", jump.atSeconds, in: -1e12...1e12)
            try require("drift jumps [\(index)] x_um", jump.xMicrometers, in: -1e6...1e6)
            try require("drift jumps [\(index)] y_um", jump.yMicrometers, in: -1e6...1e6)
        }
        try require("contamination sample_dust", contamination.sampleDustCount, in: 0...5000)
        try require("contamination optics_dust", contamination.opticsDustCount, in: 0...5000)
        try require("contamination floaters", contamination.floaterCount, in: 0...5000)
        if let length = inscription.scaleBarMicrometers {
            try require(
                "inscription scale_bar_um", length, in: micrometersPerPixel...(Double(width) * micrometersPerPixel))
        }
    }
}

extension GrowingCrystal {
    fileprivate func validate(name: String) throws {
        for (key, value) in [("x_um", xMicrometers), ("y_um", yMicrometers)] {
            try require("\(name) \(key)", value, in: -1e7...1e7)
        }
        try require("\(name) orientation_deg", orientationDegrees, in: -3600...3600)
        try require("\(name) nucleation_time_s", nucleationTimeSeconds, in: -1e9...1e9)
        try require("\(name) side_um", sideMicrometers, in: 1e-6...1e6)
        try require("\(name) side_velocity_um_per_min", sideVelocityMicrometersPerMinute, in: 0...1e6)
        try require("\(name) width_um", widthMicrometers, in: 1e-6...1e6)
        try require("\(name) width_velocity_um_per_min", widthVelocityMicrometersPerMinute, in: 0...1e6)
        try require("\(name) corner_distance_ratio", cornerDistanceRatio, in: 0.75...2.0.squareRoot())
        try require(
            "\(name) corner_radius_um", cornerRadiusMicrometers,
            in: 0...(FacetGrowth(self).initialDistances.min() ?? 0) / 2)
        try require("\(name) terraces", terraceCount, in: 0...20)
        if let velocities = facetVelocitiesMicrometersPerMinute {
            try require(
                "\(name) facet_velocities_um_per_min (number of values)", velocities.count,
                in: shape.facetCount...shape.facetCount)
            for value in velocities { try require("\(name) facet_velocities_um_per_min", value, in: 0...1e6) }
        }
        var last = -Double.infinity
        for (index, change) in velocityChanges.enumerated() {
            try require("\(name) velocity_changes [\(index)] factor", change.factor, in: 0...1e4)
            guard change.fromSeconds.isFinite, change.fromSeconds > last else {
                throw SimulationError.invalidValue(
                    key: "\(name) velocity_changes [\(index)] from_s", value: "\(change.fromSeconds)",
                    expected: "a time after the one before")
            }
            last = change.fromSeconds
        }
    }
}

private func require<Value: Comparable>(_ key: String, _ value: Value, in range: ClosedRange<Value>) throws {
    // Written so that a NaN fails.
    guard value >= range.lowerBound, value <= range.upperBound else {
        throw SimulationError.invalidValue(
            key: key, value: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
}

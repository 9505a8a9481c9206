import Statistics

extension CalibrationFile {
    /// The scale for frames of another size than the calibrated pictures, and a sentence that says what was assumed.
    ///
    /// The same size gives the scale as it is, without a note. A frame whose sides are both smaller or both larger by
    /// one whole factor is taken as binned (or as unbinned), and the scale is multiplied (divided) by the factor. Any
    /// other frame that fits into the calibrated picture is taken as a crop, which keeps the scale; except where it has
    /// the same proportions, since then it was rather resized, by a factor that no camera bins by.
    /// Throws `CalibrationError.sizeMismatch` or `.resized`.
    public func scale(forWidth width: Int, height: Int) throws(CalibrationError) -> (PixelScale, note: String?) {
        let asCalibrated = PixelScale(x: micrometersPerPixelX, y: micrometersPerPixelY, origin: path)
        guard let imageWidth, let imageHeight else {
            return (
                asCalibrated,
                "\(path) was made without a picture: its scale is used for frames of any size, binned or not"
            )
        }
        if width == imageWidth && height == imageHeight { return (asCalibrated, nil) }
        let sizes = "\(path) was made for \(imageWidth) x \(imageHeight) px, the frames have \(width) x \(height) px"
        if let factor = Self.binning(from: (imageWidth, imageHeight), to: (width, height)) {
            return (
                asCalibrated.scaled(by: Double(factor)),
                "\(sizes): taken as \(factor) x \(factor) binning, scale multiplied by \(factor)"
            )
        }
        if let factor = Self.binning(from: (width, height), to: (imageWidth, imageHeight)) {
            return (
                asCalibrated.scaled(by: 1 / Double(factor)),
                "\(sizes): taken as \(factor) x \(factor) binning of the calibrated ones, scale divided by \(factor)"
            )
        }
        if let factor = Self.resizing(from: (imageWidth, imageHeight), toWidth: width, height: height) {
            throw .resized(path: path, factor: factor, frameWidth: width, frameHeight: height)
        }
        guard width > 0, height > 0, width <= imageWidth, height <= imageHeight else {
            throw .sizeMismatch(
                path: path, calibratedWidth: imageWidth, calibratedHeight: imageHeight, frameWidth: width,
                frameHeight: height)
        }
        return (asCalibrated, "\(sizes): taken as a crop, scale kept")
    }

    /// The whole factor by which `full` was binned to `binned`; a row or column that fills no bin is dropped.
    private static func binning(from full: (Int, Int), to binned: (Int, Int)) -> Int? {
        // Cameras bin by 2 to 8; beyond 16 a crop is far likelier.
        (2...16).first { full.0 / $0 == binned.0 && full.1 / $0 == binned.1 }
    }

    /// The factor by which the frame has the calibrated picture's proportions, to the rounding of one pixel.
    private static func resizing(from full: (Int, Int), toWidth width: Int, height: Int) -> Double? {
        guard width > 0, height > 0 else { return nil }
        let factor = Double(width) / Double(full.0)
        guard width != full.0, height != full.1 else { return nil }
        return abs(Double(full.1) * factor - Double(height)) < 1 ? factor : nil
    }
}

extension PixelScale {
    /// The scale of pixels `factor` times as large; the relative error stays.
    func scaled(by factor: Double) -> PixelScale {
        PixelScale(
            x: Estimate(value: x.value * factor, standardError: x.standardError * factor),
            y: Estimate(value: y.value * factor, standardError: y.standardError * factor), origin: origin)
    }
}

import Foundation

extension CuvetteGeometry {
    /// Reads a geometry file (JSON); keys that are not known here are left alone.
    ///
    /// Throws `UVVisError` with the key that is missing, of the wrong type, or contradicts the others.
    public init(path: String) throws(UVVisError) {
        let data = try FileContent.data(of: path, limit: 1 << 20)
        try self.init(json: data, path: path)
    }

    public init(json: Data, path: String) throws(UVVisError) {
        let object: [String: JSONValue]
        do {
            object = try JSONDecoder().decode([String: JSONValue].self, from: json)
        } catch {
            throw .noGeometry(
                path: path,
                reason: "no JSON object with the cuvette's geometry (path_length_cm, column_height_mm, beam_z0_mm, ...)")
        }
        let keys = GeometryKeys(object: object, path: path)
        self.init(
            pathLengthCentimeters: try keys.number("path_length_cm", in: 0.001...100),
            floorAreaSquareMillimeters: try keys.number("floor_area_mm2", in: 0.01...1e5),
            columnHeightMillimeters: try keys.number("column_height_mm", in: 0.1...1000),
            beamBottomMillimeters: try keys.number("beam_z0_mm"), beamTopMillimeters: try keys.number("beam_z1_mm"),
            layerHeightMillimeters: try keys.number("nominal_layer_height_mm", in: 0.0001...1000),
            isStartTimeKnown: try keys.bool("start_time_known"), isBaselineZeroed: try keys.bool("baseline_zeroed"),
            strayLightFraction: try keys.optionalNumber("stray_light_fraction"),
            beamHeightStandardErrorMillimeters: try keys.error("beam_height_se_mm"))
        layerHeightStandardErrorMillimeters = try keys.error("layer_height_se_mm")
        columnHeightStandardErrorMillimeters = try keys.error("column_height_se_mm")
        injection = try keys.injection()
        try keys.checkBoundary()
        try check(path: path)
    }

    private func check(path: String) throws(UVVisError) {
        func fail(_ key: String, _ reason: String) -> UVVisError { .geometry(path: path, key: key, reason: reason) }
        guard beamBottomMillimeters >= 0 else {
            throw fail("beam_z0_mm", "is \(beamBottomMillimeters): heights count from the inner floor upward")
        }
        guard beamTopMillimeters > beamBottomMillimeters else {
            throw fail(
                "beam_z1_mm", "(\(beamTopMillimeters)) has to be greater than \"beam_z0_mm\" (\(beamBottomMillimeters))")
        }
        guard beamTopMillimeters <= columnHeightMillimeters else {
            throw fail(
                "beam_z1_mm",
                "(\(beamTopMillimeters)) lies above the liquid, whose height is \(columnHeightMillimeters) mm")
        }
        guard layerHeightMillimeters < columnHeightMillimeters else {
            throw fail(
                "nominal_layer_height_mm",
                "(\(layerHeightMillimeters)) has to be less than \"column_height_mm\" (\(columnHeightMillimeters))")
        }
        for (key, error) in [
            ("beam_height_se_mm", beamHeightStandardErrorMillimeters),
            ("layer_height_se_mm", layerHeightStandardErrorMillimeters),
            ("column_height_se_mm", columnHeightStandardErrorMillimeters),
        ] {
            guard let error, error >= columnHeightMillimeters / 2 else { continue }
            throw fail(
                key, "is \(error): a standard error of half the column, whose height is \(columnHeightMillimeters) mm, "
                    + "leaves nothing known")
        }
        if let strayLightFraction, !(0..<1).contains(strayLightFraction) {
            throw fail("stray_light_fraction", "is \(strayLightFraction), but has to be 0 or more and less than 1")
        }
    }
}

/// The values of a geometry file, each checked for its type.
private struct GeometryKeys {
    let object: [String: JSONValue]
    let path: String

    func number(_ key: String) throws(UVVisError) -> Double {
        guard let value = object[key] else {
            throw .geometry(path: path, key: key, reason: "is missing: without it D cannot be known")
        }
        guard case .number(let number) = value, number.isFinite else {
            throw .geometry(path: path, key: key, reason: "has to be a number")
        }
        return number
    }

    /// In the range of what a cuvette can be: numbers far beyond it are a slip of the pen, or in another unit.
    func number(_ key: String, in range: ClosedRange<Double>) throws(UVVisError) -> Double {
        let value = try number(key)
        guard range.contains(value) else {
            let ends = [range.lowerBound, range.upperBound].map { String(format: "%g", $0) }.joined(separator: " to ")
            throw .geometry(path: path, key: key, reason: "is \(value), but a cuvette has \(ends)")
        }
        return value
    }

    func optionalNumber(_ key: String) throws(UVVisError) -> Double? {
        guard let value = object[key], value != .null else { return nil }
        return try number(key)
    }

    func error(_ key: String) throws(UVVisError) -> Double? {
        guard let value = try optionalNumber(key) else { return nil }
        guard value >= 0 else { throw .geometry(path: path, key: key, reason: "is negative: it is a standard error") }
        return value
    }

    func bool(_ key: String) throws(UVVisError) -> Bool {
        guard let value = object[key] else {
            throw .geometry(path: path, key: key, reason: "is missing: say true or false")
        }
        guard case .bool(let bool) = value else {
            throw .geometry(path: path, key: key, reason: "has to be true or false")
        }
        return bool
    }

    func injection() throws(UVVisError) -> CuvetteGeometry.Injection {
        guard let value = object["injected"], value != .null else { return .bottomLayer }
        guard case .string(let text) = value, let injection = CuvetteGeometry.Injection(rawValue: text) else {
            throw .geometry(path: path, key: "injected", reason: "has to be \"bottom layer\" or \"top layer\"")
        }
        return injection
    }

    func checkBoundary() throws(UVVisError) {
        guard let value = object["boundary"], value != .null else { return }
        guard case .string(let text) = value, text.lowercased().contains("no flux") else {
            throw .geometry(
                path: path, key: "boundary",
                reason: "names a boundary that is not modelled here: both ends have to be closed (\"no flux\")")
        }
    }
}

/// One spectrum with what its file says of how it was taken.
public struct Spectrum: Sendable, Equatable {
    /// What the values are.
    public enum Quantity: String, Sendable {
        /// The file does not say: counts, absorbance or another.
        case unstated
        case absorbance
        case transmittancePercent
        /// log10 of the molar absorptivity.
        case logAbsorptivity

        var text: String {
            switch self {
            case .unstated: "values of an unstated kind"
            case .absorbance: "absorbance"
            case .transmittancePercent: "transmittance in %"
            case .logAbsorptivity: "log epsilon"
            }
        }
    }

    /// Of the file, or of the block in it.
    public var name: String
    public var path: String
    /// nm, ascending.
    public var wavelengths: [Double]
    public var values: [Double]
    public var quantity: Quantity
    public var clock: AcquisitionClock?
    public var integrationSeconds: Double?
    /// Spectra that the instrument averaged.
    public var averages: Double?

    /// Sorts descending ones, averages repeated wavelengths.
    ///
    /// Throws `UVVisError.unreadable` where there are fewer than two, one is not finite or no wavelength of light, or they go
    /// back and forth.
    init(
        name: String, path: String, wavelengths: [Double], values: [Double], quantity: Quantity = .unstated,
        clock: AcquisitionClock? = nil, integrationSeconds: Double? = nil, averages: Double? = nil
    ) throws(UVVisError) {
        guard wavelengths.count == values.count, wavelengths.count >= 2 else {
            throw .unreadable(path: path, reason: "no spectrum: it holds \(wavelengths.count) wavelengths")
        }
        if let bad = wavelengths.indices.first(where: { !wavelengths[$0].isFinite || !values[$0].isFinite }) {
            throw .unreadable(
                path: path, reason: "the value at \(wavelengths[bad]) nm is \(values[bad]): a number is missing there")
        }
        // Far infrared, and far beyond what a cuvette lets through.
        if let bad = wavelengths.first(where: { abs($0) > 1e6 }) {
            throw .unreadable(path: path, reason: "\(bad) nm is no wavelength of light: wavelengths in nm are expected")
        }
        let isDescending = wavelengths[0] > wavelengths[wavelengths.count - 1]
        let pairs = isDescending ? Array(zip(wavelengths, values).reversed()) : Array(zip(wavelengths, values))
        var (x, y): ([Double], [Double]) = ([], [])
        var repeats = 1.0
        for (wavelength, value) in pairs {
            if let last = x.last, wavelength == last {
                repeats += 1
                y[y.count - 1] += (value - y[y.count - 1]) / repeats
                continue
            }
            if let last = x.last, wavelength < last {
                throw .unreadable(
                    path: path, reason: "the wavelengths go back and forth (\(wavelength) nm after \(last) nm)")
            }
            repeats = 1
            x.append(wavelength)
            y.append(value)
        }
        self.name = name
        self.path = path
        self.wavelengths = x
        self.values = y
        self.quantity = quantity
        self.clock = clock
        self.integrationSeconds = integrationSeconds
        self.averages = averages
    }

    /// Linear interpolation; nil outside.
    func value(at wavelength: Double) -> Double? {
        guard let first = wavelengths.first, let last = wavelengths.last, wavelength >= first, wavelength <= last else {
            return nil
        }
        var (low, high) = (0, wavelengths.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if wavelengths[middle] <= wavelength { low = middle } else { high = middle }
        }
        let fraction = (wavelength - wavelengths[low]) / (wavelengths[high] - wavelengths[low])
        return values[low] + fraction * (values[high] - values[low])
    }
}

/// Spectra over time, on the same wavelengths.
public struct SpectrumSeries: Sendable, Equatable {
    public var path: String
    /// nm, ascending.
    public var wavelengths: [Double]
    /// s from the first spectrum, ascending.
    public var times: [Double]
    /// One list of values per time.
    public var values: [[Double]]
    /// Of each spectrum: its file, or its column.
    public var names: [String]
    /// Seconds that one spectrum takes the light in, where the files agree.
    public var integrationSeconds: Double?
    public var averages: Double?
    public var quantity: Spectrum.Quantity
    /// Where the times come from, and what was found missing.
    public var notes: [String]

    /// Throws `UVVisError.unusable` for fewer than two spectra, or two at the same time.
    init(
        path: String, wavelengths: [Double], entries: [(time: Double, values: [Double], name: String)],
        quantity: Spectrum.Quantity = .unstated, notes: [String]
    ) throws(UVVisError) {
        let sorted = entries.sorted { $0.time < $1.time }
        guard sorted.count > 1, let first = sorted.first else {
            throw .unusable(
                path: path,
                reason: sorted.isEmpty ? "holds no spectrum" : "holds one spectrum: diffusion shows only over time")
        }
        for (a, b) in zip(sorted, sorted.dropFirst()) where a.time == b.time {
            throw .unusable(path: path, reason: "\(a.name) and \(b.name) were taken at the same time, \(a.time) s")
        }
        self.path = path
        self.wavelengths = wavelengths
        times = sorted.map { $0.time - first.time }
        values = sorted.map(\.values)
        names = sorted.map(\.name)
        self.quantity = quantity
        self.notes = notes
    }
}

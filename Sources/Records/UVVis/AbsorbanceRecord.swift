import UVVis

/// What `absorbance.json` holds.
public struct AbsorbanceRecord: Sendable, Encodable {
    public struct Trace: Sendable, Encodable {
        public var name: String
        public var values: Int
        /// Spectra in which no light came through.
        public var aboveLimit: Int
        /// Shared by all times, from the dark and the reference; the largest.
        public var commonError: Double

        public init(name: String?, _ values: [AbsorbanceValue]) {
            self.name = name ?? "band"
            let present = values.filter { $0.absorbance.isFinite }
            self.values = present.count
            aboveLimit = values.count - present.count
            commonError = present.map(\.commonError).max() ?? 0
        }

        enum CodingKeys: String, CodingKey {
            case name, values
            case aboveLimit = "above_limit"
            case commonError = "common_standard_error"
        }
    }

    public var schema = "growthscope-absorbance/1"
    public var spectra: Int
    public var channels: Int
    public var maskedChannels: Int
    public var species: [Trace]
    public var notes: [String]
    public var input: [String: String]
    public var settings: [String: String]
    public var commandLine: [String]
    public var versions: [String: String]
    /// ISO 8601.
    public var finished: String

    public init(
        spectra: Int, channels: Int, maskedChannels: Int, species: [Trace], notes: [String], input: [String: String],
        settings: [String: String], commandLine: [String], versions: [String: String], finished: String
    ) {
        self.spectra = spectra
        self.channels = channels
        self.maskedChannels = maskedChannels
        self.species = species
        self.notes = notes
        self.input = input
        self.settings = settings
        self.commandLine = commandLine
        self.versions = versions
        self.finished = finished
    }

    enum CodingKeys: String, CodingKey {
        case schema, spectra, channels
        case maskedChannels = "masked_channels"
        case species, notes, input, settings
        case commandLine = "command_line"
        case versions, finished
    }
}

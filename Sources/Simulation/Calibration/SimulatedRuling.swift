/// The lines of a stage micrometer: where they lie on the slide, and how long they are.
///
/// Positions in micrometres, the centre of the picture is (0, 0). The lines stand side by side along the ruling's axis,
/// begin at a common foot, and reach across it.
public struct SimulatedRuling: Codable, Sendable, Equatable {
    public var divisionMicrometers = 10.0
    /// Direction of the axis, from x towards y on the sample.
    public var rotationDegrees = 0.0
    public var lineWidthMicrometers = 2.0
    public var shortLengthMicrometers = 50.0
    public var middleLengthMicrometers = 75.0
    public var longLengthMicrometers = 100.0
    /// Lines from one middle (long) line to the next; 0 for none.
    public var middleEvery = 5
    public var longEvery = 10
    /// Of line 0: where its foot lies along the axis and across it.
    public var originAlongMicrometers = 0.0
    public var originAcrossMicrometers = -40.0
    /// The ruling's ends, as numbers of lines; the picture shows what it can.
    public var firstLine = -100_000
    public var lastLine = 100_000
    /// Numbers of lines that are not there.
    public var missingLines: [Int] = []
    /// Of the figures beyond the long lines, which count the divisions; 0 for none.
    public var figureHeightMicrometers = 0.0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case divisionMicrometers = "division_um"
        case rotationDegrees = "rotation_deg"
        case lineWidthMicrometers = "line_width_um"
        case shortLengthMicrometers = "short_um"
        case middleLengthMicrometers = "middle_um"
        case longLengthMicrometers = "long_um"
        case middleEvery = "middle_every"
        case longEvery = "long_every"
        case originAlongMicrometers = "origin_along_um"
        case originAcrossMicrometers = "origin_across_um"
        case firstLine = "first_line"
        case lastLine = "last_line"
        case missingLines = "missing_lines"
        case figureHeightMicrometers = "figures_um"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.divisionMicrometers, into: &divisionMicrometers)
        try values.read(.rotationDegrees, into: &rotationDegrees)
        try values.read(.lineWidthMicrometers, into: &lineWidthMicrometers)
        try values.read(.shortLengthMicrometers, into: &shortLengthMicrometers)
        try values.read(.middleLengthMicrometers, into: &middleLengthMicrometers)
        try values.read(.longLengthMicrometers, into: &longLengthMicrometers)
        try values.read(.middleEvery, into: &middleEvery)
        try values.read(.longEvery, into: &longEvery)
        try values.read(.originAlongMicrometers, into: &originAlongMicrometers)
        try values.read(.originAcrossMicrometers, into: &originAcrossMicrometers)
        try values.read(.firstLine, into: &firstLine)
        try values.read(.lastLine, into: &lastLine)
        try values.read(.missingLines, into: &missingLines)
        try values.read(.figureHeightMicrometers, into: &figureHeightMicrometers)
    }

    func lengthMicrometers(ofLine number: Int) -> Double {
        if longEvery > 0, number % longEvery == 0 { return longLengthMicrometers }
        if middleEvery > 0, number % middleEvery == 0 { return middleLengthMicrometers }
        return shortLengthMicrometers
    }
}

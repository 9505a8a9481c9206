import Foundation
import Statistics

/// What has to be kept of a frame to fit the rim of a transparent crystal again, when more is known of it.
public struct RimPicture: Sendable, Equatable {
    /// Across all its facets that look alike, outward, px; zero where they were placed before the fit.
    var bins: [ProfileBin]
    /// Scatter of one pixel.
    var noise: Double
    /// On which side of the rim the Becke line lies: 1 outside, -1 inside.
    var side: Double
    /// The fit, as `EdgeShape.rimShape` takes it.
    var parameters: [Double]
    /// No frame before it tells its blur.
    var isFirst: Bool

    static let parameterCount = 7
    /// Fewer are no profile of a rim.
    static let fewestBins = 12

    /// Where the edges were placed, px.
    public var place: Double { parameters[0] }

    // MARK: - As bytes

    /// In single precision, whose error is far below the noise: all but the bins, then three numbers of each.
    public var data: Data {
        SinglePrecision.data(
            [noise, side, isFirst ? 1 : 0] + parameters + bins.flatMap { [$0.distance, $0.value, $0.count] })
    }

    /// nil for bytes that are no such picture.
    public init?(data: Data) {
        let numbers = SinglePrecision.values(data)
        let head = 3 + Self.parameterCount
        guard data.count.isMultiple(of: 4), numbers.count >= head + 3 * Self.fewestBins,
            (numbers.count - head).isMultiple(of: 3), numbers.allSatisfy(\.isFinite), numbers[0] > 0, abs(numbers[1]) == 1, numbers[4] > 0
        else { return nil }
        self.init(
            bins: stride(from: head, to: numbers.count, by: 3).map {
                ProfileBin(distance: numbers[$0], value: numbers[$0 + 1], count: numbers[$0 + 2])
            },
            noise: numbers[0], side: numbers[1], parameters: Array(numbers[3..<head]), isFirst: numbers[2] != 0)
    }

    init(bins: [ProfileBin], noise: Double, side: Double, parameters: [Double], isFirst: Bool) {
        self.bins = bins
        self.noise = noise
        self.side = side
        self.parameters = parameters
        self.isFirst = isFirst
    }
}

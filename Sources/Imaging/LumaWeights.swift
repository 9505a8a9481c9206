/// Share of red, green and blue in luma (Y = red R + green G + blue B of the encoded values).
public struct LumaWeights: Sendable, Equatable {
    public let red: Double
    public let green: Double
    public let blue: Double

    /// - Parameters: the shares of red and blue (Kr and Kb of the ITU's recommendations); green has the rest.
    public init(red: Double, blue: Double) {
        self.red = red
        self.green = 1 - red - blue
        self.blue = blue
    }

    public static let rec601 = LumaWeights(red: 0.299, blue: 0.114)
}

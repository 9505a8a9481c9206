/// A measured number with its standard error, both in the unit that the owner's name states.
public struct Estimate: Sendable, Hashable, Codable {
    public var value: Double
    public var standardError: Double

    public init(value: Double, standardError: Double) {
        self.value = value
        self.standardError = standardError
    }
}

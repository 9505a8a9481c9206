import Foundation
import Testing

/// A certified data set of NIST's Statistical Reference Datasets, read from Fixtures/NIST.
struct NISTDataset {
    var name: String
    var starts: [[Double]] = []
    var parameters: [Double] = []
    var standardErrors: [Double] = []
    var residualSumOfSquares: Double?
    var residualStandardDeviation: Double?
    var designKind = ""
    var designDegree = 0
    var y: [Double] = []
    var x: [[Double]] = []

    init(_ name: String) throws {
        self.name = name
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "dat", subdirectory: "Fixtures/NIST"))
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            let keyword = try #require(words.first)
            if keyword == "design" {
                designKind = String(words[1])
                designDegree = try #require(Int(words[2]))
                continue
            }
            let numbers = try words.dropFirst().map { try #require(Double($0)) }
            switch keyword {
            case "start1", "start2": starts.append(numbers)
            case "parameter":
                parameters.append(numbers[0])
                standardErrors.append(numbers[1])
            case "residual_sum_of_squares": residualSumOfSquares = numbers[0]
            case "residual_standard_deviation": residualStandardDeviation = numbers[0]
            case "data":
                y.append(numbers[0])
                x.append(Array(numbers.dropFirst()))
            default: Issue.record("unknown line in \(name).dat: \(line)")
            }
        }
    }
}

/// Decimal digits in which a number agrees with the certified one (the logarithm of the relative error).
func agreeingDigits(_ value: Double, _ certified: Double) -> Double {
    if value == certified { return 16 }
    guard value.isFinite else { return 0 }
    let error = certified == 0 ? abs(value) : abs(value / certified - 1)
    return max(0, -log10(error))
}

import Foundation
import Testing

@testable import Statistics

@Suite("Least squares without negative coefficients")
struct NonNegativeLeastSquaresTests {
    private func residual(_ columns: [[Double]], _ response: [Double], _ x: [Double]) -> [Double] {
        response.indices.map { i in response[i] - columns.indices.reduce(0) { $0 + columns[$1][i] * x[$1] } }
    }

    private func wave(_ k: Int, _ i: Int) -> Double { sin(Double(i * (k + 2)) * 0.37 + Double(k)) + 0.2 * Double(k % 3) }

    @Test("Where the least squares solution is positive, it is that")
    func positive() {
        let columns = (0..<5).map { k in (0..<30).map { wave(k, $0) } }
        let truth = [0.5, 2, 0.01, 1, 30]
        let response = (0..<30).map { i in columns.indices.reduce(0) { $0 + columns[$1][i] * truth[$1] } }
        let found = NonNegativeLeastSquares.coefficients(columns: columns, response: response)
        for (a, b) in zip(found, truth) { #expect(abs(a - b) < 1e-6 * 30) }
    }

    @Test("Elsewhere the conditions of Kuhn and Tucker hold: no coefficient is negative, none at zero would help by rising")
    func optimal() {
        for trial in 0..<20 {
            let columns = (0..<12).map { k in (0..<25).map { wave(k + trial, $0) + 0.5 } }
            let response = (0..<25).map { cos(Double($0 * (trial + 1)) * 0.61) }
            let x = NonNegativeLeastSquares.coefficients(columns: columns, response: response)
            let rest = residual(columns, response, x)
            #expect(x.allSatisfy { $0 >= 0 })
            for (column, value) in zip(columns, x) {
                let gradient = zip(column, rest).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(value > 0 ? abs(gradient) < 1e-5 : gradient < 1e-5)
            }
        }
    }

    @Test("Of two equal columns one or both carry the whole")
    func equal() {
        let column = (0..<10).map { Double($0 + 1) }
        let x = NonNegativeLeastSquares.coefficients(columns: [column, column], response: column.map { 3 * $0 })
        #expect(abs(x[0] + x[1] - 3) < 1e-6)
    }
}

import Foundation
import Statistics
import Testing

@Suite("Robust regression")
struct RobustRegressionTests {
    private let x = (0..<40).map(Double.init)
    private var design: Matrix { Matrix(columns: [x.map { _ in 1 }, x]) }

    @Test("A quarter of the samples wrong the same way leaves the line where the others are")
    func grossOutliers() throws {
        let wrong = Set((0..<40).filter { $0 % 4 == 1 })
        let y = x.indices.map { i in 5 + 2 * x[i] + 0.1 * sin(Double(i * i)) + (wrong.contains(i) ? 30 + x[i] : 0) }
        let fit = try #require(RobustRegression.fit(design: design, response: y))
        #expect(abs(fit.coefficients[1] - 2) < 0.01)
        #expect(Set(x.indices.filter { !fit.isInlier[$0] }) == wrong)
        #expect(fit.scale < 0.2)
    }

    @Test("Huber's loss is pulled by the same outliers more than Tukey's")
    func losses() throws {
        let y = x.indices.map { i in 2 * x[i] + 0.1 * sin(Double(i * i)) + (i >= 36 ? 20 : 0) }
        let huber = try #require(RobustRegression.fit(design: design, response: y, loss: .standardHuber))
        let tukey = try #require(RobustRegression.fit(design: design, response: y, loss: .standardBisquare))
        #expect(abs(tukey.coefficients[1] - 2) < 0.005)
        #expect(abs(huber.coefficients[1] - 2) > abs(tukey.coefficients[1] - 2))
    }

    @Test("Exact data have no outliers and no scatter")
    func exact() throws {
        let fit = try #require(RobustRegression.fit(design: design, response: x.map { 1e4 + 3 * $0 }))
        #expect(fit.isInlier.allSatisfy { $0 })
        #expect(abs(fit.coefficients[1] - 3) < 1e-9)
    }

    @Test("Weights fall as the losses say")
    func weights() {
        #expect(RobustLoss.huber(k: 1).weight(0.5) == 1)
        #expect(RobustLoss.huber(k: 1).weight(-4) == 0.25)
        #expect(RobustLoss.bisquare(c: 2).weight(2.1) == 0)
        #expect(RobustLoss.bisquare(c: 2).weight(1) == 0.5625)
    }

    @Test("A rank is a place in the sorted values")
    func ranked() {
        let values = [4.0, -1, 3, 2, 3, 9]
        for rank in values.indices { #expect(OrderStatistics.ranked(rank, of: values) == values.sorted()[rank]) }
    }

    @Test("The median of an even count is the mean of the middle two; none has none")
    func median() {
        #expect(OrderStatistics.median([4, 1, 3, 2]) == 2.5)
        #expect(OrderStatistics.median([]).isNaN)
    }
}

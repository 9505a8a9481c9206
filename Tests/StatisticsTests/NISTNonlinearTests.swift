import Foundation
import Statistics
import Testing

@Suite("Levenberg-Marquardt against NIST's certified data")
struct NISTNonlinearTests {
    typealias Model = @Sendable (_ b: [Double], _ x: [Double]) -> Double

    static let models: [String: Model] = [
        "Misra1a": { b, x in b[0] * (1 - exp(-b[1] * x[0])) },
        "Misra1b": { b, x in b[0] * (1 - pow(1 + b[1] * x[0] / 2, -2)) },
        "Misra1c": { b, x in b[0] * (1 - pow(1 + 2 * b[1] * x[0], -0.5)) },
        "Misra1d": { b, x in b[0] * b[1] * x[0] / (1 + b[1] * x[0]) },
        "Chwirut2": { b, x in exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]) },
        "Lanczos2": { b, x in b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) + b[4] * exp(-b[5] * x[0]) },
        "Lanczos3": { b, x in b[0] * exp(-b[1] * x[0]) + b[2] * exp(-b[3] * x[0]) + b[4] * exp(-b[5] * x[0]) },
        "DanWood": { b, x in b[0] * pow(x[0], b[1]) },
        "Nelson": { b, x in b[0] - b[1] * x[0] * exp(-b[2] * x[1]) },
        "Roszman1": { b, x in b[0] - b[1] * x[0] - atan(b[2] / (x[0] - b[3])) / .pi },
        "MGH09": { b, x in b[0] * (x[0] * x[0] + x[0] * b[1]) / (x[0] * x[0] + x[0] * b[2] + b[3]) },
        "MGH10": { b, x in b[0] * exp(b[1] / (x[0] + b[2])) },
        "MGH17": { b, x in b[0] + b[1] * exp(-x[0] * b[3]) + b[2] * exp(-x[0] * b[4]) },
        "Thurber": { b, x in
            let t = x[0]
            return (b[0] + t * (b[1] + t * (b[2] + t * b[3]))) / (1 + t * (b[4] + t * (b[5] + t * b[6])))
        },
        "BoxBOD": { b, x in b[0] * (1 - exp(-b[1] * x[0])) },
        "Rat42": { b, x in b[0] / (1 + exp(b[1] - b[2] * x[0])) },
        "Rat43": { b, x in b[0] / pow(1 + exp(b[1] - b[2] * x[0]), 1 / b[3]) },
        "Eckerle4": { b, x in b[0] / b[1] * exp(-0.5 * pow((x[0] - b[2]) / b[1], 2)) },
    ]

    private func residuals(_ set: NISTDataset, _ model: @escaping Model) -> LeastSquares.Residuals {
        let y = set.name == "Nelson" ? set.y.map { log($0) } : set.y
        return { b in zip(set.x, y).map { x, y in model(b, x) - y } }
    }

    @Test("The transcribed data reproduce the certified residual sum of squares", arguments: models.keys.sorted())
    func transcription(_ name: String) throws {
        let set = try NISTDataset(name)
        let model = try #require(Self.models[name])
        let sum = residuals(set, model)(set.parameters).reduce(0) { $0 + $1 * $1 }
        // The parameters are certified to 11 digits, which Lanczos's tiny residuals feel.
        #expect(agreeingDigits(sum, try #require(set.residualSumOfSquares)) >= (name == "Lanczos2" ? 6 : 8))
    }

    @Test(
        "Parameters, standard errors and sum of squares are found from both of NIST's starts",
        arguments: models.keys.sorted(), [0, 1])
    func certified(_ name: String, start: Int) throws {
        let set = try NISTDataset(name)
        let model = try #require(Self.models[name])
        let fit = LeastSquares.fit(start: set.starts[start], residuals: residuals(set, model))
        #expect(fit.success, "\(name): \(fit.message)")
        for j in set.parameters.indices {
            #expect(agreeingDigits(fit.parameters[j], set.parameters[j]) >= 6, "\(name) b\(j + 1)")
            #expect(agreeingDigits(fit.standardErrors[j], set.standardErrors[j]) >= 5, "\(name) SE of b\(j + 1)")
        }
        #expect(agreeingDigits(fit.chiSquare, try #require(set.residualSumOfSquares)) >= 8)
    }
}

import Foundation
import Testing

@testable import UVVis

@Suite("Absorbance")
struct AbsorbanceTests {
    private let wavelengths = (0..<201).map { 300 + Double($0) }

    private func spectrum(_ values: [Double], averages: Double = 1, seconds: Double = 0.1) throws -> Spectrum {
        try Spectrum(
            name: "s", path: "s", wavelengths: wavelengths, values: values, integrationSeconds: seconds,
            averages: averages)
    }

    private func series(_ rows: [[Double]]) throws -> SpectrumSeries {
        var series = try SpectrumSeries(
            path: "s", wavelengths: wavelengths, entries: rows.enumerated().map { (Double($0) * 60, $1, "\($0)") }, notes: [])
        (series.integrationSeconds, series.averages) = (0.1, 1)
        return series
    }

    /// Counts of `absorbance` over a lamp of `light`, with shot noise of gain 0.5 and read noise of 10.
    private func counts(_ absorbance: (Double) -> Double, light: Double = 40_000, seed: UInt64) -> [Double] {
        var random = NormalNumbers(seed: seed)
        return wavelengths.map { wavelength in
            let signal = light * pow(10, -absorbance(wavelength))
            return 1000 + signal + (100 + 0.5 * signal).squareRoot() * random.next()
        }
    }

    private func band(_ wavelength: Double, _ centre: Double) -> Double { exp(-pow((wavelength - centre) / 15, 2)) }

    @Test("Counts give the absorbance that was put in, within the error that is stated")
    func fromCounts() throws {
        let rows = (0..<40).map { k in counts({ 0.6 * band($0, 380) }, seed: UInt64(10 + k)) }
        let dark = try spectrum(counts({ _ in 99 }, seed: 1))
        let reference = try spectrum(counts({ _ in 0 }, seed: 2))
        let spectra = try AbsorbanceSpectra(counts: series(rows), dark: dark, reference: reference)
        let values = try spectra.trace(band: 378...382, baseline: 450...480)
        let truth = (378...382).map { 0.6 * band(Double($0), 380) }.reduce(0, +) / 5
        for value in values { #expect(abs(value.absorbance - truth) < 5 * (value.standardError + value.commonError)) }
        // The scatter is what the errors say, to the precision of 40 values.
        let mean = values.reduce(0) { $0 + $1.absorbance } / 40
        let scatter = (values.reduce(0) { $0 + pow($1.absorbance - mean, 2) } / 39).squareRoot()
        #expect(abs(scatter / values[0].standardError - 1) < 0.4)
    }

    @Test("Saturated channels and channels without light are left out, and blocked light is no number")
    func masks() throws {
        var rows = (0..<3).map { k in counts({ _ in 0.3 }, seed: UInt64(20 + k)) }
        for k in rows.indices { rows[k][100] = 65_535 }
        rows[2][50] = 900
        var reference = counts({ _ in 0 }, seed: 3)
        reference[100] = 65_535
        for j in 190...200 { reference[j] = 1001 }
        let spectra = try AbsorbanceSpectra(
            counts: series(rows), dark: spectrum(counts({ _ in 99 }, seed: 4)), reference: spectrum(reference))
        #expect((98...102).allSatisfy { spectra.isMasked[$0] })
        #expect(!spectra.isMasked[97] && !spectra.isMasked[103])
        #expect((190...200).allSatisfy { spectra.isMasked[$0] })
        let blocked = try spectra.trace(band: 350...350, baseline: nil)
        #expect(blocked[0].absorbance.isFinite && blocked[2].absorbance.isNaN && blocked[2].channelsAboveLimit == 1)
        #expect(throws: UVVisError.self) { try spectra.trace(band: 400...400, baseline: nil) }
        #expect(throws: UVVisError.self) { try spectra.trace(band: 700...800, baseline: nil) }
        let (trace, missing) = TraceBuilder.trace(blocked, times: spectra.times, name: nil)
        #expect(trace.times == [0, 60] && missing == 1)
    }

    @Test("A dark of another exposure, exchanged files, and counts without a dark are refused")
    func refused() throws {
        let rows = (0..<2).map { k in counts({ _ in 0.3 }, seed: UInt64(30 + k)) }
        let dark = try spectrum(counts({ _ in 99 }, seed: 1))
        let reference = try spectrum(counts({ _ in 0 }, seed: 2))
        let longer = try spectrum(dark.values, seconds: 0.2)
        #expect(throws: UVVisError.self) {
            try AbsorbanceSpectra(counts: series(rows), dark: longer, reference: reference)
        }
        #expect(throws: UVVisError.self) {
            try AbsorbanceSpectra(counts: series(rows), dark: reference, reference: dark)
        }
        let error = #expect(throws: UVVisError.self) { try AbsorbanceSpectra(processed: series(rows)) }
        #expect(error?.description.contains("--dark") == true)
    }

    @Test("Transmittance that is dark at most wavelengths is not taken for absorbance; a saturated absorbance is read")
    func percentages() throws {
        let percent = wavelengths.indices.map { 5 * $0 < 4 * wavelengths.count ? 2.0 : 60 }
        let error = #expect(throws: UVVisError.self) { try AbsorbanceSpectra(processed: series([percent, percent])) }
        #expect(error?.description.contains("transmittance") == true)
        let saturated = wavelengths.indices.map { 2 * $0 < wavelengths.count ? 10 : 0.3 }
        #expect(try AbsorbanceSpectra(processed: series([saturated, saturated])).times.count == 2)
        let blocked = wavelengths.map { _ in Double.infinity }
        #expect(try AbsorbanceSpectra(processed: series([blocked, saturated])).times.count == 2)
    }

    private func mixture(_ a: Double, _ b: Double, seed: UInt64) -> [Double] {
        var random = NormalNumbers(seed: seed)
        return wavelengths.map { a * band($0, 370) + b * band($0, 390) + 0.02 + 0.002 * random.next() }
    }

    private func unmixing(_ rows: [[Double]]) throws -> SpeciesUnmixing {
        let pure = try [370.0, 390].map { centre in
            (name: "\(centre)", spectrum: try spectrum(wavelengths.map { 7 * band($0, centre) }))
        }
        return try SpeciesUnmixing(AbsorbanceSpectra(processed: series(rows)), pure: pure, baseline: nil)
    }

    @Test("Two overlapping species on an offset are told apart")
    func unmixed() throws {
        let amounts = try unmixing([mixture(0.5, 0.2, seed: 5), mixture(0.1, 0.7, seed: 6)]).amounts()
        for (found, truth) in zip(amounts, [[0.5, 0.2], [0.1, 0.7]]) {
            for (value, expected) in zip(found, truth) {
                #expect(abs(value.absorbance - expected) < 5 * value.standardError)
                #expect(value.standardError < 0.003)
            }
        }
    }

    @Test("No amount is negative, unless noise about zero is to be kept for a fit")
    func nonNegative() throws {
        let rows = (0..<20).map { mixture(0.4, 0, seed: UInt64(40 + $0)) }
        let amounts = try unmixing(rows).amounts().map { $0[1].absorbance }
        #expect(amounts.allSatisfy { $0 >= 0 })
        #expect(amounts.contains(0))
        let kept = try unmixing(rows).amounts(tolerance: 3).map { $0[1].absorbance }
        #expect(kept.contains { $0 < 0 })
        let negative = try unmixing([mixture(0.4, -0.2, seed: 7), mixture(0.4, 0, seed: 8)]).amounts(tolerance: 3)
        #expect(negative[0][1].absorbance == 0)
    }

    @Test("Species of the same shape are refused")
    func sameShape() throws {
        let pure = try [1.0, 2].map { factor in
            (name: "\(factor)", spectrum: try spectrum(wavelengths.map { factor * band($0, 370) }))
        }
        let spectra = try AbsorbanceSpectra(processed: series([mixture(0.5, 0, seed: 9), mixture(0.5, 0, seed: 10)]))
        #expect(throws: UVVisError.self) { try SpeciesUnmixing(spectra, pure: pure, baseline: nil) }
    }
}

import Foundation
import Testing

@testable import UVVis

@Suite("Reading spectra")
struct SpectrumReaderTests {
    let folder: SpectrumTestFolder

    init() throws { folder = try SpectrumTestFolder() }

    private let oceanView = """
        Data from x.txt Node

        Date: Mon May 06 09:15:30 CST 2024
        Integration Time (sec): 2.000000E-2
        Scans to average: 10
        Number of Pixels in Spectrum: 3
        >>>>>Begin Spectral Data<<<<<
        200.5\t1.5E2
        201.0\t-2.0
        201.5\t3.25
        """

    @Test("OceanView's numbers with exponents, its date and settings")
    func plain() throws {
        let spectrum = try SpectrumFile.read(path: folder.write(oceanView, "x.txt"))
        #expect(spectrum.wavelengths == [200.5, 201, 201.5])
        #expect(spectrum.values == [150, -2, 3.25])
        #expect(spectrum.integrationSeconds == 0.02 && spectrum.averages == 10)
        #expect(spectrum.clock == .date(seconds: 1_714_986_930))
    }

    @Test("SpectraSuite with decimal commas, CRLF, an end marker and more columns, in every encoding",
        arguments: [String.Encoding.utf8, .utf16, .utf16LittleEndian, .utf16BigEndian, .isoLatin1])
    func commas(encoding: String.Encoding) throws {
        let text = """
            SpectraSuite Data File
            ++++++++++++
            Fecha: lun ene 07 08:02:11 CET 2024
            Tiempo de integración (usec): 50000 (QEP)
            >>>>>Begin Processed Spectral Data<<<<<
            197,62\t-0,00045\t7,0
            198,43\t1,5E-3\t7,0
            >>>>>End Processed Spectral Data<<<<<
            a footer
            """.replacing("\n", with: "\r\n")
        let spectrum = try SpectrumFile.read(path: folder.write(text, "c.txt", encoding))
        #expect(spectrum.wavelengths == [197.62, 198.43])
        #expect(spectrum.values == [-0.00045, 0.0015])
        #expect(spectrum.integrationSeconds == 0.05)
        #expect(spectrum.clock == .date(seconds: 1_704_614_531))
    }

    @Test("A file that was cut off, a missing number, and other text are refused")
    func refused() throws {
        let cut = oceanView.replacing("Spectrum: 3", with: "Spectrum: 5")
        let hole = oceanView.replacing("-2.0", with: "NaN")
        for (name, text) in [("cut", cut), ("hole", hole), ("prose", "Dear all,\nsee you"), ("empty", "")] {
            let error = #expect(throws: UVVisError.self) { try SpectrumFile.read(path: folder.write(text, name)) }
            #expect(error?.category == .unusableInput)
        }
        #expect(throws: UVVisError.noSuchFile(path: "none.txt")) { try SpectrumFile.read(path: "none.txt") }
    }

    @Test("A wavelength that light does not have is refused")
    func senselessWavelength() throws {
        let error = #expect(throws: UVVisError.self) {
            try SpectrumFile.read(path: folder.write(oceanView.replacing("201.5", with: "1e300"), "far"))
        }
        #expect(error?.description.contains("1e+300 nm") == true)
    }

    @Test(
        "All compressed forms of JCAMP-DX hold the same ordinates",
        arguments: [
            "1 1 2 3 3 2 1 0 -1 -2 -3", "1+1+2+3+3+2+1+0-1-2-3", "1ABCCBA@abc", "1AJJ%jjjjjj", "1AJT%jX",
            "1 1 2.0E0 3,3 2 1 0-1-2-3",
        ])
    func compressed(line: String) throws {
        let spectra = try SpectrumFile.readAll(path: folder.write(jcamp(line), "d.jdx"))
        #expect(spectra.count == 1)
        #expect(spectra[0].wavelengths == (0..<10).map { 300 + Double($0) })
        #expect(spectra[0].values == [0.5, 1, 1.5, 1.5, 1, 0.5, 0, -0.5, -1, -1.5])
        #expect(spectra[0].quantity == .absorbance)
    }

    private func jcamp(_ lines: String) -> String {
        """
        ##TITLE= test
        ##JCAMP-DX= 4.24
        ##DATA TYPE= UV/VIS SPECTRUM
        ##XUNITS= NANOMETERS
        ##YUNITS= ABSORBANCE
        ##XFACTOR= 1
        ##YFACTOR= 0.5
        ##FIRSTX= 300
        ##LASTX= 309
        ##NPOINTS= 10
        ##XYDATA= (X++(Y..Y)) $$ comment
        \(lines)
        ##END=
        """
    }

    @Test(
        "The abscissa may be in other units, and one that is not known is refused",
        arguments: [
            ("NANOMETERS", 300.0, 309.0, 300.0, 309.0), ("MICROMETERS", 0.3, 0.309, 300, 309), ("ANGSTROMS", 3000, 3090, 300, 309),
            ("1/CM", 25_000, 20_000, 400, 500),
        ])
    func abscissa(unit: String, first: Double, last: Double, low: Double, high: Double) throws {
        let text = jcamp("1 1 2 3 3 2 1 0 -1 -2 -3").replacing("NANOMETERS", with: unit)
            .replacing("FIRSTX= 300", with: "FIRSTX= \(first)").replacing("LASTX= 309", with: "LASTX= \(last)")
        let spectrum = try SpectrumFile.read(path: folder.write(text, "u.jdx"))
        #expect(abs(spectrum.wavelengths[0] - low) < 1e-9 && abs((spectrum.wavelengths.last ?? 0) - high) < 1e-9)
        #expect(spectrum.values.first == 0.5 && spectrum.values.last == -1.5)
        // Evenly spaced wavenumbers are not evenly spaced wavelengths.
        if unit == "1/CM" { #expect(abs(spectrum.wavelengths[1] - 1e7 / (25_000 - 5000.0 / 9)) < 1e-9) }
        let unknown = text.replacing("##XUNITS= \(unit)", with: "##XUNITS= SECONDS")
        let error = #expect(throws: UVVisError.self) { try SpectrumFile.read(path: folder.write(unknown, "v.jdx")) }
        #expect(error?.description.contains("SECONDS") == true)
    }

    @Test("Transmittance is a fraction, unless it is said to be percent")
    func transmittance() throws {
        let fraction = jcamp("1 1 2 3 3 2 1 0 -1 -2 -3").replacing("YUNITS= ABSORBANCE", with: "YUNITS= TRANSMITTANCE")
        let percent = fraction.replacing("TRANSMITTANCE", with: "PERCENT TRANSMITTANCE")
        let read = try [fraction, percent].enumerated().map { try SpectrumFile.read(path: folder.write($1, "t\($0).jdx")) }
        #expect(read.allSatisfy { $0.quantity == .transmittancePercent })
        #expect(read[0].values[0] == 50 && read[1].values[0] == 0.5)
        let unsaid = fraction.replacing("YFACTOR= 0.5", with: "YFACTOR= 25")
        let error = #expect(throws: UVVisError.self) { try SpectrumFile.read(path: folder.write(unsaid, "unsaid.jdx")) }
        #expect(error?.category == .unusableInput && error?.description.contains("PERCENT") == true)
    }

    @Test("Lines of differences overlap by a check value, and a wrong one is damage")
    func checkValues() throws {
        let good = try SpectrumFile.read(path: folder.write(jcamp("300AJJ%\n303Cjjjjjj"), "good.jdx"))
        #expect(good.values.last == -1.5)
        #expect(throws: UVVisError.self) {
            try SpectrumFile.read(path: folder.write(jcamp("300AJJ%\n303Djjjjjj"), "bad.jdx"))
        }
        #expect(throws: UVVisError.self) {
            try SpectrumFile.read(path: folder.write(jcamp("300AJJ%"), "short.jdx"))
        }
    }

    @Test("Blocks in a link are read one by one, and the processed one is the spectrum")
    func blocks() throws {
        func block(_ title: String) -> String {
            "##TITLE= \(title)\n##JCAMP-DX= 5\n##XUNITS= NANOMETERS\n##YUNITS= ABSORBANCE\n##NPOINTS= 2\n"
                + "##XYPOINTS= (XY..XY)\n400, 1\n401, 2\n##END=\n"
        }
        let text = "##TITLE= all\n##DATA TYPE= LINK\n##BLOCKS= 2\n" + block("DARK") + block("PROCESSED") + "##END=\n"
        let path = try folder.write(text, "l.jdx")
        #expect(try SpectrumFile.readAll(path: path).map(\.name) == ["DARK", "PROCESSED"])
        #expect(try SpectrumFile.read(path: path).name == "PROCESSED")
    }

    @Test("A table of spectra needs the unit of its times, and is turned the right way round")
    func table() throws {
        let path = try folder.write("wavelength,0,5,10\n402,1,2,3\n401,4,5,6\n400,7,8,9\n", "t.csv")
        let error = #expect(throws: UVVisError.self) { try SpectrumTable.read(path: path, timeUnitSeconds: nil) }
        #expect(error?.description.contains("--time-unit") == true)
        let series = try SpectrumTable.read(path: path, timeUnitSeconds: 60)
        #expect(series.times == [0, 300, 600])
        #expect(series.wavelengths == [400, 401, 402])
        #expect(series.values[1] == [8, 5, 2])
        let across = try folder.write("time_min;400;401\n0;1,5;2\n2;3;4,25\n", "a.csv")
        let turned = try SpectrumTable.read(path: across, timeUnitSeconds: nil)
        #expect(turned.times == [0, 120])
        #expect(turned.values == [[1.5, 2], [3, 4.25]])
    }
}

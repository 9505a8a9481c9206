import Foundation
import Testing

@testable import UVVis

@Suite("A folder of spectra")
struct SpectrumFolderTests {
    let folder: SpectrumTestFolder

    init() throws { folder = try SpectrumTestFolder() }

    private func write(_ name: String, date: String? = nil, value: Double, last: Double = 402) throws {
        let header = date.map { "Date: \($0)\n" } ?? ""
        _ = try folder.write(
            "\(header)>>>>>Begin Spectral Data<<<<<\n400\t\(value)\n401\t0\n\(last)\t0\n", name)
    }

    @Test("Order and times come from the names' clocks, across midnight, with a file missing")
    func midnight() throws {
        try write("a__8__23-40-00-500.txt", value: 0)
        try write("a__9__23-55-00-500.txt", value: 1)
        try write("a__12__02-10-00-500.txt", value: 10)
        try write("a__10__00-10-00-500.txt", value: 2)
        let series = try SpectrumFolder.read(path: folder.path)
        #expect(series.times == [0, 900, 1800, 9000])
        #expect(series.values.map { $0[0] } == [0, 1, 2, 10])
        #expect(series.notes.contains { $0.contains("missing") })
    }

    @Test("Dates in the headers rule, and the names give them their milliseconds")
    func headers() throws {
        try write("z__0__09-15-30-125.txt", date: "Mon May 06 09:15:30 CST 2024", value: 1)
        try write("b__1__09-16-30-625.txt", date: "Mon May 06 09:16:30 CST 2024", value: 2)
        let series = try SpectrumFolder.read(path: folder.path)
        #expect(series.values.map { $0[0] } == [1, 2])
        #expect(abs(series.times[1] - 60.5) < 1e-6)
    }

    @Test("A clock that changes to summer time does not stretch the run")
    func summerTime() throws {
        try write("1.txt", date: "Sun Mar 31 01:30:00 CET 2024", value: 1)
        try write("2.txt", date: "Sun Mar 31 03:30:00 CEST 2024", value: 2)
        #expect(try SpectrumFolder.read(path: folder.path).times == [0, 3600])
    }

    @Test("Without a time anywhere the interval has to be given")
    func interval() throws {
        try write("run2.txt", value: 2)
        try write("run10.txt", value: 10)
        let error = #expect(throws: UVVisError.self) { try SpectrumFolder.read(path: folder.path) }
        #expect(error?.description.contains("--interval") == true)
        let series = try SpectrumFolder.read(path: folder.path, intervalSeconds: 60)
        #expect(series.values.map { $0[0] } == [2, 10])
        #expect(series.times == [0, 480])
    }

    @Test("Nothing, one spectrum, other wavelengths, and equal times are refused")
    func refused() throws {
        #expect(throws: UVVisError.self) { try SpectrumFolder.read(path: folder.path) }
        try write("t0s.txt", value: 1)
        let single = #expect(throws: UVVisError.self) { try SpectrumFolder.read(path: folder.path) }
        #expect(single?.description.contains("one spectrum") == true)
        try write("t0s_b.txt", value: 1)
        #expect(throws: UVVisError.self) { try SpectrumFolder.read(path: folder.path) }
        try write("t0s_b.txt", value: 1, last: 405)
        let error = #expect(throws: UVVisError.self) { try SpectrumFolder.read(path: folder.path) }
        #expect(error?.description.contains("wavelengths") == true)
    }
}

import Imaging
import Testing

@testable import Media

@Suite("Times and order from file names")
struct SequenceOrderTests {
    private func order(_ names: [String]) throws -> SequenceOrder {
        try SequenceOrder(files: names.map { "/run/\($0)" }, path: "/run")
    }

    private func names(_ order: SequenceOrder) -> [String] { order.files.map { String($0.dropFirst(5)) } }

    private func seconds(_ order: SequenceOrder) -> [Double] {
        guard case .each(let seconds, _) = order.times else { return [] }
        return seconds.map { ($0 * 1e6).rounded() / 1e6 }
    }

    @Test("Names are in natural order: 2 before 10, leading zeros or not")
    func naturalOrder() {
        let sorted = ["img10", "img2", "img010b", "img1", "Img3"].sorted(by: NaturalOrder.precedes)
        #expect(sorted == ["Img3", "img1", "img2", "img10", "img010b"])
        #expect(NaturalOrder.precedes("a99999999999999999999999", "a100000000000000000000000"))
    }

    @Test("Elapsed seconds are times, with the exposure time beside them ignored")
    func elapsed() throws {
        let plain = try order(["c_t00017.06s.png", "c_t00005.00s.png", "c_t00100.50s.png"])
        #expect(names(plain) == ["c_t00005.00s.png", "c_t00017.06s.png", "c_t00100.50s.png"])
        #expect(seconds(plain) == [0, 12.06, 95.5])
        #expect(seconds(try order(["20ms_t5s.png", "20ms_t9.5s.png"])) == [0, 4.5])
        #expect(seconds(try order(["a_1min.png", "a_2min.png", "a_10min.png"])) == [0, 60, 540])
    }

    @Test("Clock times with their date are times, over midnight and the end of a leap February", arguments: [
        ["20240312_141503_000.png", "20240312_141504_250.png"], ["20240312_235959_900.png", "20240313_000001_150.png"],
        ["2024-02-29 23-59-59.900.tif", "2024-03-01 00-00-01.150.tif"],
        ["cam 2023-12-31T23:59:59.900.jpg", "cam 2024-01-01T00:00:01.150.jpg"],
    ])
    func clock(pair: [String]) throws {
        let order = try order(pair.reversed())
        #expect(names(order) == pair)
        #expect(seconds(order) == [0, 1.25])
        guard case .each(_, .clockInNames) = order.times else {
            Issue.record("times are \(order.times)")
            return
        }
    }

    @Test("Clock times without fractions, or written as one number, are times")
    func wholeSeconds() throws {
        #expect(seconds(try order(["20240312_141503.png", "20240312_141510.png"])) == [0, 7])
        #expect(seconds(try order(["x20240312141503.png", "x20240312141603.png"])) == [0, 60])
    }

    @Test("A counter in the place of the milliseconds is no fraction of a second")
    func counterBehindClock() throws {
        let order = try order(["20240312_141503_001.png", "20240312_141513_002.png", "20240312_141523_003.png"])
        #expect(seconds(order) == [0, 10, 20])
    }

    @Test("Times of day without a date cross midnight, with and without a counter before them")
    func midnight() throws {
        let bare = try order(["00-00-10.png", "23-59-50.png", "00-10-10.png", "23-49-50.png"])
        #expect(names(bare) == ["23-49-50.png", "23-59-50.png", "00-00-10.png", "00-10-10.png"])
        #expect(seconds(bare) == [0, 600, 620, 1220])
        let counted = try order(["img1_23-59-50.png", "img2_00-00-10.png", "img10_00-00-05.png"])
        #expect(seconds(counted) == [0, 20, 86_415])
        #expect(seconds(try order(["08-00-00.png", "09-00-00.png", "16-00-00.png"])) == [0, 3600, 28_800])
    }

    @Test("Counters give positions with their gaps, in units of their step")
    func counters() throws {
        #expect(try order(["t01xy0735.jpg", "t10xy0735.jpg", "t02xy0735.jpg"]).times == .counters([0, 1, 9]))
        #expect(try order(["a0.png", "a10.png", "a20.png", "a40.png"]).times == .counters([0, 1, 2, 4]))
        #expect(try order(["20240312_0001.png", "20240312_0002.png"]).times == .counters([0, 1]))
    }

    @Test("Names of several series are refused, and the odd one is named", arguments: [
        (["img1.png", "img2.png", "img3.png", "background.png"], "background.png"),
        (["t01xy01.png", "t01xy02.png", "t02xy01.png"], "2 numbers"), (["t1s.png", "t2s.png", "scale.png"], "scale.png"),
        (["a1.png", "a2.png", "a900000.png"], "jump"), (["a1.png", "a01.png"], "same number"),
        (["t5s.png", "t5.0s.png", "t6s.png"], "same time"),
    ])
    func mixed(list: [String], found: String) {
        let error = #expect(throws: MediaError.self) { try order(list) }
        #expect(error?.description.contains(found) == true)
    }

    @Test("Dates that do not exist are no clock times")
    func impossibleDates() {
        #expect(NameTime.dateAndTime(in: "20241312_141503") == nil)
        #expect(NameTime.dateAndTime(in: "20230229_141503") == nil)
        #expect(NameTime.dateAndTime(in: "20240312_251503") == nil)
        #expect(NameTime.dateAndTime(in: "img_0001_20240312_141503_000")?.wholeSeconds == 1_710_252_903)
    }
}

import ArgumentParser
import Imaging
import Testing

@testable import growthscope

@Suite("Quantities of the command line")
struct QuantityTests {
    @Test(
        "Lengths become micrometres",
        arguments: [
            ("0.75um", 0.75), ("10um", 10), ("1mm", 1000), ("750nm", 0.75), ("0.75\u{B5}m", 0.75),
            ("0.75\u{3BC}m", 0.75), ("1e-3 mm", 1), (".5um", 0.5), ("5.um", 5), (" 2um ", 2),
            ("1cm", 10_000), ("1m", 1e6),
        ])
    func lengths(text: String, micrometers: Double) throws {
        #expect(abs(try LengthArgument.parse(text) - micrometers) <= 1e-12 * micrometers)
    }

    @Test(
        "Times become seconds",
        arguments: [
            ("12s", 12.0), ("48h", 172_800), ("500ms", 0.5), ("10min", 600), ("250us", 2.5e-4), ("2d", 172_800),
        ])
    func times(text: String, seconds: Double) throws {
        #expect(abs(try TimeArgument.parse(text) - seconds) <= 1e-12 * seconds)
    }

    @Test("A time that no recording has is refused", arguments: ["1e-300s", "1e300s", "1e-10s", "400000000d"])
    func senselessTimes(text: String) throws {
        let error = try #require(throws: ValidationError.self) { try TimeArgument.parsePositive(text) }
        #expect(error.message.contains(text))
    }

    @Test("A density that no crystal has is refused", arguments: ["1e300", "4160", "1e-300"])
    func senselessDensities(text: String) throws {
        let error = try #require(throws: ValidationError.self) { try NumberArgument.parseDensity(text) }
        #expect(error.message.contains("g/cm3"))
        #expect(try NumberArgument.parseDensity("4.16") == 4.16)
    }

    @Test("A scale may be written per pixel", arguments: ["0.75um/px", "750nm/px", "0.75 um/px", "0.75um"])
    func scales(text: String) throws {
        #expect(abs(try LengthArgument.parseScale(text) - 0.75) < 1e-12)
    }

    @Test("A bare number is refused with a word about its unit", arguments: ["0.75", "10", "1e3"])
    func bareNumber(text: String) throws {
        let length = try #require(throws: ValidationError.self) { try LengthArgument.parse(text) }
        #expect(length.message.contains("no unit"))
        let time = try #require(throws: ValidationError.self) { try TimeArgument.parsePositive(text) }
        #expect(time.message.contains("no unit"))
    }

    @Test(
        "What is no length is refused",
        arguments: [
            "", "um", "ten um", "0,75um", "nanum", "infum", "0x10um", "1e999um", "3s", "3px", "3 um um", "--3um",
        ])
    func noLength(text: String) {
        #expect(throws: ValidationError.self) { try LengthArgument.parse(text) }
    }

    @Test("A decimal comma is named as such")
    func decimalComma() throws {
        let error = try #require(throws: ValidationError.self) { try LengthArgument.parse("0,75um") }
        #expect(error.message.contains("decimal separator"))
    }

    @Test("A scale, an interval and a density have to be greater than 0")
    func notPositive() {
        for text in ["0um", "-1um", "-0um", "1e-400um"] {
            #expect(throws: ValidationError.self, "\(text)") { try LengthArgument.parseScale(text) }
        }
        for text in ["0s", "-1min"] {
            #expect(throws: ValidationError.self, "\(text)") { try TimeArgument.parsePositive(text) }
        }
        for text in ["0", "-4.16", "nan", "4.16g"] {
            #expect(throws: ValidationError.self, "\(text)") { try NumberArgument.parsePositive(text) }
        }
    }

    @Test("A rectangle is read as x, y, width, height")
    func rectangle() throws {
        #expect(try RectangleArgument.parse("10,20,300,40") == PixelRect(x: 10, y: 20, width: 300, height: 40))
        #expect(try RectangleArgument.parse("0, 0, 1, 1") == PixelRect(x: 0, y: 0, width: 1, height: 1))
    }

    @Test(
        "What is no rectangle is refused",
        arguments: [
            "", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1.5,2,3,4", "-1,0,5,5", "0,0,0,5", "0,0,5,-5", "1,2,3,",
            "0,0,9223372036854775807,1", "99999999999999999999,0,1,1",
        ])
    func noRectangle(text: String) {
        #expect(throws: ValidationError.self) { try RectangleArgument.parse(text) }
    }
}

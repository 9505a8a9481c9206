import Foundation
import Statistics
import Testing

@testable import Facets

@Suite("A Becke line of another width than the rim beside it")
struct BeckeWidthTests {
    private typealias Fit = RimSeries.Fit

    /// The fits of all frames, each with what the one before it told.
    private func fits(width: Double) throws -> [Fit] { try fits { RimSeries.rim($0, width: width) } }

    private func fits(_ shape: (_ frame: Int) -> EdgeShape) throws -> [Fit] { try RimSeries(shape: shape).fits }

    private func scatter(_ places: [Double]) -> Double {
        let mean = places.reduce(0, +) / Double(places.count)
        return (places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count)).squareRoot()
    }

    @Test("Many pictures tell how wide it is, and where the edges lie then", arguments: [0.96, 1, 1.04])
    func told(width: Double) throws {
        let fits = try fits(width: width)
        var told = BeckeWidth()
        for fit in fits { told.add(fit.rim.misfits) }
        let known = told.ofOneCrystal
        #expect(abs(known.value - width) < 0.012)
        #expect(known.standardError < 0.02)
        func meanPlace(_ width: Double) throws -> Double {
            let places = try RimSeries.settled(fits, width: width).map { try #require($0).position }
            return places.reduce(0, +) / Double(places.count)
        }
        #expect(abs(try meanPlace(known.value)) < 0.05)
        // With rims and lines as alike as one would think, they lie a tenth of a pixel elsewhere.
        if width != 1 { #expect(abs(try meanPlace(1)) > 0.07) }
    }

    @Test("One picture hardly tells it, and its edge's standard error says so", arguments: [0.96, 1, 1.04])
    func untold(width: Double) throws {
        let first = try RimSeries.fit(
            RimSeries.profile(of: RimSeries.rim(0, width: width), 0, pixelsPerBin: 15), after: nil)
        #expect(abs(first.position) < 2 * hypot(first.rim.placeStandardError, first.rim.placeDoubt))
        #expect(first.rim.placeDoubt > 0.05)
        #expect(first.rim.memory.width.ofOneCrystal.standardError > 0.03)
    }

    @Test("Pictures without a line tell nothing of its width, and the edges lie where they do")
    func noLine() throws {
        let fits = try fits { frame in
            var shape = RimSeries.rim(frame, width: 1)
            shape.beckeHeight = 0
            return shape
        }
        let width = try #require(fits.last).rim.memory.width.ofOneCrystal
        #expect(abs(width.value - 1) < 0.01)
        #expect(width.standardError > 0.04)
        #expect(scatter(fits.map(\.position)) < 0.02)
        #expect(abs(fits.map(\.position).reduce(0, +)) / Double(fits.count) < 0.01)
    }

    @Test("A rim beside a line narrower than any candidate is not traded for a deeper rim with a line upon it",
        arguments: zip([0.6, 0.3], [40.0, 150]))
    func overlap(focus: Double, pixelsPerBin: Double) throws {
        let series = try RimSeries(shape: { RimSeries.rim($0, width: 0.75, focus: focus) }, pixelsPerBin: pixelsPerBin)
        #expect(series.fits.allSatisfy { abs($0.position) < 0.4 })
    }

    @Test("Where focus passes through the plate, the line changes sides, and no frame is lost")
    func throughFocus() throws {
        let fits = try fits { RimSeries.rim($0, width: 1, focus: 0) }
        #expect(scatter(fits.map(\.position)) < 0.1)
        let within = fits.filter { abs($0.position) < 3 * hypot($0.rim.placeStandardError, $0.rim.placeDoubt) }
        #expect(within.count >= fits.count * 8 / 10)
        let width = try #require(fits.last).rim.memory.width.ofOneCrystal
        #expect(abs(width.value - 1) < 2 * width.standardError)
    }

    @Test("A line that changes sides from frame to frame is found on either")
    func alternating() throws {
        let fits = try fits { RimSeries.rim($0, width: 1, focus: $0.isMultiple(of: 2) ? 0.6 : -0.6) }
        for (frame, fit) in fits.enumerated() {
            #expect(fit.rim.memory.side == (frame.isMultiple(of: 2) ? -1 : 1))
        }
    }

    @Test("A width beyond the candidates is said not to be known")
    func beyond() throws {
        let width = try #require(try fits(width: 1.35).last).rim.memory.width.ofOneCrystal
        #expect(width.value > 1.15)
        #expect(width.standardError > 0.1)
    }

    @Test("What one picture tells beyond reason does not decide")
    func outliers() {
        var told = BeckeWidth()
        let parabola = { (best: Double, weight: Double) in
            BeckeWidth.candidates.map { weight * ($0 - best) * ($0 - best) * 1e4 }
        }
        for _ in 0..<10 { told.add(parabola(1.02, 1)) }
        let before = told.ofOneCrystal.value
        told.add(parabola(0.9, 1000))
        #expect(abs(before - 1.02) < 0.005)
        // However clear a picture is, its least stays where it is.
        var clear = BeckeWidth()
        for _ in 0..<10 { clear.add(parabola(1.02, 100)) }
        #expect(abs(clear.ofOneCrystal.value - 1.02) < 0.003)
        #expect(abs(told.ofOneCrystal.value - before) < 0.03)
        told.add(Array(repeating: .nan, count: BeckeWidth.candidates.count))
        told.add([])
        #expect(told.ofOneCrystal.value.isFinite)
    }

    @Test("Focus that is changed at once, and not by drift, is not taken for noise")
    func refocused() throws {
        let before = try #require(try fits(width: 1).last)
        var shape = RimSeries.rim(0, width: 1)
        shape.blurPixels = 2.1
        let fit = try RimSeries.fit(RimSeries.profile(of: shape, 99), after: before.shape)
        #expect(abs(fit.shape.blurPixels - 2.1) < 0.1)
        #expect(fit.shape.noise < 1.5 * RimSeries.noise)
    }
}

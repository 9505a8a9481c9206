import Foundation
import Statistics
import Testing

@testable import Facets

@Suite("Rims that are fitted again when all frames are known")
struct RimSettlingTests {
    private static let width = 1.02

    private func rms(_ places: some Sequence<Double>) -> Double {
        let squares = places.map { $0 * $0 }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    private func series() throws -> RimSeries { try RimSeries { RimSeries.rim($0, width: Self.width) } }

    @Test("Edges are nearer to where they are than when they were measured, and their errors say so")
    func settled() throws {
        let fits = try series().fits
        let places = try RimSeries.settled(fits, width: Self.width).map { try #require($0) }
        #expect(rms(places.map(\.position)) < 0.5 * rms(fits.map(\.position)))
        #expect(rms(places.map(\.position)) < 0.02)
        // The first frames had least to be told by.
        #expect(rms(places.prefix(5).map(\.position)) < 0.5 * rms(fits.prefix(5).map(\.position)))
        // They also hold what is not known of the step's blur, and that the line may lie elsewhere: here both are as they are
        // taken to be.
        let ratio = rms(places.map { $0.position / $0.standardError })
        #expect(ratio > 0.1)
        #expect(ratio < 1.2)
        #expect(places.allSatisfy { $0.standardError < 0.2 })
    }

    @Test("A line that comes and goes quickly is not taken to stay where its neighbours are", arguments: [60.0, 25, 12])
    func quickFocus(period: Double) throws {
        let fits = try RimSeries { frame in
            let defocus = 0.6 + 0.25 * sin(2 * .pi * Double(frame) / period)
            var shape = RimSeries.rim(0, width: Self.width)
            shape.beckeHeight = 0.2 * tanh(defocus / 0.5)
            shape.beckeDistance = -2.6 * tanh(defocus / 0.5)
            return shape
        }.fits
        let places = try RimSeries.settled(fits, width: Self.width).map { try #require($0) }
        #expect(rms(places.map(\.position)) < 0.7 * rms(fits.map(\.position)))
        #expect(rms(places.map { $0.position / $0.standardError }) < 1.7)
    }

    @Test("A frame whose line lies elsewhere than its neighbours' is not pulled to theirs", arguments: [0.5, 0.8])
    func oddFrame(nearer: Double) throws {
        let fits = try RimSeries { frame in
            var shape = RimSeries.rim(0, width: Self.width)
            shape.beckeDistance = -(frame == 30 ? 1.5 - nearer : 1.5) * shape.blurPixels
            return shape
        }.fits
        let place = try #require(RimSeries.settled(fits, width: Self.width)[30])
        #expect(abs(place.position) < 3 * place.standardError)
        #expect(abs(place.position) < 0.1)
    }

    @Test("How surely an edge is known does not depend on where the noise puts its line")
    func steadyErrors() throws {
        let steady = try RimSeries { _ in RimSeries.rim(0, width: Self.width) }.fits
        let errors = steady.dropFirst(20).map(\.rim.placeStandardError).sorted()
        let settled = try RimSeries.settled(steady, width: Self.width).dropFirst(10).dropLast(10)
            .map { try #require($0).standardError }.sorted()
        #expect(try #require(errors.last) < 2 * errors[0])
        #expect(try #require(settled.last) < 1.5 * settled[0])
    }

    @Test("The errors hold a line that lies nearer to the rim, and is higher, than its frames tell",
        arguments: zip([0.6, 0.8, 1], [150.0, 40, 15]))
    func otherDistance(blurs: Double, pixelsPerBin: Double) throws {
        let fits = try RimSeries(shape: { frame in
            var shape = RimSeries.rim(frame, width: Self.width)
            shape.beckeHeight = 0.15
            shape.beckeDistance = -blurs * shape.blurPixels
            return shape
        }, pixelsPerBin: pixelsPerBin).fits.prefix(20)
        let places = try RimSeries.settled(Array(fits), width: Self.width).map { try #require($0) }
        #expect(rms(places.map(\.position)) > 0.1)
        #expect(rms(places.map { $0.position / $0.standardError }) < 1.5)
    }

    @Test("The errors hold a step that is sharper or softer than it is taken to be", arguments: [0.72, 0.9])
    func otherStep(share: Double) throws {
        var fits: [RimSeries.Fit] = []
        for frame in 0..<RimSeries.frames {
            var shape = RimSeries.rim(frame, width: Self.width)
            shape.inside = 0.88
            let bins = RimSeries.profile(of: shape, frame).map { bin in
                let u = bin.distance / shape.blurPixels
                let change = EdgeShape.passed(u / share) - EdgeShape.passed(u / EdgeShape.stepShare)
                return EdgeBand.Bin(
                    distance: bin.distance, value: bin.value + (shape.outside - shape.inside) * change, count: bin.count)
            }
            fits.append(try RimSeries.fit(bins, after: fits.last?.shape))
        }
        let places = try RimSeries.settled(fits, width: Self.width).map { try #require($0) }
        // It moves all edges by much more than the noise of one does.
        #expect(abs(places.reduce(0) { $0 + $1.position } / Double(places.count)) > 0.02)
        #expect(rms(places.map { $0.position / $0.standardError }) < 1.6)
    }

    @Test("Frames that are not usable tell nothing, and are told their blur by the others")
    func unusable() throws {
        // A neighbour, say, makes the rim seem wider.
        let disturbed = 25..<35
        let fits = try RimSeries { frame in
            var shape = RimSeries.rim(frame, width: Self.width)
            if disturbed.contains(frame) { shape.blurPixels *= 1.06 }
            return shape
        }.fits
        let all = RimSeries.settled(fits, width: Self.width)
        let usable = RimSeries.settled(fits, width: Self.width) { !disturbed.contains($0) }
        let beside = [22, 23, 24, 35, 36, 37]
        func off(_ places: [RimSettling.Place?]) throws -> Double {
            rms(try beside.map { try #require(places[$0]).position })
        }
        #expect(try off(usable) < 0.03)
        #expect(try off(all) > 2 * off(usable))
    }

    private func refocusedAt30() throws -> RimSeries {
        try RimSeries { frame in
            var shape = RimSeries.rim(frame, width: Self.width)
            if frame >= 30 { shape.blurPixels = 2.1 }
            return shape
        }
    }

    @Test("Where focus was changed at once, nothing is told across")
    func refocused() throws {
        let fits = try refocusedAt30().fits
        #expect(fits.indices.filter { fits[$0].rim.picture.isFirst } == [0, 30])
        let places = try RimSeries.settled(fits, width: Self.width).map { try #require($0) }
        let positions = places.map(\.position)
        #expect(rms(positions[28..<30]) < 0.03)
        // The wider rims overlap their lines, and lie a tenth of a pixel off: those beside the change like all others.
        let later = positions[30...].reduce(0, +) / Double(positions[30...].count)
        #expect(positions[30..<32].allSatisfy { abs($0 - later) < 0.05 })
    }

    @Test("A frame tells of the blur what its own profile does, and what it was told is not in it")
    func information() throws {
        let fits = try series().fits
        let links = try RimSeries.links(fits, width: Self.width).map { try #require($0) }
        var usual = RunningMean()
        for (frame, (fit, link)) in zip(fits, links).enumerated() {
            usual = usual.adding(link.fit.parameters)
            guard frame >= 20 else { continue }
            // Of the blur next to nothing is known beside the profile.
            let alone = try #require(
                fit.rim.picture.fit(
                    width: Self.width, noise: RimSeries.noise, blur: .init(value: log(1.57), variance: 100),
                    usual: { _ in usual.values }))
            let blur = alone.parameters[1]
            let information = blur * blur / alone.covariance[1, 1]
            #expect(abs(link.measurement.information / information - 1) < 0.4)
        }
        // Nor does what is told of it grow with what others tell.
        let told = links.dropFirst(20).map(\.measurement.information)
        #expect(told.allSatisfy { $0 > 0 })
        #expect(try #require(told.max()) < 5 * (try #require(told.min())))
    }

    @Test("What little the others tell of a blur does not move it to another unit's")
    func littleKnown() {
        let blur = RandomWalk.State(value: log(1.6), variance: 0.04)
        let nothing = RandomWalk.Measurement(information: 0, weightedValue: 0)
        let others = RimSettling.without(nothing, blur)
        #expect(abs(others.value - log(1.6)) < 1e-12)
        #expect(abs(others.variance - 0.01) < 1e-12)
        let all = RandomWalk.Measurement(information: 25, weightedValue: 25 * log(1.6))
        #expect(abs(RimSettling.without(all, blur).value - log(1.6)) < 1e-9)
    }

    @Test("A chain does not go on from before a refocus whose first frame is lost")
    func lostStart() throws {
        var fits = try refocusedAt30().fits
        fits[30].rim.picture.bins = []
        let places = RimSeries.settled(fits, width: Self.width)
        for frame in [27, 28, 29, 31, 32, 33] {
            let place = try #require(places[frame])
            #expect(abs(place.position) < 3 * place.standardError)
        }
        // The errors beside it are those of frames that know nothing of what follows.
        let links = RimSeries.links(fits, width: Self.width)
        #expect(try #require(links[31]).measurement.start != nil)
        let before = try #require(places[29]).standardError
        let without = try #require(RimSeries.settled(Array(fits[0..<30]), width: Self.width)[29]).standardError
        #expect(abs(before / without - 1) < 0.05)
    }

    @Test("How much blurs change is told by the frames of all crystals")
    func drift() throws {
        for (change, period) in [(0.0005, 1000.0), (0.006, 16)] {
            var drift = BlurDrift()
            for crystal in 0..<3 {
                let fits = try RimSeries { frame in
                    var shape = RimSeries.rim(0, width: Self.width)
                    // Root mean square of the change from frame to frame.
                    let swing = change * 2.0.squareRoot() / (2 * sin(.pi / period))
                    shape.blurPixels *= 1 + swing * sin(2 * .pi * Double(frame) / period + Double(crystal))
                    return shape
                }.fits
                drift.add(RimSeries.links(fits, width: Self.width).compactMap { $0 })
            }
            let found = drift.walk.change.squareRoot()
            #expect(found <= max(0.002, 2 * change))
            #expect(found >= change / 2)
        }
    }

    @Test("A frame that cannot be fitted is left out")
    func unfitted() throws {
        var fits = try series().fits
        fits[7].rim.picture.bins = []
        let places = RimSeries.settled(fits, width: Self.width)
        #expect(places[7] == nil)
        #expect(places.compactMap { $0 }.count == fits.count - 1)
        #expect(RimSeries.settled([], width: Self.width).isEmpty)
    }

    @Test("A picture is the same from its bytes, and other bytes are none")
    func bytes() throws {
        let picture = try #require(try series().fits.first).rim.picture
        let read = try #require(RimPicture(data: picture.data))
        #expect(read.data == picture.data)
        #expect(read.isFirst)
        #expect(read.bins.count == 37)
        #expect(abs(read.place - picture.place) < 1e-6)
        let bytes = picture.data
        for data in [Data(), bytes.dropLast(), bytes.dropLast(4), bytes.prefix(40), Data(repeating: 0, count: 40)] {
            #expect(RimPicture(data: data) == nil)
        }
        var broken = picture.data
        broken.replaceSubrange(0..<4, with: SinglePrecision.data([.nan]))
        #expect(RimPicture(data: broken) == nil)
    }
}

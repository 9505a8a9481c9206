import Foundation
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Testing

@testable import Facets

@Suite("Rims of transparent crystals in the record of a run")
struct RimFitsTests {
    /// Of the Becke line, which frames in contact, that do not count, tell otherwise.
    private static let width = 1.03
    private static let scale = 0.5
    private static let gains = ShapeGains(side: 2, width: 2, perimeter: 8, area: 600)

    /// The edge lies at zero in every frame, and was placed elsewhere.
    private static func placed(_ frame: Int) -> Double { 0.1 + (frame.isMultiple(of: 2) ? 0.03 : -0.03) }

    private static func rim(_ frame: Int) -> RimPicture {
        var shape = EdgeShape(inside: 0.96, outside: 1, blurPixels: 1.6)
        shape.rimDepth = 0.3
        shape.beckeHeight = 0.17
        shape.beckeDistance = -2.2
        shape.beckeWidth = width
        let bins = (-18...18).map { index in
            let u = Double(index) * 0.5
            return ProfileBin(distance: u, value: shape.value(u) + 1e-4 * sin(Double(3 * frame + 7 * index)), count: 100)
        }
        let distance = (2.2 / 1.6 - EdgeShape.overlapping).squareRoot()
        return RimPicture(
            bins: bins, noise: 1e-3, side: -1,
            parameters: [placed(frame), 1.61, 0.96, 1, 0.3, 0.17.squareRoot(), distance], isFirst: frame == 0)
    }

    static func record(contactFrame: Int) -> @Sendable (_ frame: Int) -> RimRecord {
        { frame in record(frame, told: frame < contactFrame ? width : 0.91) }
    }

    private static func record(_ frame: Int, told: Double) -> RimRecord {
        RimRecord(
            misfits: BeckeWidth.candidates.map { 2e4 * ($0 - told) * ($0 - told) }, picture: rim(frame),
            micrometersPerPixel: scale, width: 1, placePerWidth: -4, placeStandardError: 0.1, gains: gains)
    }

    private static var transparent: SyntheticRun { SyntheticRun(rim: record(contactFrame: SyntheticRun().contactFrame)) }

    private func run(_ synthetic: SyntheticRun, in path: String, frames: Range<Int>? = nil) throws -> RunStore {
        let store = try RunStore.create(at: path, replacing: false, settings: SyntheticRun.settings())
        try synthetic.record(into: store, frames: frames)
        return store
    }

    private static func frame(_ seconds: Double) -> Int { Int((seconds / SyntheticRun.frameInterval).rounded()) }

    @Test("At the end all frames are measured again with what all of them tell, once")
    func settled() throws {
        let folder = try TemporaryFolder()
        let plain = try run(SyntheticRun(), in: folder.file("plain"))
        try plain.settle()
        let store = try run(Self.transparent, in: folder.file("run"))
        try store.settle()
        let before = try plain.series(of: 1)
        let after = try store.series(of: 1)
        for (old, new) in zip(before.samples, after.samples) {
            let move = -Self.scale * Self.placed(Self.frame(old.timeSeconds))
            #expect(abs(new.side.value - old.side.value - 2 * move) < 0.025)
            #expect(abs(new.area.value - old.area.value - 600 * move) < 7.5)
            #expect(abs(new.perimeterMicrometers - old.perimeterMicrometers - 8 * move) < 0.1)
            // What was not known of the width is known to some thousandths, and the crystals' own differences.
            #expect(new.side.standardError < 0.9 * old.side.standardError)
            let without = old.side.standardError * old.side.standardError - 4 * 0.1 * 0.1
            #expect(new.side.standardError > (without + pow(2 * Self.scale * 4 * 0.015, 2)).squareRoot())
        }
        for (old, new) in zip(before.facets, after.facets) {
            for (a, b) in zip(old.samples, new.samples) {
                // A facet that was not seen, hidden by a neighbour, stays where it is.
                let moves = a.isUsable || old.facet != 1
                let expected = moves ? -Self.scale * Self.placed(Self.frame(a.timeSeconds)) : 0
                #expect(abs(b.distance.value - a.distance.value - expected) < 0.0125)
                if moves { #expect(b.distance.standardError < a.distance.standardError) }
            }
        }
        #expect("\(try store.series(of: 2))" == "\(try plain.series(of: 2))")
        try store.settle()
        #expect("\(try store.series(of: 1))" == "\(after)")
    }

    @Test("A run that was cut off is settled with the frames that it has")
    func cutOff() throws {
        let folder = try TemporaryFolder()
        try run(Self.transparent, in: folder.file("run"), frames: 0..<20).close()
        let plain = try run(SyntheticRun(), in: folder.file("plain"), frames: 0..<20)
        try plain.settle()
        let again = try RunStore.open(folder.file("run"))
        try again.settle()
        let (old, new) = (try plain.series(of: 1).samples, try again.series(of: 1).samples)
        #expect(new.count == 19)
        for (a, b) in zip(old, new) {
            #expect(abs(b.side.value - a.side.value + 2 * Self.scale * Self.placed(Self.frame(a.timeSeconds))) < 0.02)
        }
    }

    @Test("A long run is settled in parts as it would be at once")
    func paged() throws {
        var long = SyntheticRun(rim: Self.record(contactFrame: 3000))
        long.frameCount = 2200
        long.contactFrame = 3000
        let folder = try TemporaryFolder()
        let store = try run(long, in: folder.file("run"))
        try store.settle()
        let settled = try store.series(of: 1).samples
        long.rim = nil
        let other = try run(long, in: folder.file("plain"))
        try other.settle()
        let plain = try other.series(of: 1).samples
        // The width that the pictures tell, as the record does it.
        var width = BeckeWidth()
        for sample in plain {
            let misfits = Self.record(Self.frame(sample.timeSeconds), told: Self.width).misfits
            width.add(misfits.map { Double(Float($0)) })
        }
        var chain = RimChain(width: width.ofOneCrystal.value)
        let links = try plain.map { sample in
            // As the record keeps it, in single precision.
            let picture = try #require(RimPicture(data: Self.rim(Self.frame(sample.timeSeconds)).data))
            return chain.add(picture, frame: Self.frame(sample.timeSeconds), isUsable: sample.isUsable)
        }
        let moves = zip(plain, settled).map {
            ($1.side.value - $0.side.value) / (2 * Self.scale) + Self.placed(Self.frame($0.timeSeconds))
        }
        var drift = BlurDrift()
        drift.add(links.prefix(1000).compactMap { $0 })
        let places = RimSettling(width: width.ofOneCrystal.value).places(links, after: drift.walk)
        let differences = zip(moves, places).map { abs($0 - ($1?.position ?? .infinity)) }
        #expect(settled.count == 2199)
        // Of the frames before a part, what was told of the blur is kept, and not how it was told.
        #expect(try #require(differences.max()) < 5e-4)
    }
}

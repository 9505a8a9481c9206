import Facets
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Testing

@Suite("Fits of transparent crystals' rims in the record of a run")
struct RimFitsTests {
    private static let slope = -4.0
    private static let width = 1.03

    /// Free frames tell the right width; those in contact with a neighbour, which do not count, another one.
    private static let becke = { @Sendable (frame: Int) in
        let told = frame < SyntheticRun().contactFrame ? width : 0.91
        return BeckeDependence(
            misfits: BeckeWidth.candidates.map { 2e3 * ($0 - told) * ($0 - told) },
            places: BeckeWidth.candidates.map { slope * ($0 - 1) }, placeDoubt: 0.1, blur: steadyBlur,
            gains: ShapeGains(side: 2, width: 2, perimeter: 8, area: 600))
    }
    /// Of frames that tell nothing of it.
    private static let steadyBlur = BlurStep(
        blurs: BeckeWidth.candidates.map { _ in 1 }, standardError: 1e-6, placePerBlur: 0, change: 0)
    private static let perBlur = -3.0

    /// A blur that each frame measures for itself: one frame in two is too large, the other too small.
    private static func blur(_ frame: Int) -> BlurStep {
        BlurStep(
            blurs: BeckeWidth.candidates.map { _ in 1 + (frame.isMultiple(of: 2) ? 0.02 : -0.02) }, standardError: 0.025,
            placePerBlur: perBlur, change: frame == 0 ? nil : 10)
    }

    private static func frame(_ sample: GrowthSeries.Sample) -> Int {
        Int((sample.timeSeconds / SyntheticRun.frameInterval).rounded())
    }

    private static let blurred = { @Sendable (frame: Int) in
        var becke = becke(frame)
        becke.places = becke.places.map { _ in 0 }
        becke.placeDoubt = 0
        becke.blur = blur(frame)
        return becke
    }

    private func run(_ synthetic: SyntheticRun, in path: String) throws -> RunStore {
        let store = try RunStore.create(at: path, replacing: false, settings: SyntheticRun.settings())
        try synthetic.record(into: store)
        try store.settle()
        return store
    }

    @Test("At the end all frames are measured with the width that all of them tell, once")
    func settled() throws {
        let folder = try TemporaryFolder()
        let plain = try run(SyntheticRun(), in: folder.file("plain"))
        let store = try run(SyntheticRun(becke: Self.becke), in: folder.file("run"))
        let before = try plain.series(of: 1)
        let after = try store.series(of: 1)
        let move = Self.slope * (Self.width - 1)
        for (old, new) in zip(before.samples, after.samples) {
            #expect(abs(new.side.value - old.side.value - 2 * move) < 1e-3)
            #expect(abs(new.area.value - old.area.value - 600 * move) < 0.3)
            #expect(abs(new.perimeterMicrometers - old.perimeterMicrometers - 8 * move) < 4e-3)
            // What was not known of the width is known to some thousandths, and the crystals' own differences.
            #expect(new.side.standardError < 0.9 * old.side.standardError)
            #expect(new.side.standardError > 2 * abs(Self.slope) * 0.015)
        }
        for (old, new) in zip(before.facets, after.facets) {
            for (a, b) in zip(old.samples, new.samples) {
                // A facet that was not seen, hidden by a neighbour, stays where it is.
                let moved = a.isUsable || old.facet != 1 ? move : 0
                #expect(abs(b.distance.value - a.distance.value - moved) < 1e-3)
                if moved != 0 { #expect(b.distance.standardError < a.distance.standardError) }
            }
        }
        #expect("\(try store.series(of: 2))" == "\(try plain.series(of: 2))")
        try store.settle()
        #expect("\(try store.series(of: 1))" == "\(after)")
    }

    @Test("A run that was cut off is settled with the frames that it has")
    func cutOff() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun(becke: Self.becke).record(into: store, frames: 0..<20)
        try store.close()
        let plain = try RunStore.create(at: folder.file("plain"), replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun().record(into: plain, frames: 0..<20)
        try plain.settle()
        let again = try RunStore.open(folder.file("run"))
        try again.settle()
        let (old, new) = (try plain.series(of: 1).samples, try again.series(of: 1).samples)
        #expect(new.count == 19)
        for (a, b) in zip(old, new) {
            #expect(abs(b.side.value - a.side.value - 2 * Self.slope * (Self.width - 1)) < 0.02)
        }
    }

    @Test("At the end all frames are measured with the blur that those before and after tell as well")
    func blurs() throws {
        let folder = try TemporaryFolder()
        let plain = try run(SyntheticRun(), in: folder.file("plain"))
        let store = try run(SyntheticRun(becke: Self.blurred), in: folder.file("run"))
        let after = try store.series(of: 1).samples
        for (old, new) in zip(try plain.series(of: 1).samples, after) where old.isUsable {
            // The frames agree about a blur of 1 but for a few thousandths.
            let outward = Self.perBlur * (Self.frame(new).isMultiple(of: 2) ? -0.02 : 0.02)
            #expect(abs(new.side.value - old.side.value - 2 * outward) < 0.03)
            #expect(new.side.standardError < old.side.standardError)
        }
        try store.settle()
        #expect("\(try store.series(of: 1).samples)" == "\(after)")
    }

    @Test("A long run is settled in parts as it would be at once")
    func paged() throws {
        var long = SyntheticRun(becke: Self.blurred)
        long.frameCount = 2200
        long.contactFrame = 3000
        let folder = try TemporaryFolder()
        let settled = try run(long, in: folder.file("run")).series(of: 1).samples
        long.becke = nil
        let plain = try run(long, in: folder.file("plain")).series(of: 1).samples
        var chain = BlurChain(width: 1)
        let links = plain.map { chain.add(Self.blur(Self.frame($0)), isUsable: $0.isUsable) }
        let candidates = BlurChain.changes.map { change in BlurChain.settled(links, after: RandomWalk(change: change * change)) }
        func difference(_ blurs: [BlurChain.Settled?]) -> Double {
            zip(zip(plain, settled), blurs).map { samples, blur in
                abs(samples.1.side.value - samples.0.side.value - 2 * Self.perBlur * (blur?.gain ?? .infinity))
            }.max() ?? .infinity
        }
        #expect(settled.count == 2199)
        #expect(try #require(candidates.map(difference).min()) < 1e-5)
    }
}

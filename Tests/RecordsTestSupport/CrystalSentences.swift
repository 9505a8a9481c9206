import Imaging
import Records
import Tracking

/// A run of confirmed crystals with one event.
public enum CrystalSentences {
    public static func record(_ sentence: String, tracks: [Int], in store: RunStore) throws {
        var noise = RepeatableNoise(seed: 1)
        let crystals = tracks.map {
            SyntheticRun.square(
                id: $0, frame: 0, centre: Point(x: 100, y: 100), side: 50, tilt: 0, flags: [], &noise)
        }
        let event = TrackEvent(timeSeconds: 0, frame: 0, kind: .contact, crystalID: tracks[0], detail: sentence)
        try store.append(
            TrackingUpdate(
                measurements: crystals, events: [event],
                verdicts: Dictionary(uniqueKeysWithValues: tracks.map { ($0, .crystal) }), driftMicrometers: .zero),
            frame: 0, timeSeconds: 0)
        try store.numberCrystals()
    }
}

import Facets
import GRDB
import Kinetics
import Statistics

extension RunStore {
    /// The measurements of one crystal in the order of time, read crystal by crystal: no more than this is in memory.
    ///
    /// A measurement without a finite side, area or standard error is left out. A crystal that comes to touch the
    /// border or a neighbour for good is not usable from there on, whatever single frames say (see `FreeGrowth`).
    /// The standard errors are those of single pictures: the growth laws see in the samples themselves what these scatter.
    public func series(of number: Int) throws(RunError) -> GrowthSeries {
        try read { database in
            let track = try track(ofCrystal: number, database)
            let habit = try Self.habit(of: track, database)
            let (samples, usableFrames) = try samples(of: track, habit: habit, database)
            return GrowthSeries(
                crystalID: number, habit: habit, samples: samples,
                facets: try facetSeries(of: track, usableFrames: usableFrames, database),
                lastAbsentTimeSeconds: try lastAbsentTime(of: track, database),
                commonError: try commonSideError(of: track, usableFrames: usableFrames, database))
        }
    }

    /// What the sides of every crystal, by its track, scatter beyond their errors.
    func excessScatter(_ database: Database) throws -> [Int: SideError] {
        try numbersByTrack(database).keys.reduce(into: [:]) { excess, track in
            let habit = try Self.habit(of: track, database)
            let side = SampleScatter.excess(try samples(of: track, habit: habit, database).0)
            excess[track] = .independent(side, of: habit)
        }
    }

    private func samples(of track: Int, habit: Habit, _ database: Database) throws -> ([GrowthSeries.Sample], Set<Int>) {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT frame, time_s, side_um, side_se_um, area_um2, area_se_um2, perimeter_um, habit, flags
                    FROM measurements WHERE track = ? ORDER BY frame
                    """),
            arguments: [track])
        var samples: [GrowthSeries.Sample] = []
        var frames: [Int] = []
        var habits: [Habit?] = []
        var flags: [Set<MeasurementFlag>] = []
        while let row = try rows.next() {
            guard let side: Double = row["side_um"], let sideError: Double = row["side_se_um"],
                let area: Double = row["area_um2"], let areaError: Double = row["area_se_um2"],
                let perimeter: Double = row["perimeter_um"]
            else { continue }
            samples.append(
                GrowthSeries.Sample(
                    timeSeconds: row["time_s"], side: Estimate(value: side, standardError: sideError),
                    area: Estimate(value: area, standardError: areaError), perimeterMicrometers: perimeter,
                    isUsable: true))
            frames.append(row["frame"])
            habits.append(Habit(rawValue: row["habit"]))
            flags.append(FlagText.set(row["flags"]))
        }
        var usableFrames: Set<Int> = []
        let shows = Self.shows(habit, habits, flags)
        for (index, isFree) in FreeGrowth.usable(flags).enumerated() {
            let isUsable = isFree && shows[index]
            samples[index].isUsable = isUsable
            if isUsable { usableFrames.insert(frames[index]) }
        }
        return (samples, usableFrames)
    }

    /// Which frames show a crystal's side, and not only that of its silhouette, which is no match for the others: those
    /// with facets, for all but rounded and irregular ones. Most frames of a needle may be without; then those that show it elongated do.
    private static func shows(_ habit: Habit, _ habits: [Habit?], _ flags: [Set<MeasurementFlag>]) -> [Bool] {
        let areFaceted = flags.map { $0.isDisjoint(with: [.noFacets, .small]) }
        let faceted = areFaceted.count { $0 }
        if habit.isElongated {
            let areElongated = habits.map { $0?.isElongated ?? false }
            return 2 * faceted < areElongated.count { $0 } ? areElongated : areFaceted
        }
        return habit == .rounded || habit == .polygon || faceted == 0 ? flags.map { _ in true } : areFaceted
    }

    private func facetSeries(of track: Int, usableFrames: Set<Int>, _ database: Database) throws
        -> [GrowthSeries.FacetSeries]
    {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT facets.frame AS frame, time_s, facet, normal_deg, distance_um, distance_se_um, is_measured
                    FROM facets JOIN measurements USING (track, frame)
                    WHERE facets.track = ? ORDER BY facets.frame, facet
                    """),
            arguments: [track])
        var collected: [Int: (direction: DirectionMean, samples: [GrowthSeries.FacetSample])] = [:]
        while let row = try rows.next() {
            guard let distance: Double = row["distance_um"], let error: Double = row["distance_se_um"],
                let normal: Double = row["normal_deg"]
            else { continue }
            let isMeasured: Bool = row["is_measured"]
            var entry = collected[row["facet"]] ?? (DirectionMean(), [])
            if isMeasured || entry.samples.isEmpty { entry.direction.add(normal) }
            entry.samples.append(
                GrowthSeries.FacetSample(
                    timeSeconds: row["time_s"], distance: Estimate(value: distance, standardError: error),
                    isUsable: isMeasured && usableFrames.contains(row["frame"])))
            collected[row["facet"]] = entry
        }
        return collected.sorted { $0.key < $1.key }.map { facet, entry in
            GrowthSeries.FacetSeries(facet: facet, normalDegrees: entry.direction.degrees, samples: entry.samples)
        }
    }

    /// Frames that were searched in part do not count: what is new may not have been looked for there.
    ///
    /// nil also where the crystal came in over the border, or grew on a speck that hid it at first: that it was not
    /// seen before says nothing then.
    private func lastAbsentTime(of track: Int, _ database: Database) throws -> Double? {
        try Double.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(frames.time_s) FROM frames, tracks
                    WHERE tracks.track = ?1 AND frames.status = 'measured' AND frames.detail = ''
                        AND frames.frame < tracks.first_frame
                        AND NOT EXISTS (
                            SELECT 1 FROM measurements
                            WHERE measurements.track = ?1 AND measurements.frame = tracks.first_frame
                                AND ';' || flags || ';' LIKE '%;border;%')
                        AND NOT EXISTS (SELECT 1 FROM tracks WHERE track = ?2)
                    """),
            arguments: [track, Self.dustTrack(under: track)])
    }
}

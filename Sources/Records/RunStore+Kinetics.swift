import GRDB
import Kinetics
import Statistics

extension RunStore {
    /// Keeps the growth laws of a crystal, in place of what was kept before.
    ///
    /// Throws: `RunError.inconsistent` where no crystal has that number.
    public func store(_ kinetics: CrystalKinetics, forCrystal number: Int) throws(RunError) {
        try write { database in
            let track = try track(ofCrystal: number, database)
            try database.execute(
                sql: """
                    DELETE FROM kinetics WHERE track = ?1;
                    """, arguments: [track])
            try database.execute(sql: "DELETE FROM segments WHERE track = ?", arguments: [track])
            try database.execute(sql: "DELETE FROM facet_rates WHERE track = ?", arguments: [track])
            try Self.insert(kinetics, track: track, database)
            for (index, segment) in kinetics.segments.enumerated() {
                try database.execute(
                    sql: "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        track, index + 1, segment.startSeconds, segment.endSeconds, segment.sideVelocity.value,
                        segment.sideVelocity.standardError,
                    ])
            }
            for rate in kinetics.facetRates {
                try database.execute(
                    sql: "INSERT INTO facet_rates VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        track, rate.facet, rate.normalDegrees, rate.normalRate.value, rate.normalRate.standardError,
                    ])
            }
        }
    }

    private static func insert(_ kinetics: CrystalKinetics, track: Int, _ database: Database) throws {
        let side = kinetics.sideFit
        let area = kinetics.areaLaw
        let law = kinetics.powerLaw
        let sideColumns: StatementArguments = [
            track, side?.startSeconds, side?.endSeconds, side?.sideAtStart.value, side?.sideAtStart.standardError,
            side?.velocity.value, side?.velocity.standardError, side?.combinedStandardError,
            side?.confidence95.lowerBound, side?.confidence95.upperBound, side?.residualStandardDeviation,
            side?.sampleCount, kinetics.nucleationTime?.value, kinetics.nucleationTime?.standardError,
        ]
        let areaColumns: StatementArguments = [
            law?.exponent.value, law?.exponent.standardError, law?.confidence95.lowerBound,
            law?.confidence95.upperBound, area?.startSeconds, area?.endSeconds, area?.a0.value,
            area?.a0.standardError, area?.a1.value, area?.a1.standardError, area?.a2.value, area?.a2.standardError,
            area?.a2FromSide.value, area?.a2FromSide.standardError, area?.disagreementSigmas,
            kinetics.soluteFlux?.value, kinetics.soluteFlux?.standardError, kinetics.regime.rawValue,
            FlagText.joined(kinetics.flags),
        ]
        try database.execute(
            sql: "INSERT INTO kinetics VALUES (\(placeholders(33)))", arguments: sideColumns + areaColumns)
    }

    static func kinetics(of track: Int, _ database: Database) throws -> CrystalKinetics? {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(sql: "SELECT * FROM kinetics WHERE track = ?"), arguments: [track])
        else { return nil }
        return CrystalKinetics(
            sideFit: sideFit(row), nucleationTime: estimate(row, "nucleation_time_s", "nucleation_time_se_s"),
            segments: try segments(of: track, database), powerLaw: powerLaw(row),
            regime: CrystalKinetics.Regime(rawValue: row["regime"]) ?? .undetermined, areaLaw: areaLaw(row),
            facetRates: try facetRates(of: track, database),
            soluteFlux: estimate(row, "solute_flux_g_per_mm2_min", "solute_flux_se"),
            flags: FlagText.set(row["flags"]))
    }

    /// nil where the number is unknown; a number whose error is unknown has the error 0 in no case: NaN says so.
    private static func estimate(_ row: Row, _ value: String, _ error: String) -> Estimate? {
        guard let number: Double = row[value] else { return nil }
        return Estimate(value: number, standardError: row[error] ?? .nan)
    }

    private static func range(_ row: Row, _ low: String, _ high: String) -> ClosedRange<Double>? {
        guard let lower: Double = row[low], let upper: Double = row[high], lower <= upper else { return nil }
        return lower ... upper
    }

    private static func sideFit(_ row: Row) -> CrystalKinetics.SideFit? {
        guard let start: Double = row["fit_start_s"], let end: Double = row["fit_end_s"],
            let side = estimate(row, "side_at_start_um", "side_at_start_se_um"),
            let velocity = estimate(row, "side_velocity_um_per_min", "side_velocity_fit_se"),
            let interval = range(row, "side_velocity_ci95_low", "side_velocity_ci95_high")
        else { return nil }
        return CrystalKinetics.SideFit(
            startSeconds: start, endSeconds: end, sideAtStart: side, velocity: velocity,
            combinedStandardError: row["side_velocity_se"] ?? .nan, confidence95: interval,
            residualStandardDeviation: row["residual_sd_um"] ?? .nan, sampleCount: row["fit_samples"] ?? 0)
    }

    private static func powerLaw(_ row: Row) -> CrystalKinetics.PowerLaw? {
        guard let exponent = estimate(row, "growth_exponent", "growth_exponent_se"),
            let interval = range(row, "growth_exponent_ci95_low", "growth_exponent_ci95_high")
        else { return nil }
        return CrystalKinetics.PowerLaw(exponent: exponent, confidence95: interval)
    }

    private static func areaLaw(_ row: Row) -> CrystalKinetics.AreaLaw? {
        guard let start: Double = row["area_start_s"], let end: Double = row["area_end_s"],
            let a0 = estimate(row, "area_a0_um2", "area_a0_se"),
            let a1 = estimate(row, "area_a1_um2_per_min", "area_a1_se"),
            let a2 = estimate(row, "area_a2_um2_per_min2", "area_a2_se")
        else { return nil }
        return CrystalKinetics.AreaLaw(
            startSeconds: start, endSeconds: end, a0: a0, a1: a1, a2: a2,
            a2FromSide: estimate(row, "area_a2_from_side", "area_a2_from_side_se")
                ?? Estimate(value: .nan, standardError: .nan),
            disagreementSigmas: row["area_disagreement_sigmas"] ?? .nan)
    }

    private static func segments(of track: Int, _ database: Database) throws -> [CrystalKinetics.Segment] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM segments WHERE track = ? ORDER BY segment", arguments: [track]
        ).compactMap { row in
            guard let velocity = estimate(row, "side_velocity_um_per_min", "side_velocity_se"),
                let start: Double = row["start_s"], let end: Double = row["end_s"]
            else { return nil }
            return CrystalKinetics.Segment(startSeconds: start, endSeconds: end, sideVelocity: velocity)
        }
    }

    private static func facetRates(of track: Int, _ database: Database) throws -> [CrystalKinetics.FacetRate] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM facet_rates WHERE track = ? ORDER BY facet", arguments: [track]
        ).compactMap { row in
            guard let rate = estimate(row, "normal_rate_um_per_min", "normal_rate_se"),
                let normal: Double = row["normal_deg"]
            else { return nil }
            return CrystalKinetics.FacetRate(facet: row["facet"], normalDegrees: normal, normalRate: rate)
        }
    }
}

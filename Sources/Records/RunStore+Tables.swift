import Facets
import Foundation
import GRDB
import Kinetics
import Statistics
import Tracking

/// The columns of the tables, in their order.
public enum TableColumns {
    public static let measurements = [
        "frame", "time_s", "crystal_id", "centre_x_um", "centre_y_um", "side_um", "side_se_um", "width_um", "area_um2",
        "area_se_um2", "perimeter_um", "orientation_deg", "facet_count", "flags",
    ]
    public static let facets = [
        "frame", "time_s", "crystal_id", "facet", "normal_deg", "distance_um", "distance_se_um", "length_um",
    ]
    public static let crystals = [
        "crystal_id", "habit", "first_time_s", "last_time_s", "frames", "nucleation_time_s", "nucleation_time_se_s",
        "side_velocity_um_per_min", "side_velocity_se", "side_velocity_ci95_low", "side_velocity_ci95_high",
        "fit_start_s", "fit_end_s", "growth_exponent", "growth_exponent_se", "area_a0_um2", "area_a1_um2_per_min",
        "area_a2_um2_per_min2", "area_a2_se", "solute_flux_g_per_mm2_min", "regime", "flags",
    ]
    public static let segments = [
        "crystal_id", "segment", "start_s", "end_s", "side_velocity_um_per_min", "side_velocity_se",
    ]
    public static let facetRates = [
        "crystal_id", "facet", "normal_deg", "normal_rate_um_per_min", "normal_rate_se",
    ]
    public static let events = ["time_s", "frame", "event", "crystal_id", "detail"]
}

extension RunStore {
    /// Writes the six CSV tables from the record; each appears under its name only when it is complete.
    ///
    /// A number that is unknown is an empty cell. Facets that were not seen in a frame have no row in it. The standard
    /// errors of one crystal are widened to what its samples scatter (see `SampleScatter`).
    public func writeTables() throws(RunError) {
        let excess = try read { try excessScatter($0) }
        try writeMeasurements(excessScatter: excess)
        try writeFacets(excessScatter: excess)
        try writeCrystals()
        try writeEvents()
    }

    /// - Parameters:
    ///   - excess: what the samples scatter beyond it.
    ///   - doubt: what is the same in all frames, and not in the samples' scatter.
    private static func error(_ standardError: Double?, excess: Double?, doubt: Double?) -> Double? {
        standardError.map { hypot(hypot($0, excess ?? 0), doubt ?? 0) }
    }

    private func writeMeasurements(excessScatter: [Int: SideError]) throws(RunError) {
        let table = try TableFile(path: folder.measurements, columns: TableColumns.measurements)
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT measurements.*, crystal_id, doubt_um * side_gain AS side_doubt, doubt_um * area_gain_um AS area_doubt
                    FROM measurements JOIN tracks USING (track) LEFT JOIN edge_encodings USING (frame, track)
                    WHERE crystal_id IS NOT NULL ORDER BY frame, crystal_id
                    """)
            while let row = try rows.next() {
                let excess = excessScatter[row["track"]]
                let areaExcess = excess?.area(side: row["side_um"] ?? 0, area: row["area_um2"] ?? 0)
                try table.append([
                    row["frame"], Cell.seconds(row["time_s"]), row["crystal_id"], Cell.length(row["centre_x_um"]),
                    Cell.length(row["centre_y_um"]), Cell.length(row["side_um"]),
                    Cell.length(Self.error(row["side_se_um"], excess: excess?.side, doubt: row["side_doubt"])),
                    Cell.length(row["width_um"]), Cell.length(row["area_um2"]),
                    Cell.length(Self.error(row["area_se_um2"], excess: areaExcess, doubt: row["area_doubt"])),
                    Cell.length(row["perimeter_um"]), Cell.degrees(row["orientation_deg"]), row["facet_count"],
                    row["flags"],
                ])
            }
        }
        try table.commit()
    }

    private func writeFacets(excessScatter: [Int: SideError]) throws(RunError) {
        let table = try TableFile(path: folder.facets, columns: TableColumns.facets)
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT facets.*, time_s, crystal_id, doubt_um
                    FROM facets JOIN measurements USING (frame, track) JOIN tracks USING (track)
                        LEFT JOIN edge_encodings USING (frame, track)
                    WHERE crystal_id IS NOT NULL AND is_measured ORDER BY frame, crystal_id, facet
                    """)
            while let row = try rows.next() {
                try table.append([
                    row["frame"], Cell.seconds(row["time_s"]), row["crystal_id"], row["facet"],
                    Cell.degrees(row["normal_deg"]), Cell.length(row["distance_um"]),
                    Cell.length(
                        Self.error(
                            row["distance_se_um"], excess: excessScatter[row["track"]]?.distance, doubt: row["doubt_um"])),
                    Cell.length(row["length_um"]),
                ])
            }
        }
        try table.commit()
    }

    private func writeCrystals() throws(RunError) {
        let crystals = try crystals()
        let table = try TableFile(path: folder.crystals, columns: TableColumns.crystals)
        let segments = try TableFile(path: folder.segments, columns: TableColumns.segments)
        let facetRates = try TableFile(path: folder.facetRates, columns: TableColumns.facetRates)
        for crystal in crystals {
            try table.append(Self.cells(of: crystal))
            for (index, segment) in (crystal.kinetics?.segments ?? []).enumerated() {
                try segments.append([
                    "\(crystal.number)", "\(index + 1)", Cell.seconds(segment.startSeconds),
                    Cell.seconds(segment.endSeconds), Cell.rate(segment.sideVelocity.value),
                    Cell.rate(segment.sideVelocity.standardError),
                ])
            }
            for rate in crystal.kinetics?.facetRates ?? [] {
                try facetRates.append([
                    "\(crystal.number)", "\(rate.facet)", Cell.degrees(rate.normalDegrees),
                    Cell.rate(rate.normalRate.value), Cell.rate(rate.normalRate.standardError),
                ])
            }
        }
        for file in [table, segments, facetRates] { try file.commit() }
    }

    private static func cells(of crystal: CrystalRecord) -> [String] {
        let kinetics = crystal.kinetics
        let side = kinetics?.sideFit
        let area = kinetics?.areaLaw
        return [
            "\(crystal.number)", crystal.habit.rawValue, Cell.seconds(crystal.firstTimeSeconds),
            Cell.seconds(crystal.lastTimeSeconds), "\(crystal.frameCount)",
            Cell.seconds(kinetics?.nucleationTime?.value), Cell.seconds(kinetics?.nucleationTime?.standardError),
            Cell.rate(side?.velocity.value), Cell.rate(side?.combinedStandardError),
            Cell.rate(side?.confidence95.lowerBound), Cell.rate(side?.confidence95.upperBound),
            Cell.seconds(side?.startSeconds), Cell.seconds(side?.endSeconds),
            Cell.rate(kinetics?.powerLaw?.exponent.value), Cell.rate(kinetics?.powerLaw?.exponent.standardError),
            Cell.length(area?.a0.value), Cell.rate(area?.a1.value), Cell.rate(area?.a2.value),
            Cell.rate(area?.a2.standardError), Cell.flux(kinetics?.soluteFlux?.value),
            kinetics?.regime.rawValue ?? "", FlagText.joined(kinetics?.flags ?? []),
        ]
    }

    private func writeEvents() throws(RunError) {
        let table = try TableFile(path: folder.events, columns: TableColumns.events)
        try forEachEvent { event in
            try table.append([
                Cell.seconds(event.timeSeconds), "\(event.frame)", event.kind.rawValue,
                event.crystalID.map(String.init) ?? "", event.detail,
            ])
        }
        try table.commit()
    }
}

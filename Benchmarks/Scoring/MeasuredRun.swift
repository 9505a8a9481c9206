/// What a run folder says about the crystals, as its user reads it.
struct MeasuredRun {
    struct Record {
        let frame: Int
        let crystal: Int
        let x: Double
        let y: Double
        let side: Double
        let sideError: Double?
        let area: Double
        let flags: String
    }

    struct Crystal {
        let id: Int
        let habit: String
        let velocity: Double
        let velocityError: Double
        let interval: ClosedRange<Double>
        let fitStartSeconds: Double
        let fitEndSeconds: Double
    }

    let records: [Record]
    /// Crystals for which a velocity could be fitted.
    let fitted: [Int: Crystal]
    /// Number of records of every crystal.
    let lengths: [Int: Int]

    init(folder: String) throws {
        let measurements = try CSVTable(path: "\(folder)/measurements.csv")
        let crystals = try CSVTable(path: "\(folder)/crystals.csv")
        records = measurements.rows.compactMap(Self.record)
        fitted = Dictionary(crystals.rows.compactMap(Self.crystal).map { ($0.id, $0) }) { first, _ in first }
        lengths = records.reduce(into: [:]) { $0[$1.crystal, default: 0] += 1 }
    }

    /// nil where position, side or area could not be measured.
    private static func record(_ row: [String: String]) -> Record? {
        func number(_ column: String) -> Double? { row[column].flatMap(Double.init) }
        guard let frame = row["frame"].flatMap(Int.init), let id = row["crystal_id"].flatMap(Int.init),
            let x = number("centre_x_um"), let y = number("centre_y_um"), let side = number("side_um"),
            let area = number("area_um2")
        else { return nil }
        return Record(
            frame: frame, crystal: id, x: x, y: y, side: side, sideError: number("side_se_um"), area: area,
            flags: row["flags"] ?? "")
    }

    private static func crystal(_ row: [String: String]) -> Crystal? {
        func number(_ column: String) -> Double? { row[column].flatMap(Double.init) }
        guard let id = row["crystal_id"].flatMap(Int.init), let velocity = number("side_velocity_um_per_min"),
            let error = number("side_velocity_se"), let low = number("side_velocity_ci95_low"),
            let high = number("side_velocity_ci95_high"), low <= high, let start = number("fit_start_s"),
            let end = number("fit_end_s")
        else { return nil }
        return Crystal(
            id: id, habit: row["habit"] ?? "", velocity: velocity, velocityError: error, interval: low...high,
            fitStartSeconds: start, fitEndSeconds: end)
    }
}

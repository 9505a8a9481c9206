import GRDB

/// The tables of `run.sqlite`.
enum RunSchema {
    /// "GrSc": tells a run from any other SQLite file.
    static let applicationID = 0x4772_5363
    static let version = 1

    /// Keys are in the order in which frames arrive, so that appending stays cheap however long the run is; the
    /// order by crystal is indexed when it is first asked for.
    static let statements = """
        CREATE TABLE run (
            key TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE frames (
            frame INTEGER PRIMARY KEY NOT NULL,
            time_s REAL,
            status TEXT NOT NULL,
            drift_x_um REAL,
            drift_y_um REAL,
            detail TEXT NOT NULL DEFAULT ''
        );
        CREATE TABLE tracks (
            track INTEGER PRIMARY KEY NOT NULL,
            verdict TEXT NOT NULL DEFAULT 'candidate',
            crystal_id INTEGER,
            first_frame INTEGER,
            last_frame INTEGER,
            frames INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE measurements (
            frame INTEGER NOT NULL,
            track INTEGER NOT NULL,
            time_s REAL NOT NULL,
            centre_x_um REAL, centre_y_um REAL,
            side_um REAL, side_se_um REAL,
            width_um REAL, width_se_um REAL,
            area_um2 REAL, area_se_um2 REAL,
            perimeter_um REAL,
            orientation_deg REAL,
            facet_count INTEGER NOT NULL,
            habit TEXT NOT NULL,
            contrast TEXT NOT NULL,
            relative_contrast REAL,
            edge_blur_px REAL,
            flags TEXT NOT NULL,
            is_usable INTEGER NOT NULL,
            outline BLOB NOT NULL,
            PRIMARY KEY (frame, track)
        ) WITHOUT ROWID;
        CREATE TABLE facets (
            frame INTEGER NOT NULL,
            track INTEGER NOT NULL,
            facet INTEGER NOT NULL,
            normal_deg REAL,
            distance_um REAL, distance_se_um REAL,
            length_um REAL,
            is_measured INTEGER NOT NULL,
            PRIMARY KEY (frame, track, facet)
        ) WITHOUT ROWID;
        CREATE TABLE rim_fits (
            frame INTEGER NOT NULL,
            track INTEGER NOT NULL,
            misfits TEXT NOT NULL,
            picture BLOB NOT NULL,
            um_per_px REAL NOT NULL,
            becke_width REAL NOT NULL,
            place_per_width_px REAL NOT NULL,
            place_px REAL NOT NULL,
            place_variance_um2 REAL NOT NULL,
            side_gain REAL NOT NULL, width_gain REAL NOT NULL,
            perimeter_gain REAL NOT NULL,
            area_gain_um REAL NOT NULL,
            PRIMARY KEY (frame, track)
        ) WITHOUT ROWID;
        \(edgeEncodings)
        \(edgeTilts)
        CREATE TABLE events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            time_s REAL,
            frame INTEGER NOT NULL,
            event TEXT NOT NULL,
            track INTEGER,
            detail TEXT NOT NULL
        );
        CREATE TABLE kinetics (
            track INTEGER PRIMARY KEY NOT NULL,
            fit_start_s REAL, fit_end_s REAL,
            side_at_start_um REAL, side_at_start_se_um REAL,
            side_velocity_um_per_min REAL, side_velocity_fit_se REAL, side_velocity_se REAL,
            side_velocity_ci95_low REAL, side_velocity_ci95_high REAL,
            residual_sd_um REAL, fit_samples INTEGER,
            nucleation_time_s REAL, nucleation_time_se_s REAL,
            growth_exponent REAL, growth_exponent_se REAL,
            growth_exponent_ci95_low REAL, growth_exponent_ci95_high REAL,
            area_start_s REAL, area_end_s REAL,
            area_a0_um2 REAL, area_a0_se REAL,
            area_a1_um2_per_min REAL, area_a1_se REAL,
            area_a2_um2_per_min2 REAL, area_a2_se REAL,
            area_a2_from_side REAL, area_a2_from_side_se REAL,
            area_disagreement_sigmas REAL,
            solute_flux_g_per_mm2_min REAL, solute_flux_se REAL,
            regime TEXT NOT NULL,
            flags TEXT NOT NULL
        );
        CREATE TABLE segments (
            track INTEGER NOT NULL,
            segment INTEGER NOT NULL,
            start_s REAL, end_s REAL,
            side_velocity_um_per_min REAL, side_velocity_se REAL,
            PRIMARY KEY (track, segment)
        ) WITHOUT ROWID;
        CREATE TABLE facet_rates (
            track INTEGER NOT NULL,
            facet INTEGER NOT NULL,
            normal_deg REAL,
            normal_rate_um_per_min REAL, normal_rate_se REAL,
            PRIMARY KEY (track, facet)
        ) WITHOUT ROWID;
        CREATE TABLE pictures (
            position INTEGER PRIMARY KEY NOT NULL,
            name TEXT NOT NULL UNIQUE,
            caption TEXT NOT NULL,
            media_type TEXT NOT NULL,
            data BLOB NOT NULL
        );
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """

    /// Runs of earlier versions do not have it.
    static let edgeEncodings = """
        CREATE TABLE IF NOT EXISTS edge_encodings (
            frame INTEGER NOT NULL,
            track INTEGER NOT NULL,
            skewness REAL, skewness_se REAL,
            shift_um REAL NOT NULL,
            side_gain REAL NOT NULL, width_gain REAL NOT NULL,
            perimeter_gain REAL NOT NULL,
            area_gain_um REAL NOT NULL,
            moved_um REAL NOT NULL DEFAULT 0,
            doubt_um REAL NOT NULL DEFAULT 0,
            PRIMARY KEY (frame, track)
        ) WITHOUT ROWID;
        """

    /// A table of its own: records of before have none.
    static let edgeTilts = """
        CREATE TABLE IF NOT EXISTS edge_tilts (
            frame INTEGER NOT NULL,
            track INTEGER NOT NULL,
            tilt_um REAL NOT NULL, tilt_se_um REAL NOT NULL,
            linear_um REAL NOT NULL, screen_um REAL NOT NULL,
            place_um REAL NOT NULL DEFAULT 0,
            PRIMARY KEY (frame, track)
        ) WITHOUT ROWID;
        """

    static let indexByCrystal = """
        CREATE INDEX IF NOT EXISTS measurements_by_track ON measurements (track, frame);
        CREATE INDEX IF NOT EXISTS facets_by_track ON facets (track, frame);
        """
}

import GRDB

extension RunStore {
    /// Asks whether every cell of the record has a value of its column's kind. SQLite stores any kind in any column, and does not
    /// notice one that a damaged disk has changed.
    ///
    /// Throws: `RunError.notARun`.
    static func checkKinds(_ database: Database, path: String) throws {
        for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
            // SQLite's own tables state no kinds.
            let unsound = try database.columns(in: table).filter { !$0.type.isEmpty }.map { column in
                let kind = column.type == "REAL" ? "'real', 'integer'" : "'\(column.type.lowercased())'"
                let kinds = column.isNotNull || column.primaryKeyIndex > 0 ? kind : kind + ", 'null'"
                return "typeof(\(column.name)) NOT IN (\(kinds))"
            }
            guard !unsound.isEmpty else { continue }
            let isDamaged = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE \(unsound.joined(separator: " OR ")))")
            if isDamaged == true {
                throw RunError.notARun(path: path, reason: "its table \(table) is damaged: a cell has a value of another kind")
            }
        }
    }
}

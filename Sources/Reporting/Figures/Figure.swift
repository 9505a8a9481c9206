/// One figure: a gnuplot script and the data that it plots, under one name in `figures/`.
struct Figure {
    /// Without extension: "crystal_01_side".
    var name: String
    /// What it shows, for the caption and for those who cannot see it.
    var caption: String
    /// What is plotted, between `set output` and `unset output`.
    var plot: [String]
    /// Comment lines about the columns.
    var columns: [String]
    /// A figure of one crystal is taller than wide: it has a panel of residuals or a long key.
    var isTall: Bool

    /// nil for figures that belong to the whole run.
    var crystal: Int?

    var scriptFile: String { name + ".gp" }
    var dataFile: String { name + ".dat" }

    /// Two shares of about the same work.
    static let formatShares = [["svg", "pdf"], ["png"]]
    static let formats = formatShares.flatMap { $0 }

    /// "crystal_01_side"
    static func name(crystal number: Int, _ suffix: String) -> String {
        "crystal_" + (number < 10 ? "0" : "") + "\(number)_" + suffix
    }
}

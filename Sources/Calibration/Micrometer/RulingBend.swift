/// How lens distortion and tilt displace a ruling's lines from an even row of parallels, as a cubic of the line's number;
/// enough to expect each line where it is, since a line is measured by a small shift from there.
struct RulingBend: Sendable, Equatable {
    /// Number of the line in the middle, and lines to either end.
    var middleLine = 0.0
    var halfCount = 1.0
    /// Of the square and the cube of the number's part of `halfCount`, px.
    var square = 0.0
    var cube = 0.0
    /// Lean (du/dv) of the line at the end, about `middleV` px.
    var fan = 0.0
    var middleV = 0.0

    private func part(_ number: Int) -> Double {
        // A cubic runs away beyond the lines it was fitted to.
        max(-1.5, min(1.5, (Double(number) - middleLine) / halfCount))
    }

    func displacement(ofLine number: Int) -> Double {
        let x = part(number)
        return x * x * (square + cube * x)
    }

    func lean(ofLine number: Int) -> Double { fan * part(number) }

    /// Largest displacement among the lines it was fitted to, px.
    var largestDisplacement: Double { abs(square) + abs(cube) }
}

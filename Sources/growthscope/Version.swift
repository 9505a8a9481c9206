/// The program's version, as the run's record and `--version` state it.
enum Version {
    static let string = "0.1.0"
}

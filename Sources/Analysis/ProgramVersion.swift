/// The program's version, as `--version` and the record of a run state it.
public enum ProgramVersion {
    public static let string = "0.1.0"
}

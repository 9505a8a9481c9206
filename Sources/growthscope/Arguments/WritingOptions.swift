import ArgumentParser

/// What every command that writes takes.
struct WritingOptions: ParsableArguments {
    @Flag(help: "Replace what is there.")
    var force = false

    @Flag(help: "No progress and no warnings on standard error, only errors.")
    var quiet = false

    /// Puts `--quiet` into force; the first thing that a command does.
    func apply() {
        if quiet { Console.shared.silence() }
    }
}

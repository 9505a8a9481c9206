import ArgumentParser

/// What every command that writes takes.
struct WritingOptions: ParsableArguments {
    @Flag(help: "Replace what is there.")
    var force = false

    @Flag(help: "No progress and no warnings on standard error, only errors.")
    var quiet = false
}

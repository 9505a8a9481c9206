import ArgumentParser

/// `growthscope camera`: the camera itself, without measuring.
struct CameraCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera",
        abstract: "Find, set and read a microscope camera.",
        discussion: """
            EXAMPLE
              growthscope camera list
              growthscope camera info /dev/video0
              growthscope camera record /dev/video0 --output growth.mkv --duration 10min
            """,
        subcommands: [
            CameraListCommand.self, CameraInfoCommand.self, CameraSetCommand.self, CameraSnapshotCommand.self,
            CameraRecordCommand.self,
        ])
}

import ArgumentParser

/// `growthscope calibrate`: the calibration files that `analyze` takes.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure how many micrometres a pixel is, with its uncertainty.",
        discussion: """
            EXAMPLE
              growthscope calibrate micrometer slide.png --division 10um --output 10x.json
              growthscope analyze growth.mp4 --output run --calibration 10x.json
            """,
        subcommands: [
            CalibrateMicrometerCommand.self, CalibrateGridCommand.self, CalibratePointsCommand.self,
            CalibrateSensorCommand.self, CalibrateShowCommand.self, CalibrateCheckCommand.self,
        ])
}

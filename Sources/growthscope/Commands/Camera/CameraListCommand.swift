import ArgumentParser
import Camera

/// `growthscope camera list`: which cameras there are.
struct CameraListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the cameras of this machine.",
        discussion: """
            One block per camera: its name, where it is plugged in and its driver, which tell the microscope from a \
            laptop's own camera. Without any camera the exit status is 69.

            EXAMPLE
              growthscope camera list
            """)

    func run() throws {
        let cameras = CameraList.all()
        if cameras.isEmpty {
            throw CommandError(
                .deviceNotAvailable,
                "no camera found: none of /dev/video* takes pictures; is it plugged in, and its driver loaded?")
        }
        let status = Output.write(cameras.map(CameraListing.text).joined())
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

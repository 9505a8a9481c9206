import ArgumentParser
import Camera

/// `growthscope camera list`: which cameras there are.
struct CameraListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the cameras of this machine.",
        discussion: """
            One block per camera: its name, where it is plugged in and its driver, which tell the microscope from a \
            laptop's own camera.

            EXAMPLE
              growthscope camera list
            """)

    func run() throws {
        let cameras = CameraList.all()
        if cameras.isEmpty {
            Console.shared.note("no camera found (/dev/video*)")
        }
        let status = Output.write(cameras.map(CameraListing.text).joined())
        if status != .success { throw ExitCode(status.rawValue) }
    }
}

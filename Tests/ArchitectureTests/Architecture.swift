/// The plan of the house: what each target may import of ours, and which modules from outside.
enum Architecture {
    struct Room {
        var ours: Set<String>
        var outside: Set<String> = []
    }

    /// Wrappers of C libraries: they import nothing of ours.
    static let cTargets: Set<String> = ["CVision", "CMovie", "CTiff", "CCamera", "CNumerics"]

    /// Modules of the toolchain and the system, open to every target.
    static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "FoundationXML", "Dispatch", "Synchronization", "Glibc",
    ]

    private static let measurement: Set<String> = [
        "Imaging", "Statistics", "Calibration", "Segmentation", "Facets", "Tracking", "Kinetics", "UVVis",
    ]
    private static let allBelowAnalysis: Set<String> = measurement.union([
        "Media", "Camera", "Simulation", "Records", "Reporting",
    ])

    /// Every Swift target. Tracks are made of facets and their estimates, so Tracking sees Statistics, and Kinetics
    /// sees Facets, whose habits its series carry.
    static let rooms: [String: Room] = [
        "Imaging": Room(ours: []),
        "Statistics": Room(ours: ["CNumerics"]),
        "Media": Room(ours: ["Imaging", "CMovie", "CTiff", "CVision"]),
        "Camera": Room(ours: ["Imaging", "CCamera"]),
        "Calibration": Room(ours: ["Imaging", "Statistics", "CVision"]),
        "Segmentation": Room(ours: ["Imaging", "CVision"]),
        "Facets": Room(ours: ["Segmentation", "Calibration", "Statistics", "Imaging"]),
        "Tracking": Room(ours: ["Facets", "Imaging", "Statistics"]),
        "Kinetics": Room(ours: ["Tracking", "Statistics", "Facets"]),
        "UVVis": Room(ours: ["Statistics"]),
        "Simulation": Room(ours: ["Imaging", "Calibration", "UVVis"], outside: ["Yams"]),
        "Records": Room(ours: measurement, outside: ["GRDB", "Subprocess"]),
        "Reporting": Room(ours: measurement.union(["Records"]), outside: ["Mustache", "Subprocess"]),
        "Analysis": Room(ours: allBelowAnalysis, outside: ["Logging"]),
        "Dashboard": Room(ours: measurement.union(["Analysis", "Records"]), outside: ["Hummingbird", "Logging"]),
        "growthscope": Room(
            ours: allBelowAnalysis.union(["Analysis", "Dashboard"]), outside: ["ArgumentParser", "Logging"]),
    ]

    /// Swift targets that may hold unsafe pointers, because they wrap a C library.
    static var wrappers: Set<String> {
        Set(rooms.filter { !$0.value.ours.isDisjoint(with: cTargets) }.keys)
    }
}

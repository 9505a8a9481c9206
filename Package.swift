// swift-tools-version: 6.2
import PackageDescription

/// Our own code is built without warnings and in the Swift 6 language mode (complete concurrency checking).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Loops over pixels, and fits: without optimisation a test that renders or measures a movie takes minutes instead of seconds.
let pixelLoops: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "GrowthScope",
    products: [
        .executable(name: "growthscope", targets: ["growthscope"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // C libraries, each behind a plain C header.
        .target(
            name: "CVision",
            // OpenCV's headers include each other as "opencv2/...", which needs their folder on the search path; its
            // pkg-config file would link 55 libraries, so the modules are named one by one.
            cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4", "-O2"])],
            linkerSettings: [
                .linkedLibrary("opencv_core"), .linkedLibrary("opencv_imgproc"),
                .linkedLibrary("png"), .linkedLibrary("jpeg"), .linkedLibrary("stdc++"),
            ]),
        .target(
            name: "CMovie",
            linkerSettings: [
                .linkedLibrary("avformat"), .linkedLibrary("avcodec"), .linkedLibrary("avutil"),
                .linkedLibrary("swscale"),
            ]),
        .target(name: "CTiff", linkerSettings: [.linkedLibrary("tiff")]),
        .target(
            name: "CNumerics",
            linkerSettings: [.linkedLibrary("cminpack"), .linkedLibrary("m"), .linkedLibrary("stdc++")]),
        .target(name: "CCamera", linkerSettings: [.linkedLibrary("v4l2"), .linkedLibrary("jpeg")]),

        .target(name: "Imaging", swiftSettings: pixelLoops),
        .target(name: "Statistics", dependencies: ["CNumerics"], swiftSettings: pixelLoops),
        .target(name: "Media", dependencies: ["Imaging", "CMovie", "CTiff", "CVision"], swiftSettings: strict),
        // The faked kernel of the tests, a target of its own, reaches into it; a release build compiles that, too.
        .target(
            name: "Camera", dependencies: ["Imaging", "CCamera"],
            swiftSettings: pixelLoops + [.unsafeFlags(["-enable-testing"])]),
        .target(
            name: "Calibration", dependencies: ["Imaging", "Statistics", "CVision"], swiftSettings: pixelLoops),
        .target(name: "Segmentation", dependencies: ["Imaging", "CVision"], swiftSettings: pixelLoops),
        .target(
            name: "Facets", dependencies: ["Segmentation", "Calibration", "Statistics", "Imaging"],
            swiftSettings: pixelLoops),
        .target(name: "Tracking", dependencies: ["Facets", "Imaging", "Statistics"], swiftSettings: strict),
        .target(name: "Kinetics", dependencies: ["Tracking", "Facets", "Statistics"], swiftSettings: strict),
        .target(name: "UVVis", dependencies: ["Statistics"], swiftSettings: pixelLoops),
        .target(name: "Simulation", dependencies: ["Imaging", "Calibration", "UVVis"], swiftSettings: pixelLoops),
        .target(
            name: "Records",
            dependencies: [
                "Kinetics", "Tracking", "Facets", "Segmentation", "Statistics", "Calibration", "Imaging", "UVVis",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .target(
            name: "Reporting",
            dependencies: [
                "Records", "Kinetics", "Tracking", "Facets", "Statistics", "Calibration", "Imaging", "UVVis",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .target(
            name: "Analysis",
            dependencies: [
                "Imaging", "Media", "Camera", "Calibration", "Segmentation", "Facets", "Tracking", "Kinetics",
                "Statistics", "Records", "Reporting", "Simulation",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "growthscope",
            dependencies: [
                "Analysis", "Imaging", "Media", "Camera", "Calibration", "Segmentation", "Facets", "Tracking",
                "Kinetics", "Records", "Reporting", "Simulation", "Statistics", "UVVis",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Measures the built program; nothing else needs it.
        .executableTarget(
            name: "growth-benchmark",
            dependencies: [
                "CVision", "Imaging", "Media", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks", exclude: ["results.md"], swiftSettings: pixelLoops),

        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(name: "UVVisTests", dependencies: ["UVVis", "Statistics"], swiftSettings: pixelLoops),
        .testTarget(name: "KineticsTests", dependencies: ["Kinetics", "Statistics", "Facets"], swiftSettings: strict),
        .testTarget(
            name: "CalibrationTests",
            dependencies: ["SceneTestSupport", "Calibration", "Imaging", "Media", "Simulation", "Statistics"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "growthscope", "RecordsTestSupport", "Analysis", "Calibration", "Facets", "Imaging", "Media", "Records",
                "Simulation", "Statistics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(
            name: "BenchmarkTests", dependencies: ["growth-benchmark", "Imaging", "Simulation"],
            swiftSettings: strict),
        .target(
            name: "CameraTestSupport", dependencies: ["Camera", "CCamera"], path: "Tests/CameraTestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "CameraTests", dependencies: ["CameraTestSupport", "Camera", "CCamera", "Imaging"],
            swiftSettings: strict),
        .testTarget(name: "MediaTests", dependencies: ["Media", "Imaging"], swiftSettings: strict),
        .target(
            name: "RecordsTestSupport",
            dependencies: [
                "Records", "Kinetics", "Tracking", "Facets", "Segmentation", "Statistics", "Calibration", "Imaging",
            ],
            path: "Tests/RecordsTestSupport", swiftSettings: strict),
        .testTarget(
            name: "RecordsTests",
            dependencies: [
                "RecordsTestSupport", "Records", "Kinetics", "Tracking", "Facets", "Segmentation", "Statistics",
                "Calibration", "Imaging", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "RecordsTestSupport", "Reporting", "Records", "Kinetics", "Tracking", "Facets", "Segmentation",
                "Statistics", "Calibration", "Imaging",
            ],
            swiftSettings: strict),
        .testTarget(name: "SimulationTests", dependencies: ["Simulation", "Imaging"], swiftSettings: strict),
        .target(
            name: "SceneTestSupport", dependencies: ["Simulation", "Imaging"], path: "Tests/SceneTestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "SegmentationTests", dependencies: ["SceneTestSupport", "Segmentation", "Simulation", "Imaging"],
            swiftSettings: strict),
        .testTarget(
            name: "FacetsTests",
            dependencies: [
                "SceneTestSupport", "Facets", "Segmentation", "Calibration", "Simulation", "Statistics", "Imaging",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AnalysisTests",
            dependencies: [
                "SceneTestSupport", "RecordsTestSupport", "CameraTestSupport", "Analysis", "Calibration", "Camera",
                "Facets", "Imaging", "Media", "Records", "Segmentation", "Simulation", "Statistics", "Tracking",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TrackingTests",
            dependencies: ["Tracking", "Facets", "Imaging", "Segmentation", "Statistics"], swiftSettings: strict),
    ]
)

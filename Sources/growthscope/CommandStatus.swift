import Analysis
import Calibration
import Camera
import Foundation
import Media
import Records
import Segmentation
import Simulation
import Tracking
import UVVis

/// The exit statuses of the command (those of sysexits.h, and the shell's for an interrupted program).
enum CommandStatus: Int32, Equatable {
    case success = 0
    case usage = 64
    case unusableInput = 65
    case noSuchInput = 66
    case deviceNotAvailable = 69
    case inputOutput = 74
    case interrupted = 130

    /// The table from errors to statuses: the only place that knows it.
    init(of error: any Error) {
        switch error {
        case let error as CommandError: self = error.status
        case let error as CameraError: self = error.category == .usage ? .usage : .deviceNotAvailable
        case let error as CalibrationError: self = Self.of(error.category)
        case let error as MediaError: self = Self.of(error.category)
        case let error as RunError: self = Self.of(error.category)
        case let error as UVVisError: self = Self.of(error.category)
        case is SimulationError, is SegmentationError, is TrackingError: self = .unusableInput
        case AnalysisError.regionOutside, AnalysisError.ignoredRegionOutside: self = .usage
        case AnalysisError.pictureTooLarge: self = .unusableInput
        case AnalysisError.notClosed: self = .inputOutput
        case is CancellationError: self = .interrupted
        case is DecodingError: self = .unusableInput
        case let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile:
            self = .noSuchInput
        default: self = .inputOutput
        }
    }

    private static func of(_ category: RunError.Category) -> CommandStatus {
        switch category {
        case .usage: .usage
        case .noInput: .noSuchInput
        case .unusableInput: .unusableInput
        case .inputOutput: .inputOutput
        }
    }

    private static func of(_ category: UVVisError.Category) -> CommandStatus {
        switch category {
        case .noSuchInput: .noSuchInput
        case .unusableInput: .unusableInput
        case .inputOutput: .inputOutput
        }
    }

    private static func of(_ category: MediaError.Category) -> CommandStatus {
        switch category {
        case .noSuchInput: .noSuchInput
        case .unusableInput: .unusableInput
        case .inputOutput: .inputOutput
        }
    }

    private static func of(_ category: CalibrationError.Category) -> CommandStatus {
        switch category {
        case .usage: .usage
        case .noSuchInput: .noSuchInput
        case .unusable: .unusableInput
        case .inputOutput: .inputOutput
        }
    }
}

/// A failure of the command itself rather than of a part below it.
struct CommandError: Error, Equatable, CustomStringConvertible {
    let status: CommandStatus
    let description: String

    init(_ status: CommandStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}

/// What can go wrong with a run folder, each with what a person needs to act.
public enum RunError: Error, Equatable, Sendable {
    /// The folder holds an earlier run.
    case exists(path: String)
    /// The folder holds something that is not a run, and nothing of it is touched.
    case occupied(path: String, example: String)
    /// The results would replace what they are made from.
    case replacesInput(path: String)
    /// Another program is making it.
    case beingWritten(path: String)
    /// It was removed, moved or replaced while it was written.
    case vanished(path: String)
    /// A file stands where the folder should be.
    case notAFolder(path: String)
    case noSuchRun(path: String)
    /// The folder has no usable record of a run.
    case notARun(path: String, reason: String)
    /// Written by a later version of the program.
    case newerFormat(path: String, version: Int)
    case diskFull(path: String)
    case cannotWrite(path: String, reason: String)
    case cannotRead(path: String, reason: String)
    /// The record contradicts itself or what is asked of it.
    case inconsistent(path: String, reason: String)

    /// Which of the program's exit statuses an error belongs to.
    public enum Category: Sendable {
        /// 64: the command asks for what must not be done.
        case usage
        /// 65: what is there cannot be used.
        case unusableInput
        /// 66: it is not there.
        case noInput
        /// 74: reading or writing failed.
        case inputOutput
    }

    public var category: Category {
        switch self {
        case .exists, .occupied, .replacesInput, .beingWritten, .notAFolder: .usage
        case .noSuchRun: .noInput
        case .notARun, .newerFormat, .inconsistent: .unusableInput
        case .diskFull, .cannotWrite, .cannotRead, .vanished: .inputOutput
        }
    }
}

extension RunError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exists(let path):
            "\(path): there is a run already; choose another folder, or replace it with --force"
        case .occupied(let path, let example):
            "\(path): the folder holds other files (\(example)) and no run; choose an empty or a new folder"
        case .replacesInput(let path):
            "\(path): is an input, which the results would replace; choose another folder or name for them"
        case .beingWritten(let path):
            "\(path): another growthscope is writing this run; choose another folder, or end it first"
        case .vanished(let path):
            "\(path): the run was removed or moved away while it was written"
        case .notAFolder(let path):
            "\(path): is a file, not a folder; choose another name for the run"
        case .noSuchRun(let path):
            "\(path): no such folder"
        case .notARun(let path, let reason):
            "\(path): not a run of GrowthScope (\(reason))"
        case .newerFormat(let path, let version):
            "\(path): the run was written by a later version of GrowthScope (format \(version)); update the program"
        case .diskFull(let path):
            "\(path): no space left on the device"
        case .cannotWrite(let path, let reason):
            "\(path): cannot be written (\(reason))"
        case .cannotRead(let path, let reason):
            "\(path): cannot be read (\(reason))"
        case .inconsistent(let path, let reason):
            "\(path): \(reason)"
        }
    }
}

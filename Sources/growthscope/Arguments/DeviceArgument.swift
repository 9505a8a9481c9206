import ArgumentParser

/// A camera of the command line: its path, or the number of /dev/video.
enum DeviceArgument {
    static func parse(_ text: String) throws -> String {
        if text.isEmpty { throw ValidationError("The device's name is empty: growthscope camera list shows them.") }
        if text.allSatisfy(\.isASCII), text.allSatisfy(\.isNumber) { return "/dev/video\(text)" }
        return text
    }
}

/// A picture's size of the command line: "1280x720" in px.
struct SizeArgument: ExpressibleByArgument, Equatable {
    let width: Int
    let height: Int

    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], (1...65_536).contains(width),
            (1...65_536).contains(height)
        else { return nil }
        self.width = width
        self.height = height
    }

    var defaultValueDescription: String { "\(width)x\(height)" }
}

/// A control and its value of the command line: "gain=20".
enum ControlArgument {
    static func parse(_ text: String) throws -> ControlSetting {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("'\(text)' is not NAME=VALUE, as in gain=20.")
        }
        return ControlSetting(key: String(parts[0]), value: String(parts[1]))
    }
}

struct ControlSetting: Equatable {
    let key: String
    let value: String
}

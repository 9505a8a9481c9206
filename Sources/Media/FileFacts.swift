import Foundation

/// What the file system says of an input before a library opens it.
enum FileFacts {
    enum Kind { case file(bytes: UInt64), folder }

    /// Throws where there is nothing, or where it is a device or a pipe (reading these could wait for ever).
    static func kind(of path: String) throws(MediaError) -> Kind {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { throw .noSuchInput(path: path) }
            throw .unreadable(path: path, reason: reason(of: error))
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory: return .folder
        case .typeRegular: return .file(bytes: (attributes[.size] as? NSNumber)?.uint64Value ?? 0)
        default: throw .notARegularFile(path: path)
        }
    }

    /// The size of a regular file that holds something.
    static func bytes(of path: String) throws(MediaError) -> UInt64 {
        guard case .file(let bytes) = try kind(of: path) else { throw .notARegularFile(path: path) }
        guard bytes > 0 else { throw .emptyFile(path: path) }
        return bytes
    }

    static func contents(of path: String, limit: UInt64) throws(MediaError) -> Data {
        let bytes = try self.bytes(of: path)
        guard bytes <= limit else {
            throw .unreadable(path: path, reason: "\(bytes) bytes are more than the \(limit) that are read at once.")
        }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, reason: reason(of: error))
        }
    }

    /// The first bytes of a file, by which its format is told.
    static func head(of path: String, count: Int) throws(MediaError) -> [UInt8] {
        _ = try bytes(of: path)
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            return [UInt8](try handle.read(upToCount: count) ?? Data())
        } catch {
            throw .unreadable(path: path, reason: reason(of: error))
        }
    }

    static func reason(of error: any Error) -> String {
        let error = error as NSError
        if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError {
            return underlying.domain == NSPOSIXErrorDomain
                ? String(cString: strerror(Int32(underlying.code))) : underlying.localizedDescription
        }
        return error.localizedDescription
    }
}

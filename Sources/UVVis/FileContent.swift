import Foundation

/// Whole files, with their size bounded and every failure named.
enum FileContent {
    static func data(of path: String, limit: Int = 64 << 20) throws(UVVisError) -> Data {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .noSuchFile(path: path)
        }
        if isFolder.boolValue { throw .unreadable(path: path, reason: "is a folder, where a file is expected") }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular
            || attributes?[.type] as? FileAttributeType == .typeSymbolicLink
        else { throw .unreadable(path: path, reason: "is no regular file") }
        do {
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw UVVisError.cannotRead(path: path, reason: "permission denied")
            }
            defer { try? handle.close() }
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw UVVisError.unreadable(path: path, reason: "larger than \(limit >> 20) MB: no file of this kind is")
            }
            return data
        } catch let error as UVVisError {
            throw error
        } catch {
            throw .cannotRead(path: path, reason: error.localizedDescription)
        }
    }
}

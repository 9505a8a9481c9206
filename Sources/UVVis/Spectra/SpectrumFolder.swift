import Foundation

/// A folder with one spectrum per file.
public enum SpectrumFolder {
    private static let foreign: Set<String> = ["json", "png", "jpg", "jpeg", "svg", "pdf", "md", "html", "log", "gp"]
    /// More spectra than a week at ten a minute.
    private static let mostFiles = 100_000

    /// Reads every spectrum of a folder in the order of time.
    ///
    /// - Parameters:
    ///   - excluded: files that lie in the folder and are no part of the series (dark, reference).
    ///   - intervalSeconds: time between spectra in the order of their counters; nil where headers or names tell.
    /// Throws `UVVisError` for a file that is no spectrum, wavelengths that differ, and times that cannot be had.
    public static func read(
        path: String, excluding excluded: [String] = [], intervalSeconds: Double? = nil
    ) throws(UVVisError) -> SpectrumSeries {
        let files = try listing(path, excluded)
        var spectra: [Spectrum] = []
        let dates = DateText()
        for file in files { spectra.append(try SpectrumFile.read(path: file, dates: dates)) }
        guard let first = spectra.first else { throw .unusable(path: path, reason: "the folder holds no spectrum") }
        guard spectra.count > 1 else {
            throw .unusable(path: path, reason: "holds one spectrum, \(last(first.path)): diffusion shows only over time")
        }
        for other in spectra.dropFirst() {
            guard first.quantity == other.quantity else {
                throw .unusable(
                    path: path,
                    reason: "\(last(first.path)) holds \(first.quantity.text) and \(last(other.path)) "
                        + "\(other.quantity.text): they are no series")
            }
            guard agree(first.wavelengths, other.wavelengths) else {
                throw .unusable(
                    path: path,
                    reason: "\(last(first.path)) and \(last(other.path)) have different wavelengths "
                        + "(\(range(first)), \(range(other))): they are no series")
            }
            guard first.integrationSeconds == other.integrationSeconds else {
                throw .unusable(
                    path: path,
                    reason: "\(last(first.path)) and \(last(other.path)) have different integration times: measure a "
                        + "series with one")
            }
        }
        let reader = NameReader()
        let facts = spectra.map { reader.facts(last($0.path)) }
        let (times, note) = try SpectrumTimes.seconds(
            of: spectra, named: facts, folder: path, intervalSeconds: intervalSeconds)
        let entries = spectra.indices.map { (time: times[$0], values: spectra[$0].values, name: last(spectra[$0].path)) }
        var series = try SpectrumSeries(
            path: path, wavelengths: first.wavelengths, entries: entries, quantity: first.quantity,
            notes: [note] + missing(facts))
        series.integrationSeconds = first.integrationSeconds
        series.averages = first.averages
        return series
    }

    private static func listing(_ path: String, _ excluded: [String]) throws(UVVisError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .cannotRead(path: path, reason: error.localizedDescription)
        }
        guard names.count <= mostFiles else {
            throw .unusable(path: path, reason: "holds \(names.count) files, more than \(mostFiles)")
        }
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        let out = Set(excluded.map(resolved))
        let base = path.hasSuffix("/") ? path : path + "/"
        return names.sorted().filter { name in
            let ending = name.split(separator: ".").last?.lowercased() ?? ""
            return !name.hasPrefix(".") && !foreign.contains(ending)
        }.map { base + $0 }.filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) && !isFolder.boolValue
                && !out.contains(resolved(file))
        }
    }

    static func agree(_ a: [Double], _ b: [Double]) -> Bool {
        guard a.count == b.count else { return false }
        // Programs round to 0.01 nm.
        return zip(a, b).allSatisfy { abs($0 - $1) < 0.011 }
    }

    private static func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func range(_ spectrum: Spectrum) -> String {
        "\(spectrum.wavelengths.count) from \(spectrum.wavelengths.first ?? 0) to \(spectrum.wavelengths.last ?? 0) nm"
    }

    /// Gaps in the counters of the names.
    private static func missing(_ facts: [NameFacts]) -> [String] {
        let counters = facts.compactMap(\.counter).sorted()
        guard counters.count == facts.count, let first = counters.first, let end = counters.last,
            Set(counters).count == counters.count
        else { return [] }
        let gap = end - first + 1 - counters.count
        guard gap > 0, gap < counters.count else { return [] }
        let lost = Set(first...end).subtracting(counters).sorted().prefix(5).map(String.init).joined(separator: ", ")
        return ["\(gap) file\(gap == 1 ? " is" : "s are") missing by the counters of the names (\(lost))."]
    }
}

import Foundation
import FoundationXML

/// The parts of an OME-XML document (2016-06 and before) that place pictures in time and give their scale.
///
/// Source: docs.openmicroscopy.org/ome-model, "OME-TIFF specification". Document type declarations are refused before
/// parsing: OME has none, and entities are what makes small documents grow without bound.
struct OMEDocument {
    struct Plane {
        var channel: Int
        var slice: Int
        var time: Int
        var deltaSeconds: Double?
    }

    struct TiffData {
        var page: Int?
        var channel: Int
        var slice: Int
        var time: Int
        var planeCount: Int?
        var fileName: String?
    }

    private(set) var imageCount = 0
    /// Attributes of the first image's Pixels.
    private(set) var pixels: [String: String] = [:]
    private(set) var channelSamples: [Int] = []
    private(set) var planes: [Plane] = []
    private(set) var tiffData: [TiffData] = []

    /// nil where the text is no OME-XML. Throws where it is and cannot be parsed.
    init?(_ text: String, path: String) throws(MediaError) {
        guard text.contains("<OME") || text.contains(":OME") else { return nil }
        guard !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY") else {
            throw .damagedTIFF(path: path, reason: "its OME-XML declares a document type, which OME never does")
        }
        let collector = Collector()
        let parser = XMLParser(data: Data(text.utf8))
        parser.shouldResolveExternalEntities = false
        parser.delegate = collector
        // On Linux the parser passes over a document that breaks off: it has to be seen to its end.
        guard parser.parse(), parser.parserError == nil, collector.isComplete else {
            let line = parser.lineNumber
            throw .damagedTIFF(path: path, reason: "its OME-XML cannot be parsed (line \(line))")
        }
        self = collector.document
    }

    private init() {}
}

extension OMEDocument {
    private final class Collector: NSObject, XMLParserDelegate {
        var document = OMEDocument()
        private var depth = 0
        private var hasFailed = false
        private(set) var isComplete = false

        func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { hasFailed = true }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
        ) {
            depth -= 1
            isComplete = depth == 0 && !hasFailed
        }

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String] = [:]
        ) {
            depth += 1
            let name = elementName.split(separator: ":").last.map(String.init) ?? elementName
            if name == "Pixels" {
                document.imageCount += 1
                if document.imageCount == 1 { document.pixels = attributes }
            }
            guard document.imageCount == 1 else { return }
            switch name {
            case "Channel":
                document.channelSamples.append(attributes["SamplesPerPixel"].flatMap { Int($0) } ?? 1)
            case "Plane": document.planes.append(Plane(attributes))
            case "TiffData": document.tiffData.append(TiffData(attributes))
            case "UUID":
                guard !document.tiffData.isEmpty else { return }
                document.tiffData[document.tiffData.count - 1].fileName = attributes["FileName"]
            default: break
            }
        }
    }
}

extension OMEDocument.Plane {
    fileprivate init(_ attributes: [String: String]) {
        let unit = attributes["DeltaTUnit"] ?? "s"
        channel = attributes["TheC"].flatMap { Int($0) } ?? 0
        slice = attributes["TheZ"].flatMap { Int($0) } ?? 0
        time = attributes["TheT"].flatMap { Int($0) } ?? 0
        deltaSeconds = attributes["DeltaT"].flatMap { Double($0) }.flatMap { value in
            MeasurementUnit.seconds(in: unit).map { value * $0 }
        }
    }
}

extension OMEDocument.TiffData {
    fileprivate init(_ attributes: [String: String]) {
        page = attributes["IFD"].flatMap { Int($0) }
        channel = attributes["FirstC"].flatMap { Int($0) } ?? 0
        slice = attributes["FirstZ"].flatMap { Int($0) } ?? 0
        time = attributes["FirstT"].flatMap { Int($0) } ?? 0
        planeCount = attributes["PlaneCount"].flatMap { Int($0) }
        fileName = nil
    }
}

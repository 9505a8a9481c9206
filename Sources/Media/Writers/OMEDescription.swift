import Foundation
import Imaging

/// The OME-XML of a grey time series whose pages lie in the order of time, with the time of each.
///
/// Source: docs.openmicroscopy.org/ome-model, "OME-TIFF specification", schema 2016-06.
struct OMEDescription {
    let width: Int
    let height: Int
    /// "uint8", "uint16" or "float".
    let sampleType: String
    let significantBits: Int
    /// Of every page, since the first.
    let timesSeconds: [Double]
    let micrometersPerPixel: Double?
    let started: Date?

    var text: String {
        let scale = micrometersPerPixel.map {
            #" PhysicalSizeX="\#($0)" PhysicalSizeXUnit="um" PhysicalSizeY="\#($0)" PhysicalSizeYUnit="um""#
        }
        let date = started.map { "<AcquisitionDate>\($0.formatted(.iso8601))</AcquisitionDate>" }
        let planes = timesSeconds.enumerated().map { index, seconds in
            #"<Plane TheC="0" TheZ="0" TheT="\#(index)" DeltaT="\#(String(format: "%.6f", seconds))" DeltaTUnit="s"/>"#
        }
        return #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
            + #"<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">"#
            + (date ?? "")
            + #"<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="\#(sampleType)" "#
            + #"SignificantBits="\#(significantBits)" SizeX="\#(width)" SizeY="\#(height)" SizeC="1" SizeZ="1" "#
            + #"SizeT="\#(timesSeconds.count)"\#(scale ?? "")>"#
            + #"<Channel ID="Channel:0:0" SamplesPerPixel="1"/><TiffData/>"# + "\n"
            + planes.joined(separator: "\n") + "\n</Pixels></Image></OME>\n"
    }
}

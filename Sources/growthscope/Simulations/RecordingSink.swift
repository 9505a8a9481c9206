import Imaging

/// Where the frames of a recording go.
protocol RecordingSink {
    func append(_ frame: Frame) throws
    /// Without it the file is not usable.
    func finish() throws
}

import Imaging

extension ChannelSelection {
    /// For recordings without colours: luma, whose edges are where they are.
    static let grey = ChannelSelection(channel: .luma, edgeShift: 0)

    private init(channel: Channel, edgeShift: Double) {
        self.channel = channel
        self.edgeShift = edgeShift
    }
}

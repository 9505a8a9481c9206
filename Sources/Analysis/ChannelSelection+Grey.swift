import Imaging

extension ChannelSelection {
    /// For recordings without colours: luma, whose edges are where they are.
    static let grey = ChannelSelection(channel: .luma)

    private init(channel: Channel) {
        self.channel = channel
        colours = nil
        screenProbability = nil
    }
}

import Imaging

/// An edge of the picture, where objects are cut off.
enum PictureEdge: CaseIterable {
    case left, right, top, bottom

    func isReached(by box: PixelRect, in picture: Mask) -> Bool {
        switch self {
        case .left: box.x == 0
        case .right: box.x + box.width == picture.width
        case .top: box.y == 0
        case .bottom: box.y + box.height == picture.height
        }
    }

    /// Whether any pixel along the edge of a mask of the whole picture is set.
    func isReached(in mask: Mask) -> Bool {
        let length = self == .left || self == .right ? mask.height : mask.width
        return (0..<length).contains { mask.values[place(of: $0, in: mask)] != 0 }
    }

    /// Sets the pixels of a mask's outermost row or column between the first and the last that are set.
    func close(_ mask: inout Mask) {
        let length = self == .left || self == .right ? mask.height : mask.width
        let places = (0..<length).map { place(of: $0, in: mask) }
        guard let first = places.firstIndex(where: { mask.values[$0] != 0 }),
            let last = places.lastIndex(where: { mask.values[$0] != 0 })
        else { return }
        for place in places[first...last] { mask.values[place] = 255 }
    }

    /// Sets the corner pixel between two edges that meet.
    static func setCorner(of edges: [PictureEdge], in mask: inout Mask) {
        guard let column = edges.first(where: { $0 == .left || $0 == .right }),
            let row = edges.first(where: { $0 == .top || $0 == .bottom })
        else { return }
        let x = column == .left ? 0 : mask.width - 1
        let y = row == .top ? 0 : mask.height - 1
        mask.values[y * mask.width + x] = 255
    }

    private func place(of index: Int, in mask: Mask) -> Int {
        switch self {
        case .left: index * mask.width
        case .right: index * mask.width + mask.width - 1
        case .top: index
        case .bottom: (mask.height - 1) * mask.width + index
        }
    }
}

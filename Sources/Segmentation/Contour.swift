import Imaging

/// Iso-contours of a small scalar field by marching squares.
enum Contour {
    /// The longest closed line along which the field crosses zero, in the field's own coordinates (sample (0, 0) at
    /// (0, 0)); positive values are inside. Values beyond the field's border count as outside.
    static func outline(of field: [Float], width: Int, height: Int) -> [Point] {
        let padded = pad(field, width: width, height: height)
        let loops = loops(padded, width: width + 2, height: height + 2)
        let longest = loops.max { Polygon.area($0) < Polygon.area($1) } ?? []
        return longest.map { Point(x: $0.x - 1, y: $0.y - 1) }
    }

    private static func pad(_ field: [Float], width: Int, height: Int) -> [Float] {
        var padded = [Float](repeating: -1, count: (width + 2) * (height + 2))
        for y in 0..<height {
            for x in 0..<width { padded[(y + 1) * (width + 2) + x + 1] = field[y * width + x] }
        }
        return padded
    }

    /// Each grid edge that the contour crosses is a node, numbered 2 * sample for the edge to the right of a sample and
    /// 2 * sample + 1 for the edge below it; each cell links the nodes on its sides in pairs.
    private static func loops(_ field: [Float], width: Int, height: Int) -> [[Point]] {
        var next = [Int32](repeating: -1, count: 2 * width * height)
        var starts: [Int] = []
        for y in 0..<height - 1 {
            for x in 0..<width - 1 {
                let sample = y * width + x
                var kind = 0
                if field[sample] > 0 { kind |= 1 }
                if field[sample + 1] > 0 { kind |= 2 }
                if field[sample + width + 1] > 0 { kind |= 4 }
                if field[sample + width] > 0 { kind |= 8 }
                if kind == 0 || kind == 15 { continue }
                for (from, to) in links(kind, sample, width) {
                    next[from] = Int32(to)
                    starts.append(from)
                }
            }
        }
        var loops: [[Point]] = []
        for start in starts where next[start] >= 0 {
            var loop: [Point] = []
            var node = start
            while next[node] >= 0 {
                loop.append(position(of: node, field, width))
                let following = Int(next[node])
                next[node] = -1
                node = following
            }
            if loop.count >= 3 { loops.append(loop) }
        }
        return loops
    }

    /// Directed so that the inside is on the left when walking (anticlockwise on the screen); the two diagonal cases are
    /// read as connected insides, as 8-connected components are.
    private static func links(_ kind: Int, _ sample: Int, _ width: Int) -> [(Int, Int)] {
        let top = 2 * sample
        let left = 2 * sample + 1
        let bottom = 2 * (sample + width)
        let right = 2 * (sample + 1) + 1
        return switch kind {
        case 1: [(left, top)]
        case 2: [(top, right)]
        case 3: [(left, right)]
        case 4: [(right, bottom)]
        case 5: [(right, top), (left, bottom)]
        case 6: [(top, bottom)]
        case 7: [(left, bottom)]
        case 8: [(bottom, left)]
        case 9: [(bottom, top)]
        case 10: [(top, left), (bottom, right)]
        case 11: [(bottom, right)]
        case 12: [(right, left)]
        case 13: [(right, top)]
        default: [(top, left)]
        }
    }

    private static func position(of node: Int, _ field: [Float], _ width: Int) -> Point {
        let sample = node / 2
        let neighbour = node % 2 == 0 ? sample + 1 : sample + width
        let a = Double(field[sample])
        let b = Double(field[neighbour])
        let share = a / (a - b)
        let x = Double(sample % width)
        let y = Double(sample / width)
        return node % 2 == 0 ? Point(x: x + share, y: y) : Point(x: x, y: y + share)
    }
}

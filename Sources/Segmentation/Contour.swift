import Imaging

/// Iso-contours of a small scalar field by marching squares.
enum Contour {
    /// The longest closed line along which the field crosses zero, in the field's own coordinates (sample (0, 0) at
    /// (0, 0)). The field is -1 beyond its border.
    ///
    /// - Parameters:
    ///   - inside: where the field is positive.
    ///   - value: the field at (x, y); asked for beside the contour only.
    static func outline(of inside: Mask, value: (Int, Int) -> Double) -> [Point] {
        var padded = Mask(width: inside.width + 2, height: inside.height + 2)
        padded.add(inside, x: 1, y: 1)
        let loops = loops(padded) { sample in
            let x = sample % padded.width - 1
            let y = sample / padded.width - 1
            return x >= 0 && y >= 0 && x < inside.width && y < inside.height ? value(x, y) : -1
        }
        let longest = loops.max { Polygon.area($0) < Polygon.area($1) } ?? []
        return longest.map { Point(x: $0.x - 1, y: $0.y - 1) }
    }

    /// Each grid edge that the contour crosses is a node, numbered 2 * sample for the edge to the right of a sample and
    /// 2 * sample + 1 for the edge below it; each cell links the nodes on its sides in pairs.
    private static func loops(_ inside: Mask, value: (Int) -> Double) -> [[Point]] {
        let width = inside.width
        let pixels = inside.values
        var next = [Int32](repeating: -1, count: 2 * pixels.count)
        var starts: [Int] = []
        func link(_ pair: (from: Int, to: Int)) {
            next[pair.from] = Int32(pair.to)
            starts.append(pair.from)
        }
        for sample in inside.borderCells() {
            let kind = pixels[sample] & 1 | pixels[sample + 1] & 2 | pixels[sample + width + 1] & 4
                | pixels[sample + width] & 8
            let (first, second) = links(Int(kind), sample, width)
            link(first)
            if let second { link(second) }
        }
        var loops: [[Point]] = []
        for start in starts where next[start] >= 0 {
            var loop: [Point] = []
            var node = start
            while next[node] >= 0 {
                loop.append(position(of: node, width, value))
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
    private static func links(_ kind: Int, _ sample: Int, _ width: Int) -> (first: (Int, Int), second: (Int, Int)?) {
        let top = 2 * sample
        let left = 2 * sample + 1
        let bottom = 2 * (sample + width)
        let right = 2 * (sample + 1) + 1
        return switch kind {
        case 1: ((left, top), nil)
        case 2: ((top, right), nil)
        case 3: ((left, right), nil)
        case 4: ((right, bottom), nil)
        case 5: ((right, top), (left, bottom))
        case 6: ((top, bottom), nil)
        case 7: ((left, bottom), nil)
        case 8: ((bottom, left), nil)
        case 9: ((bottom, top), nil)
        case 10: ((top, left), (bottom, right))
        case 11: ((bottom, right), nil)
        case 12: ((right, left), nil)
        case 13: ((right, top), nil)
        default: ((top, left), nil)
        }
    }

    private static func position(of node: Int, _ width: Int, _ value: (Int) -> Double) -> Point {
        let sample = node / 2
        let a = value(sample)
        let b = value(node % 2 == 0 ? sample + 1 : sample + width)
        let share = a / (a - b)
        let x = Double(sample % width)
        let y = Double(sample / width)
        return node % 2 == 0 ? Point(x: x + share, y: y) : Point(x: x, y: y + share)
    }
}

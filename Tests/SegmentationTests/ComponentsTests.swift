import Imaging
import Testing

@testable import Segmentation

@Suite("Connected regions of a mask")
struct ComponentsTests {
    /// A mask from its rows, "#" for a pixel that is set.
    private func mask(_ rows: [String]) -> Mask {
        let values = rows.flatMap { $0.map { $0 == "#" ? UInt8(255) : 0 } }
        return Mask(width: rows[0].count, height: rows.count, values: values)
    }

    @Test("Pixels that touch by a corner are one region; regions come in the order of their first pixels")
    func corners() {
        let components = Components(mask(["..#....#", ".#.....#", "........", "###....."]))
        #expect(components.regions.map(\.area) == [2, 2, 3])
        #expect(components.regions.map(\.holes) == [0, 0, 0])
        #expect(components.regions[0].box == PixelRect(x: 1, y: 0, width: 2, height: 2))
        #expect(components.regions[2].box == PixelRect(x: 0, y: 3, width: 3, height: 1))
    }

    @Test("Arms that meet only further down are one region")
    func arms() {
        let components = Components(mask(["#.#.#", "#.#.#", "#####"]))
        #expect(components.regions.map(\.area) == [11])
        #expect(components.regions[0].holes == 0)
    }

    @Test("Holes are counted as they are filled: from four sides, not through corners")
    func holes() throws {
        let rings = mask([".##....", "#..#.##", "#..##.#", ".##..##"])
        let components = Components(rings)
        #expect(components.regions.map(\.holes) == [2])
        var filled = rings
        try filled.fillHoles()
        #expect(filled.area == rings.area + 5)
    }

    @Test("Random masks: the regions are those that a flood from pixel to pixel finds")
    func random() {
        var generator = SystemRandomNumberGenerator()
        for share in [0.1, 0.3, 0.5, 0.7] {
            let (width, height) = (37, 29)
            let values = (0..<width * height).map { _ in
                Double.random(in: 0..<1, using: &generator) < share ? UInt8(255) : 0
            }
            let mask = Mask(width: width, height: height, values: values)
            let components = Components(mask)
            #expect(components.regions.map(\.area) == flooded(mask))
            let labels = components.labels()
            #expect(zip(labels, values).allSatisfy { ($0 >= 0) == ($1 != 0) })
        }
    }

    /// Areas of the regions in the order of their first pixels.
    private func flooded(_ mask: Mask) -> [Int] {
        var open = mask.values.map { $0 != 0 }
        var areas: [Int] = []
        for start in open.indices where open[start] {
            var front = [start]
            open[start] = false
            var area = 0
            while let pixel = front.popLast() {
                area += 1
                let (x, y) = (pixel % mask.width, pixel / mask.width)
                for row in max(0, y - 1)...min(mask.height - 1, y + 1) {
                    for column in max(0, x - 1)...min(mask.width - 1, x + 1) where open[row * mask.width + column] {
                        open[row * mask.width + column] = false
                        front.append(row * mask.width + column)
                    }
                }
            }
            areas.append(area)
        }
        return areas
    }

    @Test("A disc about every pixel: dilation reaches as far in all directions, and is cut by the picture")
    func dilation() throws {
        var point = Mask(width: 41, height: 41)
        point.values[20 * 41 + 20] = 255
        let disc = try point.morphed(.dilate, radius: 12)
        #expect(abs(Double(disc.area) - Double.pi * 12.5 * 12.5) < 25)
        for y in 0..<41 {
            for x in 0..<41 {
                #expect(disc.values[y * 41 + x] == disc.values[(40 - y) * 41 + 40 - x])
            }
        }
        var corner = Mask(width: 41, height: 41)
        corner.values[0] = 255
        let quarter = try corner.morphed(.dilate, radius: 12)
        #expect(quarter.values[12] != 0 && quarter.values[12 * 41] != 0)
        #expect(quarter.area < disc.area / 2)
    }

    @Test("Quantiles are those of the sorted values")
    func quantiles() {
        let values = (0..<1001).map { Float(($0 * 619) % 1001) }
        #expect(RobustLevel.median(values) == 500)
        #expect(RobustLevel.quantile(values, 0.995) == 995)
        #expect(RobustLevel.quantile([3], 1) == 3)
        #expect(RobustLevel.quantile([], 0.5) == 0)
    }
}

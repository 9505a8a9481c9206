import Imaging

extension PixelBuffer {
    /// What `channel` asks for: a grey picture answers with its only channel, thrice for `.rgb`; a colour picture with
    /// one of its own, or with its luma by the weights of Rec. 601.
    func selecting(_ channel: Channel) -> PixelBuffer {
        switch (channels, channel) {
        case (1, .rgb): repeatedThrice()
        case (1, _), (_, .rgb): self
        case (_, .luma): luma()
        case (_, .red): single(0)
        case (_, .green): single(1)
        case (_, .blue): single(2)
        }
    }

    private func with(channels: Int, samples: Samples) -> PixelBuffer {
        PixelBuffer(width: width, height: height, channels: channels, bitDepth: bitDepth, samples: samples)
    }

    func repeatedThrice() -> PixelBuffer {
        func thrice<Sample>(_ values: [Sample]) -> [Sample] {
            var result: [Sample] = []
            result.reserveCapacity(3 * values.count)
            for value in values { result.append(contentsOf: repeatElement(value, count: 3)) }
            return result
        }
        return switch samples {
        case .uint8(let values): with(channels: 3, samples: .uint8(thrice(values)))
        case .uint16(let values): with(channels: 3, samples: .uint16(thrice(values)))
        case .float32(let values): with(channels: 3, samples: .float32(thrice(values)))
        }
    }

    private func single(_ index: Int) -> PixelBuffer {
        func pick<Sample>(_ values: [Sample]) -> [Sample] {
            stride(from: index, to: values.count, by: channels).map { values[$0] }
        }
        return switch samples {
        case .uint8(let values): with(channels: 1, samples: .uint8(pick(values)))
        case .uint16(let values): with(channels: 1, samples: .uint16(pick(values)))
        case .float32(let values): with(channels: 1, samples: .float32(pick(values)))
        }
    }

    private func luma() -> PixelBuffer {
        // Whole thousandths: equal red, green and blue give exactly their common value.
        func weigh<Sample: FixedWidthInteger>(_ values: [Sample]) -> [Sample] {
            stride(from: 0, to: values.count, by: 3).map { first in
                let sum = 299 * UInt32(values[first]) + 587 * UInt32(values[first + 1])
                    + 114 * UInt32(values[first + 2])
                return Sample((sum + 500) / 1000)
            }
        }
        return switch samples {
        case .uint8(let values): with(channels: 1, samples: .uint8(weigh(values)))
        case .uint16(let values): with(channels: 1, samples: .uint16(weigh(values)))
        case .float32(let values):
            with(channels: 1, samples: .float32(stride(from: 0, to: values.count, by: 3).map {
                0.299 * values[$0] + 0.587 * values[$0 + 1] + 0.114 * values[$0 + 2]
            }))
        }
    }
}

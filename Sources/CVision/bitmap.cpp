#include "bitmap.h"

#include <array>
#include <cstdint>
#include <vector>

namespace {

using Colour = std::array<unsigned char, 3>;

// A file's bytes, little-endian.
struct Bytes {
    const unsigned char *start;
    size_t count;

    bool has(size_t offset, size_t bytes) const { return offset <= count && bytes <= count - offset; }
    uint32_t number(size_t offset, int bytes) const {
        uint32_t value = 0;
        for (int i = bytes - 1; i >= 0; i--) value = value << 8 | start[offset + i];
        return value;
    }
};

struct Layout {
    int64_t width, height;
    bool is_top_down;
    int bits;
    size_t row_bytes, pixels_at;
    std::vector<Colour> palette;
};

bool is_grey(const std::vector<Colour> &palette) {
    for (const Colour &colour : palette) {
        if (colour[0] != colour[1] || colour[1] != colour[2]) return false;
    }
    return true;
}

const char *read_layout(const Bytes &file, Layout &layout) {
    const size_t header_at = 14;
    if (!file.has(header_at, 40)) return "a bitmap without a header that is known";
    const uint32_t header_bytes = file.number(header_at, 4);
    if (header_bytes < 40) return "a bitmap without a header that is known";
    const auto height = static_cast<int32_t>(file.number(header_at + 8, 4));
    layout.width = static_cast<int32_t>(file.number(header_at + 4, 4));
    layout.is_top_down = height < 0;
    layout.height = height < 0 ? -static_cast<int64_t>(height) : height;
    layout.bits = static_cast<int>(file.number(header_at + 14, 2));
    const int bits = layout.bits;
    if (file.number(header_at + 16, 4) != 0) return "a compressed bitmap: save it as PNG";
    if (bits != 1 && bits != 4 && bits != 8 && bits != 24 && bits != 32) {
        return "a bitmap of a depth that is not read: save it as PNG";
    }
    if (layout.width < 1 || layout.height < 1 || layout.width > 1 << 20 || layout.height > 1 << 20) {
        return "a bitmap of an impossible size";
    }
    // Rows are padded to four bytes.
    layout.row_bytes = static_cast<size_t>((layout.width * bits + 31) / 32 * 4);
    layout.pixels_at = file.number(10, 4);
    if (!file.has(layout.pixels_at, layout.row_bytes * static_cast<size_t>(layout.height))) return "it is cut off";
    if (bits > 8) return nullptr;
    const uint32_t stated = file.number(header_at + 32, 4);
    const size_t colours = stated ? stated : size_t{1} << bits;
    if (colours > size_t{1} << bits || !file.has(header_at + header_bytes, 4 * colours)) return "its palette is cut off";
    // An index beyond the palette is black.
    layout.palette.resize(size_t{1} << bits);
    for (size_t i = 0; i < colours; i++) {
        const unsigned char *entry = file.start + header_at + header_bytes + 4 * i;
        layout.palette[i] = {entry[0], entry[1], entry[2]};
    }
    return nullptr;
}

void read_row(const unsigned char *row, const Layout &layout, int channels, unsigned char *target) {
    const int bits = layout.bits;
    for (int64_t x = 0; x < layout.width; x++) {
        const unsigned char *colour = bits > 8 ? row + x * (bits / 8) : nullptr;
        if (!colour) {
            // The leftmost pixel is in the highest bits of a byte.
            const int64_t first = x * bits;
            const int shift = 8 - bits - static_cast<int>(first % 8);
            colour = layout.palette[row[first / 8] >> shift & ((1 << bits) - 1)].data();
        }
        for (int channel = 0; channel < channels; channel++) *target++ = colour[channel];
    }
}

}  // namespace

bool bitmap_decode(const void *bytes, size_t count, cv::Mat *pixels, const char **reason) {
    const Bytes file{static_cast<const unsigned char *>(bytes), count};
    Layout layout{};
    *reason = read_layout(file, layout);
    if (*reason) return false;
    const int channels = layout.bits <= 8 && is_grey(layout.palette) ? 1 : 3;
    const int height = static_cast<int>(layout.height);
    pixels->create(height, static_cast<int>(layout.width), CV_8UC(channels));
    for (int y = 0; y < height; y++) {
        const auto stored = static_cast<size_t>(layout.is_top_down ? y : height - 1 - y);
        read_row(file.start + layout.pixels_at + stored * layout.row_bytes, layout, channels, pixels->ptr(y));
    }
    return true;
}

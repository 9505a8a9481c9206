#ifndef CVISION_RUNS_H
#define CVISION_RUNS_H

#include <cstdint>
#include <cstring>

// The first place from `x` on where a row is not `value` (0 or 255), or `width`. Masks are alike over long stretches: 32
// pixels at once, then eight, of which the first other one is the first set bit.
inline int32_t end_of_run(const uint8_t *row, int32_t x, int32_t width, uint8_t value) {
    const uint64_t alike = value ? ~uint64_t{0} : 0;
    for (; x + 32 <= width; x += 32) {
        uint64_t words[4];
        std::memcpy(words, row + x, sizeof words);
        if (((words[0] ^ alike) | (words[1] ^ alike) | (words[2] ^ alike) | (words[3] ^ alike)) != 0) break;
    }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; x + 8 <= width; x += 8) {
        uint64_t word;
        std::memcpy(&word, row + x, sizeof word);
        if (word != alike) return x + __builtin_ctzll(word ^ alike) / 8;
    }
#endif
    while (x < width && row[x] == value) x++;
    return x;
}

// Calls body(row, start, end) for every stretch of pixels of a mask that are `value`, row after row from the left.
template <typename Body>
void for_each_run(const uint8_t *mask, int32_t width, int32_t height, uint8_t value, Body body) {
    const uint8_t other = static_cast<uint8_t>(~value);
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = mask + static_cast<size_t>(y) * width;
        int32_t start = end_of_run(row, 0, width, other);
        while (start < width) {
            const int32_t end = end_of_run(row, start, width, value);
            body(y, start, end);
            start = end_of_run(row, end, width, other);
        }
    }
}

#endif

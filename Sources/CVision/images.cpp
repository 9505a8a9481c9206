#include "bitmap.h"
#include "cvision_images.h"
#include "jpeg.h"
#include "png_pictures.h"

#include <cstdio>
#include <cstring>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <opencv2/imgproc.hpp>
#include <vector>

struct Freeing {
    void operator()(unsigned char *samples) const { std::free(samples); }
};

struct cvision_picture {
    cv::Mat pixels;
    // What `pixels` refers to where OpenCV does not own it.
    std::unique_ptr<unsigned char, Freeing> samples;
    bool is_colour = false;
};

struct cvision_encoded {
    std::vector<unsigned char> bytes;
};

namespace {

thread_local char message[256];

bool fail(const char *reason) {
    std::snprintf(message, sizeof message, "%s", reason);
    return false;
}

// No C++ exception may cross the C header.
template <typename Body> bool guarded(Body body) {
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return fail("no memory");
    } catch (const std::exception &error) {
        return fail(error.what());
    } catch (...) {
        return fail("unknown failure in OpenCV");
    }
}

// OpenCV keeps blue first.
int swap_red_and_blue(int channels) { return channels == 3 ? cv::COLOR_BGR2RGB : -1; }

bool copy_rows(const cv::Mat &pixels, void *samples, size_t bytes) {
    const size_t row = pixels.cols * pixels.elemSize();
    if (bytes != row * static_cast<size_t>(pixels.rows)) return fail("the picture has another size");
    cv::Mat target(pixels.rows, pixels.cols, pixels.type(), samples);
    const int conversion = swap_red_and_blue(pixels.channels());
    if (conversion >= 0) cv::cvtColor(pixels, target, conversion);
    else pixels.copyTo(target);
    return true;
}

bool is_jpeg(const void *bytes, size_t count) { return count > 2 && std::memcmp(bytes, "\xFF\xD8\xFF", 3) == 0; }

bool decode_jpeg(const void *bytes, size_t count, bool luma_only, cvision_picture **picture) {
    jpeg_pixels decoded;
    if (!jpeg_decode(bytes, count, luma_only, &decoded, message, sizeof message)) return false;
    std::unique_ptr<unsigned char, Freeing> samples(decoded.samples);
    const cv::Mat pixels(decoded.height, decoded.width, CV_MAKETYPE(CV_8U, decoded.channels), samples.get());
    *picture = new cvision_picture{pixels, std::move(samples), decoded.is_colour};
    return true;
}

bool is_png(const void *bytes, size_t count) { return count > 4 && std::memcmp(bytes, "\x89PNG", 4) == 0; }

bool decode_png(const void *bytes, size_t count, cvision_picture **picture) {
    png_pixels decoded;
    if (!png_decode(bytes, count, &decoded, message, sizeof message)) return false;
    std::unique_ptr<unsigned char, Freeing> samples(decoded.samples);
    const int depth = decoded.bits == 16 ? CV_16U : CV_8U;
    const cv::Mat pixels(decoded.height, decoded.width, CV_MAKETYPE(depth, decoded.channels), samples.get());
    *picture = new cvision_picture{pixels, std::move(samples), decoded.channels == 3};
    return true;
}

bool decode_bitmap(const void *bytes, size_t count, cvision_picture **picture) {
    cv::Mat pixels;
    const char *reason = nullptr;
    if (!bitmap_decode(bytes, count, &pixels, &reason)) return fail(reason);
    const bool is_colour = pixels.channels() == 3;
    *picture = new cvision_picture{std::move(pixels), nullptr, is_colour};
    return true;
}

// Called by C code: nothing may be thrown through it.
bool append(void *owner, const void *bytes, size_t count) {
    auto &target = *static_cast<std::vector<unsigned char> *>(owner);
    const auto *first = static_cast<const unsigned char *>(bytes);
    try {
        target.insert(target.end(), first, first + count);
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

const char *cvision_picture_message(void) { return message; }

bool cvision_picture_decode(const void *bytes, size_t count, bool luma_only, cvision_picture **picture) {
    *picture = nullptr;
    return guarded([&] {
        if (is_jpeg(bytes, count)) return decode_jpeg(bytes, count, luma_only, picture);
        if (is_png(bytes, count)) return decode_png(bytes, count, picture);
        return decode_bitmap(bytes, count, picture);
    });
}

void cvision_picture_free(cvision_picture *picture) { delete picture; }

int cvision_picture_width(const cvision_picture *picture) { return picture->pixels.cols; }
int cvision_picture_height(const cvision_picture *picture) { return picture->pixels.rows; }
int cvision_picture_channels(const cvision_picture *picture) { return picture->pixels.channels(); }
bool cvision_picture_is_colour(const cvision_picture *picture) { return picture->is_colour; }
int cvision_picture_bits(const cvision_picture *picture) { return picture->pixels.depth() == CV_16U ? 16 : 8; }

bool cvision_picture_copy(const cvision_picture *picture, void *samples, size_t bytes) {
    return guarded([&] { return copy_rows(picture->pixels, samples, bytes); });
}

bool cvision_picture_encode_png(
    const void *samples, int width, int height, int channels, int bits, cvision_encoded **encoded) {
    *encoded = nullptr;
    return guarded([&] {
        *encoded = new cvision_encoded;
        return png_encode(
            samples, width, height, channels, bits > 8 ? 16 : 8, append, &(*encoded)->bytes, message, sizeof message);
    });
}

size_t cvision_encoded_size(const cvision_encoded *encoded) { return encoded->bytes.size(); }

bool cvision_encoded_copy(const cvision_encoded *encoded, void *bytes, size_t count) {
    if (count != encoded->bytes.size()) return fail("the buffer has another size");
    std::memcpy(bytes, encoded->bytes.data(), count);
    return true;
}

void cvision_encoded_free(cvision_encoded *encoded) { delete encoded; }

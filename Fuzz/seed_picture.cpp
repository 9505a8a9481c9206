// Writes the pictures that fuzzing begins with: PNG by our own writer, JPEG and BMP by OpenCV.
#include "cvision_images.h"

#include <cstdio>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

namespace {

constexpr int width = 24, height = 16;

bool write(const std::string &path, const std::vector<unsigned char> &bytes) {
    std::FILE *file = std::fopen(path.c_str(), "wb");
    if (!file) return false;
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    return std::fclose(file) == 0 && written;
}

bool write_png(const std::string &path, int channels, int bits) {
    std::vector<unsigned char> samples(width * height * channels * bits / 8);
    for (size_t i = 0; i < samples.size(); i++) samples[i] = static_cast<unsigned char>(i * 7);
    cvision_encoded *encoded = nullptr;
    if (!cvision_picture_encode_png(samples.data(), width, height, channels, bits, &encoded)) return false;
    std::vector<unsigned char> bytes(cvision_encoded_size(encoded));
    const bool copied = cvision_encoded_copy(encoded, bytes.data(), bytes.size());
    cvision_encoded_free(encoded);
    return copied && write(path, bytes);
}

bool write_other(const std::string &path, const char *extension, int type) {
    cv::Mat pixels(height, width, type);
    for (int y = 0; y < height; y++)
        for (size_t x = 0; x < pixels.step[0]; x++) pixels.data[y * pixels.step[0] + x] = static_cast<uchar>(x * 5 + y);
    std::vector<unsigned char> bytes;
    return cv::imencode(extension, pixels, bytes) && write(path + extension, bytes);
}

}  // namespace

int main(int count, char **arguments) {
    if (count != 2) return 64;
    const std::string folder = arguments[1];
    const bool written = write_png(folder + "/grey8.png", 1, 8) && write_png(folder + "/grey16.png", 1, 16)
        && write_png(folder + "/rgb8.png", 3, 8) && write_png(folder + "/rgb16.png", 3, 16)
        && write_other(folder + "/grey", ".jpg", CV_8UC1) && write_other(folder + "/colour", ".jpg", CV_8UC3)
        && write_other(folder + "/grey", ".bmp", CV_8UC1) && write_other(folder + "/colour", ".bmp", CV_8UC3);
    if (!written) std::fprintf(stderr, "seed_picture: %s: cannot write\n", arguments[1]);
    return written ? 0 : 74;
}

// Movies through FFmpeg's libraries, behind plain C types: no FFmpeg header reaches Swift, where their macros and
// unions do not import. Errors come back as a status; the sentence that belongs to it is cmovie_message().
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum cmovie_status {
    CMOVIE_OK = 0,
    /// No further frame; cmovie_cut_reason() says whether the file was complete.
    CMOVIE_END,
    /// One frame could not be decoded; the next call goes on behind it.
    CMOVIE_LOST_FRAME,
    /// The container cannot be opened or holds nothing that FFmpeg knows.
    CMOVIE_UNREADABLE,
    /// Sound, subtitles or a cover picture, but no film.
    CMOVIE_NO_VIDEO,
    /// The codec or the pixel format cannot be handled.
    CMOVIE_UNSUPPORTED,
    /// The operating system refused: no memory, disk full, no permission.
    CMOVIE_SYSTEM,
} cmovie_status;

/// Why the last call of this thread failed; valid until its next call.
const char *cmovie_message(void);

/// Has memory of 4 MB and more (large pictures) given back to the system as soon as it is freed, for the whole process.
void cmovie_bound_memory(void);

typedef enum cmovie_channel {
    CMOVIE_LUMA,
    CMOVIE_RED,
    CMOVIE_GREEN,
    CMOVIE_BLUE,
    CMOVIE_RGB,
} cmovie_channel;

typedef struct cmovie_reader cmovie_reader;

/// What the container says of the video stream.
typedef struct cmovie_stream {
    /// FFmpeg's names, valid while the reader lives.
    const char *codec;
    const char *container;
    /// -1 where the container does not say.
    int64_t frame_count;
    /// NAN where the container does not say.
    double duration_seconds;
    /// Width of a pixel over its height; 1 where unknown.
    double pixel_aspect;
    /// The rotation tag is no multiple of 90 degrees, so that it is not followed.
    bool skewed;
    /// One tick lasts tick_numerator / tick_denominator seconds.
    int tick_numerator;
    int tick_denominator;
} cmovie_stream;

/// The frame that the reader holds after cmovie_next().
typedef struct cmovie_frame {
    /// Upright, after the rotation tag.
    int width;
    int height;
    /// Significant bits of luma and of colour samples.
    int luma_bits;
    int colour_bits;
    bool is_colour;
    /// Shares of red and blue in luma (green has the rest).
    double luma_red;
    double luma_blue;
    /// Whether more than a few of its pixels are coloured beyond noise: grey scenes are recorded as colour movies, too.
    bool shows_colour;
    bool is_interlaced;
    /// FALSE where neither container nor codec carries a time for this frame.
    bool has_time;
    int64_t ticks;
} cmovie_frame;

cmovie_status cmovie_open(const char *path, cmovie_reader **reader);
void cmovie_close(cmovie_reader *reader);
void cmovie_describe(const cmovie_reader *reader, cmovie_stream *stream);

/// Decodes the next frame in the order of presentation.
cmovie_status cmovie_next(cmovie_reader *reader, cmovie_frame *frame);

/// Copies the held frame: `bytes` = width x height x (RGB: 3, else 1) x (more than 8 bits: 2, else 1), else refused.
cmovie_status cmovie_copy(cmovie_reader *reader, cmovie_channel channel, void *samples, size_t bytes);

/// Gives the held frame back before the next one is asked for: large ones take much memory.
void cmovie_release(cmovie_reader *reader);

/// Goes to the last key frame at or before this time since the beginning of the stream.
cmovie_status cmovie_seek(cmovie_reader *reader, double seconds);

/// That key frame's time, s; negative where the container does not say.
double cmovie_key_frame(const cmovie_reader *reader, double seconds);

/// From here on, frames that no other frame is predicted from are left out, where the decoder can.
void cmovie_skip_unreferenced(cmovie_reader *reader);

/// After CMOVIE_END: why the recording seems to have been cut off; NULL where it is complete.
const char *cmovie_cut_reason(cmovie_reader *reader);

/// Errors that the decoder told in its log about frames that were not given as lost.
int cmovie_decoder_complaints(cmovie_reader *reader);

typedef enum cmovie_codec {
    CMOVIE_H264,
    CMOVIE_FFV1,
} cmovie_codec;

typedef struct cmovie_settings {
    int width;
    int height;
    /// Samples are red, green, blue interleaved; else grey.
    bool is_colour;
    /// 8, or with FFV1 and grey 9 to 16.
    int bits;
    cmovie_codec codec;
    /// Constant rate factor of H.264: 0 loses nothing, 51 nearly all.
    int constant_rate_factor;
    /// A hint for rate control and for players; times rule.
    double frames_per_second;
} cmovie_settings;

typedef struct cmovie_writer cmovie_writer;

/// Creates `path`; `container_of` is a name whose extension chooses the container.
cmovie_status cmovie_create(
    const char *path, const char *container_of, const cmovie_settings *settings, cmovie_writer **writer);

/// Appends a frame: samples of one byte, or two in native order for more than 8 bits. Times must increase.
cmovie_status cmovie_append(cmovie_writer *writer, const void *samples, size_t bytes, double seconds);

/// Writes what is pending and the container's index. The writer must still be closed.
cmovie_status cmovie_finish(cmovie_writer *writer);

/// Frees the writer; without cmovie_finish() the file is not usable.
void cmovie_close_writer(cmovie_writer *writer);

/// FFmpeg's name of the encoder in use ("libx264", "mpeg4", "ffv1").
const char *cmovie_encoder(const cmovie_writer *writer);

// V4L2 through libv4l2. Its open and ioctl take variable arguments, and the request numbers are macros with casts:
// neither reaches Swift, so both are restated here. Calls return a negated errno where they fail.
#pragma once

#include <linux/videodev2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static const unsigned long ccamera_querycap = VIDIOC_QUERYCAP;
static const unsigned long ccamera_enum_fmt = VIDIOC_ENUM_FMT;
static const unsigned long ccamera_g_fmt = VIDIOC_G_FMT;
static const unsigned long ccamera_s_fmt = VIDIOC_S_FMT;
static const unsigned long ccamera_enum_framesizes = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long ccamera_enum_frameintervals = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long ccamera_g_parm = VIDIOC_G_PARM;
static const unsigned long ccamera_s_parm = VIDIOC_S_PARM;
static const unsigned long ccamera_cropcap = VIDIOC_CROPCAP;
static const unsigned long ccamera_reqbufs = VIDIOC_REQBUFS;
static const unsigned long ccamera_querybuf = VIDIOC_QUERYBUF;
static const unsigned long ccamera_qbuf = VIDIOC_QBUF;
static const unsigned long ccamera_dqbuf = VIDIOC_DQBUF;
static const unsigned long ccamera_streamon = VIDIOC_STREAMON;
static const unsigned long ccamera_streamoff = VIDIOC_STREAMOFF;
static const unsigned long ccamera_query_ext_ctrl = VIDIOC_QUERY_EXT_CTRL;
static const unsigned long ccamera_querymenu = VIDIOC_QUERYMENU;
static const unsigned long ccamera_g_ext_ctrls = VIDIOC_G_EXT_CTRLS;
static const unsigned long ccamera_s_ext_ctrls = VIDIOC_S_EXT_CTRLS;
static const unsigned long ccamera_subscribe_event = VIDIOC_SUBSCRIBE_EVENT;
static const unsigned long ccamera_dqevent = VIDIOC_DQEVENT;
static const unsigned long ccamera_g_input = VIDIOC_G_INPUT;
static const unsigned long ccamera_enuminput = VIDIOC_ENUMINPUT;
static const unsigned long ccamera_g_dv_timings = VIDIOC_G_DV_TIMINGS;
static const unsigned long ccamera_s_dv_timings = VIDIOC_S_DV_TIMINGS;
static const unsigned long ccamera_query_dv_timings = VIDIOC_QUERY_DV_TIMINGS;

/// Opens a device without blocking and without libv4l2's conversions; -ENOTTY for a file that is no device.
int ccamera_open(const char *path);
void ccamera_close(int device);
int ccamera_ioctl(int device, unsigned long request, void *argument);

/// Maps a buffer for reading; NULL where it fails, with the errno in `error`.
void *ccamera_map(int device, size_t length, uint32_t offset, int *error);
void ccamera_unmap(void *address, size_t length);

/// Waits for a frame, an event or an error; the bits of poll(2), 0 when the time is over.
int ccamera_wait(int device, int milliseconds);

/// Nodes of capture devices may be read by the group of this number; -1 where the file is not there.
long ccamera_group_of(const char *path);

/// Decodes the luma of a JPEG picture of exactly this size; false, with the reason, where it is damaged or of another.
bool ccamera_jpeg_luma(
    const void *bytes, size_t count, int width, int height, void *samples, char *reason, size_t capacity);

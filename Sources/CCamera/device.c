#include "ccamera.h"

#include <errno.h>
#include <fcntl.h>
#include <libv4l2.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// libv4l2 writes what fails to standard error, which is for people: the caller gets the errno and says it better.
static void silence_library(void) { v4l2_log_file = fopen("/dev/null", "we"); }

int ccamera_open(const char *path) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, silence_library);
    const int device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) return -errno;
    struct stat facts;
    if (fstat(device, &facts) < 0 || !S_ISCHR(facts.st_mode)) {
        close(device);
        return -ENOTTY;
    }
    // A device that the library does not take (no format yet, multi-planar only) stays open: for its descriptor
    // v4l2_ioctl and v4l2_mmap are the system's own calls.
    (void)v4l2_fd_open(device, V4L2_DISABLE_CONVERSION);
    return device;
}

void ccamera_close(int device) { (void)v4l2_close(device); }

int ccamera_ioctl(int device, unsigned long request, void *argument) {
    return v4l2_ioctl(device, request, argument) < 0 ? -errno : 0;
}

void *ccamera_map(int device, size_t length, uint32_t offset, int *error) {
    // The library insists on write access.
    void *address = v4l2_mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, device, (int64_t)offset);
    if (address != MAP_FAILED) return address;
    *error = errno;
    return NULL;
}

void ccamera_unmap(void *address, size_t length) { (void)v4l2_munmap(address, length); }

int ccamera_wait(int device, int milliseconds) {
    struct pollfd waiting = {.fd = device, .events = POLLIN | POLLPRI};
    const int count = poll(&waiting, 1, milliseconds);
    if (count < 0) return -errno;
    return count == 0 ? 0 : waiting.revents;
}

long ccamera_group_of(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 ? (long)facts.st_gid : -1;
}

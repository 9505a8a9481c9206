#pragma once

#include <libavcodec/avcodec.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// Far more packets than a decoder holds at a time, with a thread for each and frames that wait for their turn.
enum { remembered_packets = 256 };

typedef struct packet_record {
    int64_t pts;
    bool is_key;
    bool is_doubtful;
    // Written by the decoder's threads.
    atomic_int complaints;
    atomic_bool is_damaged;
} packet_record;

/// Which packets gave the decoder trouble, and so which frames are not what was seen. Packets are numbered in the order
/// of decoding: AVCodecContext.opaque points here, and reordered_opaque is the number, in each thread's context that of
/// the packet it works on, in a frame that of its own packet.
///
/// A frame's own flags do not serve: a thread that hands a frame out copies them while another may still decode it.
typedef struct damage_record {
    packet_record packets[remembered_packets];
    int64_t sent;
    // Up to here it is settled which packets can be trusted.
    int64_t judged;
    // Of the last packet judged; before the last key packet; that one's time.
    bool is_doubtful;
    bool was_doubtful;
    int64_t key_pts;
    int complaints;
} damage_record;

/// Gives the packet that is sent next its number; `torn` where the container says that its data is incomplete.
int64_t damage_expect(damage_record *record, const AVPacket *packet, bool torn);

/// Takes a line of a decoder's log, from whichever of its threads.
void damage_note(const void *source, int level, const char *format);

/// What comes behind the last frame that was given out builds on one that could not be decoded.
void damage_lost(damage_record *record);

/// Whether the frame, or one that it builds on, holds data that the decoder made up. Frames in the decoder's order.
bool damage_affects(damage_record *record, const AVFrame *picture);

/// After a seek.
void damage_forget(damage_record *record);

/// Errors told in the log about packets whose frames were not given as damaged.
int damage_complaints(damage_record *record);

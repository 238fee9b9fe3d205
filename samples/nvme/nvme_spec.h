/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the driver uses of the NVM Express base specification: registers, commands, identify. */
#ifndef NVME_SPEC_H
#define NVME_SPEC_H

#include <kalloc/kalloc.h>

#include "nvme.h"

namespace nvme {

using namespace kalloc;

/* offsets into BAR 0 */
enum reg : u32 {
	capabilities = 0x00, /* 64 bits */
	configuration = 0x14,
	status = 0x1c,
	admin_sizes = 0x24,       /* of both admin queues, less one */
	admin_commands = 0x28,    /* 64 bits */
	admin_completions = 0x30, /* 64 bits */
	doorbells = 0x1000,
};

/* configuration: on, a command of 2^6 bytes, a completion of 2^4; pages of 4 KiB are 0 */
constexpr u32 enable = 1 | 6 << 16 | 4 << 20;
constexpr u32 shut_down = 1 << 14;
/* status */
constexpr u32 ready = 1;
constexpr u32 is_shut_down = 2 << 2, shutting_down = 3 << 2;

enum opcode : u8 {
	io_flush = 0,
	io_write = 1,
	io_read = 2,
	create_commands = 1,
	create_completions = 5,
	admin_identify = 6,
	share_doorbells = 0x7c,
};

/* identify: of what */
constexpr u32 of_namespace = 0, of_controller = 1;
/* create_...: in one piece; with interrupts */
constexpr u32 in_one_piece = 1, interrupts = 2;
/* identify says: the controller takes share_doorbells */
constexpr u16 takes_doorbells = 1 << 8;

struct command {
	enum opcode opcode;
	u8 flags;
	le16 id;
	le32 nsid;
	le64 reserved, metadata;
	le64 prp[2]; /* where the data is: two pages, or one and a list of the others */
	le32 arg[6]; /* "command dwords 10 to 15" */
};
static_assert(sizeof(command) == 64);

struct completed {
	le32 result, reserved;
	le16 head; /* the command that the device will take next */
	le16 queue;
	le16 id;
	le16 status; /* and the phase, its lowest bit */
};
static_assert(sizeof(completed) == 16);

/* More pages of a command, 128 at most: 512 KiB in all. */
struct prp_list {
	static constexpr size_t pages = 128;
	le64 page[pages];
};

struct alignas(NVME_PAGE_BYTES) controller_data {
	u8 ids[4];
	u8 serial[20], model[40], firmware[8];
	u8 before[5];
	u8 most; /* of a command: 2 to this power, in pages; 0 for any number */
	u8 between[178];
	le16 takes; /* commands that not each controller does */
	u8 reserved[3838];
};
static_assert(__builtin_offsetof(controller_data, takes) == 256);
static_assert(sizeof(controller_data) == NVME_PAGE_BYTES);

struct alignas(NVME_PAGE_BYTES) namespace_data {
	le64 blocks, capacity, used;
	u8 features, formats;
	u8 format; /* which one is it, of the next */
	u8 before[101];
	struct {
		le16 metadata;
		u8 block; /* bytes: 2 to this power */
		u8 performance;
	} of[16];
	u8 reserved[3904];
};
static_assert(sizeof(namespace_data) == NVME_PAGE_BYTES);

} // namespace nvme

#endif

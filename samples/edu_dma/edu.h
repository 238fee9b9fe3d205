/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the two halves of the driver know of each other, and of the device (QEMU's
 * docs/specs/edu). C and C++ both read this.
 */
#ifndef EDU_H
#define EDU_H

#ifdef __cplusplus
#define __user /* sparse checks it, in the C half */
extern "C" {
#endif

/* registers, offsets into BAR 0 */
enum edu_register {
	EDU_ID = 0x00,		/* 0xRRrr00ed: version RR.rr */
	EDU_IRQ_STATUS = 0x24,	/* why it interrupts */
	EDU_IRQ_ACK = 0x64,	/* written: takes these reasons out of the status */
	EDU_DMA_SOURCE = 0x80,
	EDU_DMA_TARGET = 0x88,
	EDU_DMA_COUNT = 0x90,
	EDU_DMA_COMMAND = 0x98,
};

enum edu_dma_command {
	EDU_DMA_RUN = 1,	/* reads as 1 until the transfer is over */
	EDU_DMA_FROM_RAM = 0,
	EDU_DMA_TO_RAM = 2,
	EDU_DMA_IRQ = 4,	/* interrupt when it is over */
};

#define EDU_IRQ_DMA 0x100

/*
 * The device's own memory, as DMA addresses. There are 4096 bytes, but QEMU 7.2
 * stops the machine on a transfer that includes the last one, and on an empty one.
 */
#define EDU_MEMORY_START 0x40000
#define EDU_MEMORY_BYTES 4095

struct device;
struct edu_device;
struct kalloc_bound;

/*
 * The C++ half, edu_core.cpp, by handles: the driver's own, and one for each open file. What they
 * are handles of ends when the driver is unbound from dev; that waits for transfers under way, and
 * edu has to be there until then. transfer_bytes is the longest transfer. 0, or -Exxx.
 */
int edu_core_create(struct edu_device *edu, struct device *dev, size_t transfer_bytes,
		    struct kalloc_bound **core);
struct kalloc_bound *edu_core_open(struct kalloc_bound *core);
void edu_core_close(struct kalloc_bound *core);

/* What a transfer goes by. */
enum edu_path {
	EDU_COHERENT,	/* memory that the device and the CPU share, from bind on */
	EDU_STREAMING,	/* memory that is mapped for this transfer alone */
	EDU_SCATTERED,	/* the same, of which the device is told in pieces */
	EDU_GATHERED,	/* any pages that are allocated for it, of which it is told as one */
};

/* The device takes more than that at once; so each longer transfer is several. */
#define EDU_PIECE_BYTES 1536

enum edu_how {
	EDU_ANYWHERE = 1,	/* map any memory: there is an IOMMU, or there are bounce buffers */
	EDU_NONBLOCK = 2,	/* not after another transfer */
};

/*
 * Bytes moved, or -Exxx; then nothing is moved, but what was before a piece that failed. how:
 * EDU_... by |. They sleep.
 */
long edu_core_write(struct kalloc_bound *core, const char __user *from, size_t count,
		    long long pos, enum edu_path path, unsigned int how);
long edu_core_read(struct kalloc_bound *core, char __user *to, size_t count, long long pos,
		   enum edu_path path, unsigned int how);

/* The C half, edu_main.c: what a kernel offers only to C. */
unsigned int edu_get(struct edu_device *edu, enum edu_register reg);
void edu_set(struct edu_device *edu, enum edu_register reg, unsigned int value);
/* Lets the device reach RAM and interrupt; forgets an interrupt nobody waited for. */
void edu_bus_on(struct edu_device *edu);
/* Afterwards it can do neither, whatever it is still busy with. */
void edu_bus_off(struct edu_device *edu);
/* Sleeps until the interrupt of a transfer that is over; 0 or -ETIMEDOUT. */
int edu_wait(struct edu_device *edu);
/* How many bytes could not be copied. */
size_t edu_copy_from_user(void *to, const char __user *from, size_t count);
size_t edu_copy_to_user(char __user *to, const void *from, size_t count);

#ifdef __cplusplus
}
#endif

#endif

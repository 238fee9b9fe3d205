/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of the driver call of each other. C and C++ both read this. */
#ifndef NVME_H
#define NVME_H

#ifdef __cplusplus
#define __user /* sparse checks it, in the C half */
extern "C" {
#endif

struct completion;
struct device;
struct kalloc_bound;
struct nvme_controller;
struct nvme_device;

/* commands that the device has at once, of all users */
#define NVME_SLOTS 32
/* the device's pages: what it is told the addresses of */
#define NVME_PAGE_BYTES 4096

/*
 * The C++ half, nvme_core.cpp, by handles: the driver's own, and one for each open file. What they
 * are handles of ends when the driver is unbound from dev; that waits for calls under way, and
 * nvme has to be there until then. 0, or -Exxx. done: the caller's, to wait with.
 */
int nvme_core_create(struct nvme_device *nvme, struct device *dev, struct completion *done,
		     struct kalloc_bound **core);
struct kalloc_bound *nvme_core_open(struct kalloc_bound *core);
void nvme_core_close(struct kalloc_bound *core);

/* Bytes of the disk, or -ENODEV. */
long long nvme_core_size(struct kalloc_bound *core);
/* Bytes moved, which may be fewer, or -Exxx. They sleep. */
long nvme_core_read(struct kalloc_bound *core, char __user *to, size_t count, long long pos,
		    struct completion *done);
long nvme_core_write(struct kalloc_bound *core, const char __user *from, size_t count,
		     long long pos, struct completion *done);
/* 0 when what was written will stay, or -Exxx. */
int nvme_core_flush(struct kalloc_bound *core, struct completion *done);
/* In the interrupt: was there anything? */
int nvme_core_interrupt(struct nvme_controller *controller);

/* The C half, nvme_main.c: what a kernel offers only to C. Registers by their offsets. */
unsigned int nvme_get(struct nvme_device *nvme, unsigned int reg);
unsigned long long nvme_get64(struct nvme_device *nvme, unsigned int reg);
void nvme_set(struct nvme_device *nvme, unsigned int reg, unsigned int value);
void nvme_set64(struct nvme_device *nvme, unsigned int reg, unsigned long long value);
/* Lets the device reach RAM, and interrupt this controller. */
void nvme_bus_on(struct nvme_device *nvme, struct nvme_controller *controller);
/* Afterwards it can do neither, whatever it is still busy with. */
void nvme_bus_off(struct nvme_device *nvme);
/* What is read behind it is not older than what was written before, to the device, too. */
void nvme_mb(void);
/* Waits for one of the NVME_SLOTS; gives it back, in the interrupt, too. */
void nvme_take_slot(struct nvme_device *nvme);
void nvme_give_slot(struct nvme_device *nvme);
/* Sleeps until nvme_wake(), which the interrupt calls: 0, or -ETIMEDOUT. */
int nvme_wait(struct completion *done);
void nvme_wake(struct completion *done);
void nvme_sleep_ms(unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef MMAP_SAMPLE_H
#define MMAP_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;
struct kalloc_bound;
struct vm_area_struct;

/* The files of the driver, by what user space maps there. */
enum mmap_sample_file {
	MMAP_READINGS,
	MMAP_COMMANDS,
	MMAP_RING,
	MMAP_FRAME,
	MMAP_FILES
};

/* C++: the driver is being bound. A handle of its memory; NULL when memory runs out. */
struct kalloc_bound *mmap_sample_probe(struct device *dev);
/* C++: what mmap() of that file does: 0, or an errno. */
int mmap_sample_mmap(struct kalloc_bound *of, enum mmap_sample_file file,
		     struct vm_area_struct *vma);
void mmap_sample_close(struct kalloc_bound *of);

#ifdef __cplusplus
}
#endif

#endif

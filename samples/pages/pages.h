/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two files of this module have in common. */
#ifndef PAGES_H
#define PAGES_H

struct page;

#ifdef __cplusplus
extern "C" {
#endif

int pages_sample(void);
/* The pages from first on that hold bytes, and that somebody uses. */
int count_pages(struct page *first, unsigned long bytes);
/* Of n pages, those that have one user. */
int count_all(struct page *const *pages, unsigned long n);

#ifdef __cplusplus
}
#endif

#endif

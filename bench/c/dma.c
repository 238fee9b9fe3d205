// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory that a device sees, too. */
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "state.h"

int c_coherent(struct bench_state *s, size_t n)
{
	dma_addr_t addr;
	u32 *words = dma_alloc_coherent(s->dev, 4096, &addr, GFP_KERNEL);

	if (!words)
		return -ENOMEM;
	bench_use(words);
	dma_free_coherent(s->dev, 4096, words, addr);
	return 0;
}

int c_coherent_words(struct bench_state *s, size_t n)
{
	WRITE_ONCE(s->mail->command, n);
	return READ_ONCE(s->mail->status);
}

int c_dma_block(struct bench_state *s, size_t n)
{
	dma_addr_t addr;
	struct bench_mail *m = dma_pool_zalloc(s->blocks, GFP_KERNEL, &addr);

	if (!m)
		return -ENOMEM;
	bench_use(m);
	dma_pool_free(s->blocks, m, addr);
	return 0;
}

int c_map(struct bench_state *s, size_t n)
{
	dma_addr_t addr = dma_map_single(s->dev, s->out, BENCH_DMA_BYTES, DMA_TO_DEVICE);

	if (dma_mapping_error(s->dev, addr))
		return -ENOMEM;
	bench_use_number(addr);
	dma_unmap_single(s->dev, addr, BENCH_DMA_BYTES, DMA_TO_DEVICE);
	return 0;
}

int c_sync(struct bench_state *s, size_t n)
{
	dma_sync_single_for_cpu(s->dev, s->in_addr, BENCH_DMA_BYTES, DMA_FROM_DEVICE);
	bench_use(s->in);
	dma_sync_single_for_device(s->dev, s->in_addr, BENCH_DMA_BYTES, DMA_FROM_DEVICE);
	return 0;
}

int c_scattered(struct bench_state *s, size_t n)
{
	u8 *bytes = vmalloc(n * PAGE_SIZE);
	struct sg_table table;
	struct page **pages;
	int err = -ENOMEM;

	if (!bytes)
		return err;
	pages = kmalloc_array(n, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		goto err_free;
	for (size_t i = 0; i < n; i++)
		pages[i] = vmalloc_to_page(bytes + i * PAGE_SIZE);
	err = sg_alloc_table_from_pages(&table, pages, n, 0, n * PAGE_SIZE, GFP_KERNEL);
	kfree(pages);
	if (err)
		goto err_free;
	err = dma_map_sgtable(s->dev, &table, DMA_TO_DEVICE, 0);
	if (!err) {
		bench_use(&table);
		dma_unmap_sgtable(s->dev, &table, DMA_TO_DEVICE, 0);
	}
	sg_free_table(&table);
err_free:
	vfree(bytes);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: memory that a device sees in pieces. */

/* as scattered.h has it */
static_assert(sizeof(struct sg_table) == 16 && offsetof(struct sg_table, sgl) == 0 &&
	      offsetof(struct sg_table, nents) == 8 && offsetof(struct sg_table, orig_nents) == 12,
	      "kalloc: struct sg_table has another shape in this kernel");

/* what is mapped, as memory.h has it */
struct kalloc_dma_memory {
	struct kalloc_part (*part)(const void *memory, size_t n);
	const void *memory;
	size_t bytes;
};

static phys_addr_t kalloc_phys(const void *p)
{
	if (is_vmalloc_addr(p))
		return page_to_phys(vmalloc_to_page(p)) + offset_in_page(p);
	return virt_to_phys((void *)p);
}

/* Where what is mapped goes on, and what of its pages is not for others. */
struct kalloc_walk {
	const struct kalloc_dma_memory *what;
	struct kalloc_part now;
	size_t n, left, ends;
};

static struct kalloc_walk kalloc_walk(const struct kalloc_dma_memory *what)
{
	return (struct kalloc_walk){ .what = what, .left = what->bytes };
}

/* So many bytes lie together at *at, in one page; 0 at the end, and where there is nothing. */
static size_t kalloc_walk_at(struct kalloc_walk *walk, phys_addr_t *at)
{
	struct kalloc_part *now = &walk->now;

	if (!walk->left)
		return 0;
	if (!now->bytes) {
		*now = walk->what->part(walk->what->memory, walk->n++);
		if (now->first)
			walk->ends |= now->offset | now->bytes;
	}
	if (!now->bytes)
		return 0;
	if (now->first)
		*at = page_to_phys(now->first + now->n) + now->offset;
	else
		*at = kalloc_phys((void *)now->offset);
	return min3(now->bytes, walk->left, PAGE_SIZE - offset_in_page(*at));
}

static void kalloc_walk_on(struct kalloc_walk *walk, size_t bytes)
{
	walk->now.offset += bytes;
	walk->now.bytes -= bytes;
	walk->left -= bytes;
}

/*
 * How many bytes from here on are one piece for the device: next to each other, in whole pages if
 * it takes so much, and not across its boundary. (Bus addresses that are not physical ones differ
 * from these by more than any boundary, or come from an IOMMU, which minds it.)
 */
static unsigned int kalloc_sg_piece(struct device *dev, struct kalloc_walk *walk,
				    phys_addr_t *first)
{
	size_t most = min_t(size_t, dma_get_max_seg_size(dev), dma_max_mapping_size(dev));
	unsigned long boundary = dma_get_seg_boundary(dev);
	size_t here = kalloc_walk_at(walk, first), piece = 0;
	phys_addr_t at = *first;

	if (most > PAGE_SIZE)
		most &= PAGE_MASK;
	if (here) /* by one less: a boundary may be all there is */
		most = min_t(size_t, most - 1, boundary - (at & boundary)) + 1;
	while (here && piece < most && at == *first + piece) {
		here = min(here, most - piece);
		kalloc_walk_on(walk, here);
		piece += here;
		here = kalloc_walk_at(walk, &at);
	}
	return piece;
}

/* A device does not see what caches have under an address of vmalloc's, nor the reverse. */
void kalloc_dma_flush_alias(const struct kalloc_dma_memory *what, bool for_device)
{
	struct kalloc_walk walk = kalloc_walk(what);
	phys_addr_t at;
	size_t n;

	for (; (n = kalloc_walk_at(&walk, &at)); kalloc_walk_on(&walk, n)) {
		void *p = (void *)walk.now.offset;

		if (walk.now.first || !is_vmalloc_addr(p))
			continue;
		if (for_device)
			flush_kernel_vmap_range(p, n);
		else
			invalidate_kernel_vmap_range(p, n);
	}
}

/* The pages are looked at twice, as that takes no memory for a list of them. */
static int kalloc_sg_map(struct device *dev, struct sg_table *table,
			 const struct kalloc_dma_memory *what, unsigned int direction,
			 unsigned int gfp)
{
	struct kalloc_walk walk = kalloc_walk(what);
	unsigned int pieces = 0, i;
	struct scatterlist *sg;
	phys_addr_t at;
	int err;

	if (!dev)
		return -ENODEV;
	while (kalloc_sg_piece(dev, &walk, &at))
		pieces++;
	if (walk.left || !pieces)
		return -ENOMEM;
	/* where caches are not coherent, their lines are written to as a whole */
	if (direction != DMA_TO_DEVICE && !dev_is_dma_coherent(dev) &&
	    walk.ends & (dma_get_cache_alignment() - 1))
		return -EINVAL;
	err = sg_alloc_table(table, pieces, gfp);
	if (err)
		return err;
	walk = kalloc_walk(what);
	for_each_sgtable_sg(table, sg, i) {
		unsigned int piece = kalloc_sg_piece(dev, &walk, &at);

		sg_set_page(sg, pfn_to_page(PHYS_PFN(at)), piece, offset_in_page(at));
	}
	if (KALLOC_HAS_CACHE_ALIASES)
		kalloc_dma_flush_alias(what, true);
	err = dma_map_sgtable(dev, table, direction, 0);
	if (err)
		sg_free_table(table);
	return err;
}

void kalloc_dma_map_sg(struct device *dev, struct sg_table *table,
		       const struct kalloc_dma_memory *what, unsigned int direction,
		       unsigned int gfp)
{
	int err = kalloc_sg_map(dev, table, what, direction, gfp);

	if (err)
		*table = (struct sg_table){ .nents = err };
}

void kalloc_dma_unmap_sg(struct device *dev, struct scatterlist *list, unsigned int pieces,
			 unsigned int direction)
{
	struct sg_table table = { .sgl = list, .orig_nents = pieces };

	dma_unmap_sgtable(dev, &table, direction, 0);
	sg_free_table(&table);
}

void kalloc_dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *list, unsigned int pieces,
				unsigned int direction)
{
	dma_sync_sg_for_cpu(dev, list, pieces, direction);
}

void kalloc_dma_sync_sg_for_device(struct device *dev, struct scatterlist *list,
				   unsigned int pieces, unsigned int direction)
{
	dma_sync_sg_for_device(dev, list, pieces, direction);
}

void *kalloc_dma_alloc_noncontiguous(struct device *dev, size_t bytes, struct sg_table **table,
				     unsigned int direction, unsigned int gfp)
{
	void *p;

	if (!dev || !bytes)
		return NULL;
	*table = dma_alloc_noncontiguous(dev, bytes, direction, gfp, 0);
	if (!*table)
		return NULL;
	p = dma_vmap_noncontiguous(dev, bytes, *table);
	if (!p)
		dma_free_noncontiguous(dev, bytes, *table, direction);
	return p;
}

void kalloc_dma_free_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table,
				   void *p, unsigned int direction)
{
	dma_vunmap_noncontiguous(dev, p);
	dma_free_noncontiguous(dev, bytes, table, direction);
}

/* exported before 7.x, inline since */
struct scatterlist *kalloc_sg_next(struct scatterlist *at)
{
	return sg_next(at);
}

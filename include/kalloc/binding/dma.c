// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: memory that a device sees: coherent, or in one piece. */

/* before 6.12 they say so themselves, and since then by a warning */
int kalloc_dma_set_max_seg_size(struct device *dev, unsigned int bytes)
{
	if (!dev->dma_parms)
		return -EIO;
	dma_set_max_seg_size(dev, bytes);
	return 0;
}

int kalloc_dma_set_seg_boundary(struct device *dev, unsigned long mask)
{
	if (!dev->dma_parms)
		return -EIO;
	dma_set_seg_boundary(dev, mask);
	return 0;
}

void *kalloc_dma_alloc(struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
		       unsigned long attrs, bool *bound)
{
	void *p;

	if (!dev)
		return NULL;
	/* as dma_alloc_coherent() has it */
	if (gfp & __GFP_NOWARN)
		attrs |= DMA_ATTR_NO_WARN;
	p = dma_alloc_attrs(dev, bytes, addr, gfp, attrs);
	if (p) {
		get_device(dev);
		*bound = READ_ONCE(dev->driver);
	}
	return p;
}

/*
 * What is mapped for a device, and what translates its addresses, is the binding's: when that is
 * over, the memory stays, rather than being freed by what is not there any more, or is another's.
 */
static bool kalloc_dma_outlived(struct device *dev, bool bound)
{
	return bound && !READ_ONCE(dev->driver);
}

#define KALLOC_STAYS "of %s outlived the binding of its driver, and stays; own it in a kbound\n"

void kalloc_dma_free(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
		     unsigned long attrs, bool bound)
{
	if (!WARN_ONCE(kalloc_dma_outlived(dev, bound), "kalloc: DMA memory " KALLOC_STAYS,
		       dev_name(dev)))
		dma_free_attrs(dev, bytes, p, addr, attrs);
	put_device(dev);
}

/* the kernel's own is freed while there are blocks, and does not say how many there are */
struct kalloc_dma_pool {
	struct dma_pool *pool;
	struct device *dev;
	atomic_long_t blocks;
	bool bound;
};

struct kalloc_dma_pool *kalloc_dma_pool_create(const char *name, struct device *dev, size_t bytes,
					       size_t align, size_t boundary)
{
	struct kalloc_dma_pool *p;

	if (!dev)
		return NULL;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	p->pool = dma_pool_create(name, dev, bytes, align, boundary);
	if (!p->pool) {
		kfree(p);
		return NULL;
	}
	p->dev = dev;
	p->bound = READ_ONCE(dev->driver);
	return p;
}

/* the device that is no longer needed, NULL if the pool stays */
struct device *kalloc_dma_pool_destroy(struct kalloc_dma_pool *p)
{
	struct device *dev = p->dev;
	/* pairs with the release in kalloc_dma_pool_free() */
	long blocks = atomic_long_read_acquire(&p->blocks);

	if (WARN_ONCE(blocks, "kalloc: a DMA pool ended before %ld of its blocks; it stays\n",
		      blocks) ||
	    WARN_ONCE(kalloc_dma_outlived(dev, p->bound), "kalloc: a DMA pool " KALLOC_STAYS,
		      dev_name(dev))) {
		kmemleak_not_leak(p);
		return NULL;
	}
	dma_pool_destroy(p->pool);
	kfree(p);
	return dev;
}

void *kalloc_dma_pool_alloc(struct kalloc_dma_pool *p, unsigned int gfp, dma_addr_t *addr)
{
	void *block = dma_pool_alloc(p->pool, gfp, addr);

	if (block)
		atomic_long_inc(&p->blocks);
	return block;
}

void kalloc_dma_pool_free(struct kalloc_dma_pool *p, void *block, dma_addr_t addr)
{
	dma_pool_free(p->pool, block, addr);
	atomic_long_dec_return_release(&p->blocks);
}

static_assert(DMA_BIDIRECTIONAL == 0 && DMA_TO_DEVICE == 1 && DMA_FROM_DEVICE == 2);
static_assert(DMA_MAPPING_ERROR == ~(dma_addr_t)0);

/* the device only reads what is mapped DMA_TO_DEVICE, and no other is const in C++ */
dma_addr_t kalloc_dma_map(struct device *dev, const void *p, size_t bytes, unsigned int direction)
{
	dma_addr_t addr;

	if (!dev || !p || !bytes)
		return DMA_MAPPING_ERROR;
	addr = dma_map_single(dev, (void *)p, bytes, direction);
	return dma_mapping_error(dev, addr) ? DMA_MAPPING_ERROR : addr;
}

dma_addr_t kalloc_dma_map_page(struct device *dev, struct page *first, size_t bytes,
			       unsigned int direction)
{
	dma_addr_t addr;

	if (!dev || !first || !bytes)
		return DMA_MAPPING_ERROR;
	addr = dma_map_page(dev, first, 0, bytes, direction);
	return dma_mapping_error(dev, addr) ? DMA_MAPPING_ERROR : addr;
}

/* inline since 6.10: most devices need none */
void kalloc_dma_sync_for_cpu(struct device *dev, dma_addr_t addr, size_t bytes,
			     unsigned int direction)
{
	dma_sync_single_for_cpu(dev, addr, bytes, direction);
}

void kalloc_dma_sync_for_device(struct device *dev, dma_addr_t addr, size_t bytes,
				unsigned int direction)
{
	dma_sync_single_for_device(dev, addr, bytes, direction);
}

void *kalloc_dma_alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
				   unsigned int direction, unsigned int gfp)
{
	return dev && bytes ? dma_alloc_noncoherent(dev, bytes, addr, direction, gfp) : NULL;
}

void kalloc_dma_free_noncoherent(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
				 unsigned int direction)
{
	dma_free_noncoherent(dev, bytes, p, addr, direction);
}

#if !(KALLOC_HAS_ORDERED_DMA || KALLOC_HAS_DMB)
void kalloc_dma_rmb(void)
{
	dma_rmb();
}

void kalloc_dma_wmb(void)
{
	dma_wmb();
}
#endif

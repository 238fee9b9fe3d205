// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: memory of user space, and what it maps. */

unsigned long kalloc_copy_from_user(void *to, unsigned long from, unsigned long bytes)
{
	return copy_from_user(to, (const void __user *)from, bytes);
}

unsigned long kalloc_copy_to_user(unsigned long to, const void *from, unsigned long bytes)
{
	return copy_to_user((void __user *)to, from, bytes);
}

int kalloc_copy_struct_from_user(void *to, size_t to_bytes, unsigned long from, size_t from_bytes)
{
	return copy_struct_from_user(to, to_bytes, (const void __user *)from, from_bytes);
}

/* with the 0; more than bytes where there is none; 0 where nothing is */
unsigned long kalloc_strnlen_user(unsigned long text, unsigned long bytes)
{
	return strnlen_user((const char __user *)text, min_t(unsigned long, bytes, LONG_MAX - 1));
}

/* memory that user space maps: what it is, who has it, and who looks at it */
struct kalloc_user_memory {
	void *owner;	/* user_mapped.h knows of this */
	struct kalloc_part (*part)(const void *owner, size_t n);
	void (*end)(void *owner);
	size_t bytes;
	bool writable;
	refcount_t handles, users;	/* of the driver; these together, and mappings */
	/* of coherent memory, which ends with the handles */
	struct device *dev;
	dma_addr_t addr;
	unsigned long attrs;
	struct mutex lock;	/* of what follows */
	bool ended;
	unsigned long pfn, mappings;
	struct address_space *mapped_by;
};

static void *kalloc_user_address(const struct kalloc_user_memory *memory)
{
	return (void *)memory->part(memory->owner, 0).offset;
}

static struct page *kalloc_user_page(const struct kalloc_user_memory *memory, size_t n)
{
	struct kalloc_part part = memory->part(memory->owner, n);
	void *p = (void *)part.offset + n * PAGE_SIZE;

	if (part.first)
		return part.first + part.n;
	return is_vmalloc_addr(p) ? vmalloc_to_page(p) : virt_to_page(p);
}

/* Coherent memory has a device. The owner is moved to where that of the result points. */
struct kalloc_user_memory *
kalloc_user_memory_create(void *owner, size_t owner_bytes,
			  struct kalloc_part (*part)(const void *owner, size_t n),
			  void (*end)(void *owner), size_t bytes, bool writable, struct device *dev,
			  dma_addr_t addr, unsigned long attrs)
{
	struct kalloc_user_memory *memory = kzalloc(sizeof(*memory) + owner_bytes, GFP_KERNEL);
	size_t last = offset_in_page(bytes);

	if (!memory)
		return NULL;
	*memory = (struct kalloc_user_memory){ .owner = owner, .part = part, .end = end,
		.bytes = bytes, .writable = writable, .dev = dev, .addr = addr,
		.attrs = attrs };
	refcount_set(&memory->handles, 1);
	refcount_set(&memory->users, 1);
	mutex_init(&memory->lock);
	/* by its page, as KASAN knows the end of vmalloc memory */
	if (last && dev)
		memset(kalloc_user_address(memory) + bytes, 0, PAGE_SIZE - last);
	else if (last)
		memzero_page(kalloc_user_page(memory, PFN_DOWN(bytes)), last, PAGE_SIZE - last);
	memory->owner = memory + 1;
	return memory;
}

static void kalloc_user_memory_unused(struct kalloc_user_memory *memory)
{
	if (!refcount_dec_and_test(&memory->users))
		return;
	if (!memory->dev)
		memory->end(memory->owner);
	mutex_destroy(&memory->lock);
	kfree(memory);
}

/* Whoever touches a page from now on finds that it has ended; who has one, has none any more. */
static void kalloc_user_memory_end(struct kalloc_user_memory *memory)
{
	struct address_space *mapped_by = NULL;

	mutex_lock(&memory->lock);
	memory->ended = true;
	if (memory->mappings) {
		mapped_by = memory->mapped_by;
		ihold(mapped_by->host);
	}
	mutex_unlock(&memory->lock);
	if (mapped_by) {
		unmap_mapping_range(mapped_by, 0, memory->bytes, 1);
		iput(mapped_by->host);
	}
	memory->end(memory->owner);
}

void kalloc_user_memory_get(struct kalloc_user_memory *memory)
{
	refcount_inc(&memory->handles);
	refcount_inc(&memory->users);
}

void kalloc_user_memory_put(struct kalloc_user_memory *memory)
{
	if (refcount_dec_and_test(&memory->handles) && memory->dev)
		kalloc_user_memory_end(memory);
	kalloc_user_memory_unused(memory);
}

static void kalloc_user_open(struct vm_area_struct *vma)
{
	struct kalloc_user_memory *memory = vma->vm_private_data;

	refcount_inc(&memory->users);
	mutex_lock(&memory->lock);
	memory->mappings++;
	mutex_unlock(&memory->lock);
}

static void kalloc_user_close(struct vm_area_struct *vma)
{
	struct kalloc_user_memory *memory = vma->vm_private_data;

	mutex_lock(&memory->lock);
	memory->mappings--;
	mutex_unlock(&memory->lock);
	kalloc_user_memory_unused(memory);
}

/* A page counts for itself; coherent memory need not have any, and is there as long as the lock. */
static vm_fault_t kalloc_user_fault(struct vm_fault *vmf)
{
	struct kalloc_user_memory *memory = vmf->vma->vm_private_data;
	vm_fault_t fault = VM_FAULT_SIGBUS;

	if (vmf->pgoff >= PFN_UP(memory->bytes))
		return fault;
	if (memory->dev)
		mutex_lock(&memory->lock);
	if (memory->ended) {
		/* nothing is there any more */
	} else if (vmf->vma->vm_flags & VM_PFNMAP) {
		fault = vmf_insert_pfn(vmf->vma, vmf->address, memory->pfn + vmf->pgoff);
	} else {
		vmf->page = kalloc_user_page(memory, vmf->pgoff);
		get_page(vmf->page);
		fault = 0;
	}
	if (memory->dev)
		mutex_unlock(&memory->lock);
	return fault;
}

static const struct vm_operations_struct kalloc_user_operations = {
	.open = kalloc_user_open,
	.close = kalloc_user_close,
	.fault = kalloc_user_fault,
};

/*
 * The kernel maps all of it, as it knows how this device's memory is mapped, and that is taken
 * away again, for faults to bring: what is mapped here is in no list yet in which the end of the
 * memory would find it. What has pages (of an IOMMU) stays, as they count for themselves.
 */
static int kalloc_user_map_coherent(struct kalloc_user_memory *memory, struct vm_area_struct *vma)
{
	void *p = kalloc_user_address(memory);
	struct sg_table table;
	int err;

	if (memory->ended)
		return -ENODEV;
	if (memory->mappings && memory->mapped_by != vma->vm_file->f_mapping)
		return -EBUSY;
	err = dma_mmap_attrs(memory->dev, vma, p, memory->addr, memory->bytes,
			     memory->attrs);
	if (err || !(vma->vm_flags & VM_PFNMAP))
		return err;
#if KALLOC_HAS_ZAP_SPECIAL
	zap_special_vma_range(vma, vma->vm_start, vma->vm_end - vma->vm_start);
#else
	zap_vma_ptes(vma, vma->vm_start, vma->vm_end - vma->vm_start);
#endif
	err = dma_get_sgtable_attrs(memory->dev, &table, p, memory->addr, memory->bytes,
				    memory->attrs);
	if (err)
		return err;
	memory->pfn = page_to_pfn(sg_page(table.sgl));
	sg_free_table(&table);
	return 0;
}

static void kalloc_set_vm_flags(struct vm_area_struct *vma, unsigned long set, unsigned long clear)
{
#if KALLOC_HAS_VM_FLAGS_SET
	vm_flags_clear(vma, clear);
	vm_flags_set(vma, set);
#else
	vma->vm_flags = (vma->vm_flags & ~clear) | set;
#endif
}

int kalloc_user_memory_map(struct kalloc_user_memory *memory, struct vm_area_struct *vma)
{
	unsigned long pages = PFN_UP(memory->bytes);
	int err = 0;

	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_pgoff >= pages ||
	    vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	if (!memory->writable && vma->vm_flags & VM_WRITE)
		return -EACCES;
	/* not to be made writable later on, either */
	kalloc_set_vm_flags(vma, VM_DONTEXPAND | VM_DONTDUMP, memory->writable ? 0 : VM_MAYWRITE);
	mutex_lock(&memory->lock);
	if (memory->dev)
		err = kalloc_user_map_coherent(memory, vma);
	if (!err) {
		memory->mapped_by = vma->vm_file->f_mapping;
		memory->mappings++;
	}
	mutex_unlock(&memory->lock);
	if (err)
		return err;
	refcount_inc(&memory->users);
	vma->vm_private_data = memory;
	vma->vm_ops = &kalloc_user_operations;
	return 0;
}

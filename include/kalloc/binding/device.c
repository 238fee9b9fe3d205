// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: what lives as long as a driver is bound. */

/*
 * What is managed by a device without a driver would not be released with the binding, and the
 * next probe() be refused ("Resources present before probing").
 */
static bool kalloc_can_be_unbound(struct device *dev)
{
	return dev && !WARN_ONCE(!dev->driver,
				 "kalloc: no driver is bound to %s, which could be unbound; give it that in probe()\n",
				 dev_name(dev));
}

void *kalloc_devres_alloc(struct device *dev, void (*release)(struct device *dev, void *memory),
			  size_t bytes)
{
	return kalloc_can_be_unbound(dev) ? devres_alloc(release, bytes, GFP_KERNEL) : NULL;
}

/* an object of a binding, who is using it, and who may */
struct kalloc_bound {
	struct percpu_ref users;
	struct completion unused;
	struct kref handles;
	void *object;
	void (*end)(void *object);
};

static void kalloc_bound_unused(struct percpu_ref *users)
{
	complete(&container_of(users, struct kalloc_bound, users)->unused);
}

static void kalloc_bound_free(struct kref *handles)
{
	struct kalloc_bound *handle = container_of(handles, struct kalloc_bound, handles);

	/* not before: kalloc_bound_enter() asks it */
	percpu_ref_exit(&handle->users);
	kfree(handle);
}

void kalloc_bound_get(struct kalloc_bound *handle)
{
	kref_get(&handle->handles);
}

void kalloc_bound_put(struct kalloc_bound *handle)
{
	kref_put(&handle->handles, kalloc_bound_free);
}

/* the driver is unbound */
static void kalloc_bound_end(void *data)
{
	struct kalloc_bound *handle = data;

	percpu_ref_kill(&handle->users);
	wait_for_completion(&handle->unused);
	handle->end(handle->object);
	kalloc_bound_put(handle);
}

struct kalloc_bound *kalloc_bound_create(struct device *dev, void *object,
					 void (*end)(void *object))
{
	struct kalloc_bound *handle;

	if (!kalloc_can_be_unbound(dev))
		return NULL;
	handle = kzalloc(sizeof(*handle), GFP_KERNEL);
	if (!handle)
		return NULL;
	handle->object = object;
	handle->end = end;
	init_completion(&handle->unused);
	kref_init(&handle->handles);
	if (percpu_ref_init(&handle->users, kalloc_bound_unused, 0, GFP_KERNEL)) {
		kfree(handle);
		return NULL;
	}
	if (devm_add_action(dev, kalloc_bound_end, handle)) {
		kalloc_bound_put(handle);
		return NULL;
	}
	/* the device's is one */
	kref_get(&handle->handles);
	return handle;
}

void *kalloc_bound_enter(struct kalloc_bound *handle)
{
	return handle && percpu_ref_tryget_live(&handle->users) ? handle->object : NULL;
}

void kalloc_bound_leave(struct kalloc_bound *handle)
{
	percpu_ref_put(&handle->users);
}

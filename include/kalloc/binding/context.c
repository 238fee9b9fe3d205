// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: where code may sleep: what enters a context, and what asks for one. */

void kalloc_preempt_disable(void)
{
	preempt_disable();
}

void kalloc_preempt_enable(void)
{
	preempt_enable();
}

void kalloc_local_bh_disable(void)
{
	local_bh_disable();
}

void kalloc_local_bh_enable(void)
{
	local_bh_enable();
}

unsigned long kalloc_local_irq_save(void)
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

void kalloc_local_irq_restore(unsigned long flags)
{
	local_irq_restore(flags);
}

#define KALLOC_MEMALLOC(kind)                                      \
	unsigned int kalloc_memalloc_##kind##_save(void)           \
	{                                                          \
		return memalloc_##kind##_save();                   \
	}                                                          \
	void kalloc_memalloc_##kind##_restore(unsigned int flags)  \
	{                                                          \
		memalloc_##kind##_restore(flags);                  \
	}
KALLOC_MEMALLOC(noio)
KALLOC_MEMALLOC(nofs)
KALLOC_MEMALLOC(noreclaim)

#if KALLOC_HAS_SLEEP_CHECKS
void kalloc_cant_sleep(const char *file, int line)
{
#if KALLOC_HAS_CANT_SLEEP_OFFSET
	__cant_sleep(file, line, 0);
#else
	__cant_sleep(file, line);
#endif
}
#endif

void kalloc_assert_irqs_off(void)
{
	lockdep_assert_irqs_disabled();
}

/* a handler that became a thread runs with bottom halves off */
void kalloc_assert_in_interrupt(void)
{
	lockdep_assert_once(in_interrupt());
}

void kalloc_assert_in_hardirq(void)
{
	lockdep_assert_in_irq();
}

void kalloc_assert_in_softirq(void)
{
	lockdep_assert_in_softirq();
}

void kalloc_assert_spinlock_held(spinlock_t *lock)
{
	lockdep_assert_held(lock);
}

void kalloc_assert_raw_spinlock_held(raw_spinlock_t *lock)
{
	lockdep_assert_held(lock);
}

void kalloc_assert_mutex_held(struct mutex *lock)
{
	lockdep_assert_held(lock);
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: locks and RCU, which the kernel has inline. */

/* lockdep_set_class_and_name() again: spin_lock_init() alone would make them all one class */
void kalloc_spin_lock_init(spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	spin_lock_init(lock);
	lockdep_set_class_and_name(lock, key, name);
}

void kalloc_raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	raw_spin_lock_init(lock);
	lockdep_set_class_and_name(lock, key, name);
}

#if !KALLOC_HAS_PREEMPT_RT
static_assert(offsetof(spinlock_t, rlock) == 0);
#endif

#if !KALLOC_HAS_SPIN_FUNCTIONS
void kalloc_raw_spin_lock(raw_spinlock_t *lock)
{
	raw_spin_lock(lock);
}

int kalloc_raw_spin_trylock(raw_spinlock_t *lock)
{
	return raw_spin_trylock(lock);
}

void kalloc_raw_spin_unlock(raw_spinlock_t *lock)
{
	raw_spin_unlock(lock);
}

void kalloc_raw_spin_lock_bh(raw_spinlock_t *lock)
{
	raw_spin_lock_bh(lock);
}

void kalloc_raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	raw_spin_unlock_bh(lock);
}

void kalloc_raw_spin_lock_irq(raw_spinlock_t *lock)
{
	raw_spin_lock_irq(lock);
}

void kalloc_raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	raw_spin_unlock_irq(lock);
}

unsigned long kalloc_raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	raw_spin_lock_irqsave(lock, flags);
	return flags;
}

void kalloc_raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(lock, flags);
}
#endif

#if KALLOC_HAS_LOCK_SUBCLASS
int kalloc_mutex_trylock(struct mutex *lock)
{
	return mutex_trylock(lock);
}

int kalloc_mutex_lock_interruptible(struct mutex *lock)
{
	return mutex_lock_interruptible(lock);
}

int kalloc_mutex_lock_killable(struct mutex *lock)
{
	return mutex_lock_killable(lock);
}
#endif

#if !KALLOC_HAS_RCU_FUNCTIONS
void kalloc_rcu_read_lock(void)
{
	rcu_read_lock();
}

void kalloc_rcu_read_unlock(void)
{
	rcu_read_unlock();
}
#endif

/* inline since 7.x, a macro on PREEMPT_RT */
void kalloc_mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	__mutex_init(lock, name, key);
}

/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory of user space. */
#include "refused.h"

struct padded {
	u8 a;
	PICK()(u8 unused[3];)
	u32 b;
};

struct with_pointer {
	PICK(void *)(u64) p;
};

#ifdef read_of_void // once: kalloc: of what\? user_ptr<T>; of n bytes: user_reader
int f(user_ptr<PICK(void)(point)> p, point &to)
{
	return p.read(to);
}
#endif

#ifdef write_of_void // once: kalloc: of what\? user_ptr<T>; of n bytes: user_writer
int f(user_ptr<PICK(void)(u32)> p, const u32 &from)
{
	return p.write(from);
}
#endif

#ifdef user_pointer_dereferenced // kalloc: user memory is copied: read\(\), write\(\)
int f(user_ptr<point> p, point &to)
{
	PICK(to = *p; return 0;)(return p.read(to);)
}
#endif

#ifdef user_member_accessed // once: kalloc: user memory is copied: read\(\), write\(\)
int f(user_ptr<const point> p)
{
	point to{};
	return PICK(p->x)(p.read(to) ?: to.x);
}
#endif

#ifdef user_array_indexed // kalloc: it is copied: \(p \+ n\).read\(\)
int f(user_ptr<u32> p, u32 &to)
{
	PICK(to = p[3]; return 0;)(return (p + 3).read(to);)
}
#endif

#ifdef user_pointer_taken_for_the_kernel_s // kalloc: the kernel has no pointer to user memory
u32 *f(user_ptr<u32> p, u32 *own)
{
	return PICK(p)(p ? own : nullptr);
}
#endif

#ifdef kernel_pointer_taken_for_user_s // no matching (function|member function)|could not convert|no viable conversion
user_ptr<u32> f(u32 *p)
{
	return PICK(p)(user_ptr<u32>(p));
}
#endif

#ifdef pointer_from_user // kalloc: user space may send any bytes, which this type does not allow
int f(user_ptr<with_pointer> p, with_pointer &to)
{
	return p.read(to);
}
#endif

#ifdef bool_from_user // kalloc: user space may send any bytes, which this type does not allow
int f(user_reader &in)
{
	PICK(bool)(u8) to{};
	return in.read(to);
}
#endif

#ifdef pointers_from_user // kalloc: user space may send any bytes, which this type does not allow
int f(user_reader &in, kspan<PICK(void *)(u64)> to)
{
	return in.read(to);
}
#endif

#ifdef buffer_from_user // kalloc: user space may send any bytes, which this type does not allow
int f(user_reader &in, kbuffer<contiguous<gfp::kernel>, PICK(bool)(u8)> &to)
{
	return in.read_all(to);
}
#endif

#ifdef padding_to_user // kalloc: padding or a pointer in this type would tell user space
int f(user_ptr<padded> p, const padded &from)
{
	return p.write(from);
}
#endif

#ifdef pointer_to_user // kalloc: padding or a pointer in this type would tell user space
int f(user_writer &out, const with_pointer &from)
{
	return out.write(from);
}
#endif

#ifdef padded_elements_to_user // kalloc: padding or a pointer in this type would tell user space
int f(user_writer &out, kspan<const padded> from)
{
	return out.write(from);
}
#endif

#ifdef written_where_it_is_const // kalloc: its memory is const; C.s pointer says so, too
int f(user_ptr<PICK(const u32)(u32)> p)
{
	return p.write(7U);
}
#endif

#ifdef writer_of_const // kalloc: its memory is const
size_t f(user_ptr<PICK(const void)(void)> p, kspan<const u8> from)
{
	user_writer out(p, 100);
	return out.write_some(from);
}
#endif

#ifdef copy_unchecked // kalloc: user memory may not be there; check it
void f(user_ptr<u32> p)
{
	u32 to = 0;
	PICK()(const int err =) p.read(to);
	PICK()(use(err);)
}
#endif

#ifdef skip_unchecked // kalloc: the range may be shorter; check it
int f(user_reader &in)
{
	PICK(in.skip(4); return 0;)(return in.skip(4);)
}
#endif

#ifdef user_copy_under_a_lock // clang: spinlock_held
int f(user_ptr<u32> p, spinlock &lock)
{
	u32 to = 0;
	PICK(const spin_guard guard(lock);)()
	const int err = p.read(to);
	return err ?: static_cast<int>(to);
}
#endif

#ifdef user_write_under_a_lock // clang: spinlock_held
size_t f(user_writer &out, kspan<const u8> from, spinlock &lock)
{
	PICK(const spin_guard guard(lock);)()
	return out.write_some(from);
}
#endif

#ifdef buffer_filled_in_rcu_read_side // clang: rcu_read_side
int f(user_reader &in, kbuffer<contiguous<gfp::kernel>> &to)
{
	PICK(const rcu_read_guard guard;)()
	return in.read_all(to);
}
#endif

/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kstring and ktext. */
#include "refused.h"

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(kstring &s)
{
	auto t = PICK(s)(std::move(s));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(kstring &s, kstring &t)
{
	t = PICK(s)(std::move(s));
}
#endif

#ifdef text_assigned // once: kalloc: that may fail: clear\(\), then append\(text\)
int f(kstring &s)
{
	PICK(s = "eth0"; return 0;)(s.clear(); return s.append("eth0");)
}
#endif

#ifdef made_and_dropped // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto s =) kstring::format("%d", 1);
	PICK()(use(s);)
}
#endif

#ifdef released_and_dropped // kalloc: nobody would free this
void f(kstring &s)
{
	s.PICK(release)(reset)();
}
#endif

#ifdef may_not_end // kalloc: does it end\? say terminated\(p\), or kspan\{p, n\}
int f(kstring &s, const char *p)
{
	return s.append(PICK(p)(terminated(p)));
}
#endif

#ifdef data_of_a_buffer // kalloc: does it end\? say terminated\(p\), or kspan\{p, n\}
auto f(kbuffer<contiguous<gfp::kernel>, char> &b)
{
	return kstring::make(b PICK(.data())());
}
#endif

#ifdef compared_with_a_pointer // kalloc: does it end\? terminated\(p\) says so
bool f(const kstring &s, const char *p)
{
	return s == PICK(p)(terminated(p));
}
#endif

#ifdef growth_unchecked // kalloc: memory may have run out, the text is as it was
void f(kstring &s)
{
	PICK()(const int err =) s.append("x");
	PICK()(use(err);)
}
#endif

#ifdef format_of_another_type // format .%d. expects argument of type .int.|format specifies type .int.
#pragma GCC diagnostic error "-Wformat" // a warning is as in C
int f(kstring &s, u64 n)
{
	return s.append_format(PICK("%d")("%llu"), n);
}
#endif

#ifdef made_with_another_type // format .%s. expects argument of type .char.*|format specifies type .char.*
#pragma GCC diagnostic error "-Wformat"
auto f(int n)
{
	return kstring::format(PICK("%s")("%d"), n);
}
#endif

#ifdef for_a_device // kalloc: a device's memory does not grow; use kbuffer<dma_coherent
PICK(basic_kstring<dma_coherent<gfp::kernel>>)(kbuffer<dma_coherent<gfp::kernel>, char>) s;
#endif

#ifdef taken_for_a_pointer // kalloc: get\(\) or data\(\) lends it
const char *f(const kstring &s)
{
	return s PICK()(.c_str());
}
#endif

#ifdef text_of_a_temporary // clang: temporary
size_t f()
{
	PICK(const ktext)(auto) s = kstring::make("abc");
	return s.size();
}
#endif

#ifdef pointer_of_a_temporary // clang: temporary
void f()
{
	const auto s = kstring::make("abc");
	if (!s)
		return;
	const char *p = PICK(kstring::make("abc"))(s).c_str();
	use(p);
}
#endif

#ifdef formats_under_a_lock // clang: spinlock_held
auto f(spinlock &lock)
{
	const spin_guard guard(lock);
	return PICK(kstring)(basic_kstring<contiguous<gfp::atomic>>)::format("%d", 1);
}
#endif

#ifdef grows_under_a_lock // clang: spinlock_held
int f(kstring &s, spinlock &lock, ktext text)
{
	PICK(const spin_guard guard(lock);)()
	return s.append(text);
}
#endif

#ifdef destroys_vmalloc_text_in_spin_guard // clang: spinlock_held
void f(spinlock &lock)
{
	PICK()(basic_kstring<virtually_contiguous<gfp::kernel>> s;)
	const spin_guard guard(lock);
	PICK(basic_kstring<virtually_contiguous<gfp::kernel>> s;)()
}
#endif

#ifdef lent_to_c_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int to_c(const char *name);
int f()
{
	const auto s = kstring::format("%d", 1);
	PICK()(if (!s) return -ENOMEM;)
	return to_c(s.c_str());
}
#endif

#ifdef lent_to_c_after_release // clang: kalloc: this owner (may be|is) empty
int to_c(const char *name);
int f(kstring &s)
{
	char *p = s.release();
	return to_c(PICK(s.c_str())(p));
}
#endif

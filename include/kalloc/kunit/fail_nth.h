/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * fail_nth: the nth allocation of this thread fails, if it comes before the end of the block.
 * fail_each_allocation() tries a function with each of its allocations failing, and finds what it
 * leaks then.
 *
 *	fail_each_allocation(test, [test] {
 *		static constexpr u8 bytes[] = {1, 2, 3};
 *		note *const n = note_open();
 *
 *		if (!n)
 *			return;
 *		const int err = n->append(bytes);
 *		KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
 *		note_close(n);
 *	});
 *
 * The kernel makes them fail, in whatever language they are asked for: current->fail_nth, with
 * CONFIG_FAULT_INJECTION, CONFIG_FAILSLAB and CONFIG_FAIL_PAGE_ALLOC. What the kernel takes for
 * itself on the way, a page for a cache, a note of kmemleak's, is one of them, so tests do not
 * know how many there are; and where such a page is in one round and not in the next, one of the
 * test's own is passed over. What may sleep fails only where N was written to ignore-gfp-wait in
 * /sys/kernel/debug/failslab and fail_page_alloc; `make kunit` does that.
 *
 * Where none failed nothing was tested, so the case fails and says why that may be; on a kernel
 * that makes none fail it is skipped. vmalloc() warns when it fails, but with gfp::nowarn. Leaks
 * are what allocations.h counts.
 *
 * Context: threads.
 */
#ifndef KALLOC_KUNIT_FAIL_NTH_H
#define KALLOC_KUNIT_FAIL_NTH_H

#include <kalloc/kunit/allocations.h>

namespace kalloc {

class fail_nth {
public:
	/* n: 1 for the next one. */
	[[nodiscard("kalloc: allocations fail while it lives; give it a name")]]
	explicit fail_nth(kunit *test, int n = 1, const char *file = __builtin_FILE(),
			  int line = __builtin_LINE())
		: test_(test), file_(file), line_(line)
	{
		binding::kalloc_test_fail_nth(n);
	}
	fail_nth(const fail_nth &) = delete; /* kalloc: it ends with its block */
	fail_nth &operator=(const fail_nth &) = delete;
	~fail_nth()
	{
		if (binding::kalloc_test_fail_nth(0))
			binding::kalloc_test_none_failed(test_, file_, line_);
	}

private:
	kunit *test_;
	const char *file_;
	int line_;
};

/*
 * Calls body() with its first allocation failing, then its second, ... until none failed. Each time
 * nothing may be left of what it allocated. Returns how many times one failed.
 */
template <class Body>
int fail_each_allocation(kunit *test, Body body, const char *file = __builtin_FILE(),
			 int line = __builtin_LINE())
{
	int failures = 0;

	for (;; failures++) {
		const allocations counted;
		const size_t before = binding::kalloc_test_count(0);

		binding::kalloc_test_fail_nth(failures + 1);
		body();
		const bool failed = binding::kalloc_test_fail_nth(0) == 0;
		binding::kalloc_test_live(before, test, failed ? failures + 1 : 0, file, line);
		if (!failed)
			break;
	}
	if (!failures)
		binding::kalloc_test_none_failed(test, file, line);
	return failures;
}

} // namespace kalloc

#endif

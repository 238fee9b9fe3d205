/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kunique_ptr: the one owner of an object, or of an array, in kernel memory. It frees
 * on every way out of a scope, by the function that belongs to the memory, once.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

/* Says when it comes and when it goes. */
class session {
public:
	session() : session(0, 0) {}
	session(int id, int user) : id_(id), user_(user)
	{
		pr_info("session %d of user %d opens\n", id_, user_);
	}
	session(const session &) = delete;
	session &operator=(const session &) = delete;
	~session()
	{
		pr_info("session %d closes\n", id_);
	}

	void send() const
	{
		pr_info("session %d sends\n", id_);
	}

private:
	int id_, user_;
};

/* A struct as C has them: no constructor, no destructor. */
struct counters {
	u64 packets, bytes;
};

static_assert(sizeof(kunique_ptr<session>) == sizeof(session *));

/* kmalloc(sizeof(session), GFP_KERNEL) and the constructor; the destructor and kfree() */
int one_object()
{
	auto s = make_kunique<session>(gfp::kernel, 1, 1000);
	if (!s)
		return -ENOMEM;
	s->send();

	auto c = make_kunique<counters>(gfp::kernel, 3, 4500);
	/* kzalloc() */
	auto z = make_kunique<counters>(gfp::kernel); /* zeroed */
	/* kmalloc(), for who writes it all anyway */
	auto w = make_kunique_for_overwrite<counters>(gfp::kernel);
	/* if one failed, the other two are freed */
	if (!c || !z || !w)
		return -ENOMEM;
	*w = *c;
	check(z->packets == 0 && z->bytes == 0);
	check(w->packets == 3 && w->bytes == 4500);
	pr_info("%llu packets, %llu bytes\n", w->packets, w->bytes);
	return 0;
}

/* kcalloc(); the multiplication cannot overflow */
int arrays()
{
	constexpr size_t n = 10;

	auto t = make_kunique<u32[]>(gfp::kernel, n); /* zeroed */
	if (!t)
		return -ENOMEM;
	t[0] = 1;
	check(t[n - 1] == 0);

	/* kmalloc_array(): what is in it, nobody knows */
	auto w = make_kunique_for_overwrite<u32[]>(gfp::kernel, n);
	/* objects: each is constructed, and destroyed, the last first */
	auto s = make_kunique<session[]>(gfp::kernel, 2);

	if (!w || !s)
		return -ENOMEM;
	w[n - 1] = t[0];
	s[1].send();
	return 0;
}

/* A function that takes an owner by value takes the object; the caller sees it go. */
void end(kunique_ptr<session> s)
{
	pr_info("the last one%s\n", s ? "" : " had left");
}

int ownership()
{
	auto a = make_kunique<session>(gfp::kernel, 3, 1000);
	auto b = make_kunique<session>(gfp::kernel, 4, 1000);

	if (!a || !b)
		return -ENOMEM;
	a.swap(b);
	a->send();
	a.reset(); /* destroys session 4 now */
	check(!a && a == nullptr && a.get() == nullptr);
	a = std::move(b);
	check(!b); /* NOLINT(bugprone-use-after-move): empty is what a moved-from owner is */
	end(std::move(a));
	return 0;
}

/* An interface and one of its implementations. */
class store {
public:
	store() = default;
	store(const store &) = delete;
	store &operator=(const store &) = delete;
	virtual ~store() = default; /* without it the conversion below does not compile */
	virtual u32 read(size_t at) const = 0;
};

class memory_store final : public store {
public:
	explicit memory_store(kunique_ptr<u32[]> words) : words_(std::move(words)) {}
	~memory_store() override
	{
		pr_info("the memory store goes\n");
	}

	u32 read(size_t at) const override
	{
		return words_[at];
	}

private:
	kunique_ptr<u32[]> words_; /* members are freed with the object they are part of */
};

/* What failed inside is freed; the caller only sees an empty owner. */
kunique_ptr<store> open_store(size_t words)
{
	auto memory = make_kunique<u32[]>(gfp::kernel, words);
	if (!memory)
		return nullptr;
	memory[0] = 42;
	return make_kunique<memory_store>(gfp::kernel, std::move(memory));
}

/* An owner of the derived class becomes one of its base. */
int bases()
{
	kunique_ptr<store> s = open_store(100);

	if (!s)
		return -ENOMEM;
	check(s->read(0) == 42);
	pr_info("the store holds %u\n", s->read(0));
	return 0;
}

/* Out of the owner's hands, e.g. into a C structure, and back. */
int release_and_adopt()
{
	auto s = make_kunique<session>(gfp::kernel, 5, 1000);
	if (!s)
		return -ENOMEM;

	session *raw = s.release();
	check(!s);
	/* ... nobody frees it here ... */
	auto back = kunique_ptr<session>::adopt(raw);
	back->send();
	return 0;
}

/* A type's alignment is kept, up to a page. */
struct alignas(128) lane {
	u8 bytes[3 * 128];
};

/* The family is the allocator, part of the type: vfree() cannot meet kmalloc memory. */
int families()
{
	auto l = make_kunique<lane>(gfp::kernel);
	auto v = make_kunique<counters[], vmalloc_family>(gfp::kernel, 100000);
	auto k = make_kunique<lane[], kvmalloc_family>(gfp::kernel, 1000);

	if (!l || !v || !k)
		return -ENOMEM;
	check(reinterpret_cast<size_t>(l.get()) % alignof(lane) == 0);
	static_assert(sizeof(v) == sizeof(counters *) && sizeof(k) == sizeof(lane *));
	static_assert(!std::is_convertible_v<kunique_ptr<lane, vmalloc_family>, kunique_ptr<lane>>);
	v[99999].bytes = 1;
	pr_info("kmalloc, vmalloc and kvmalloc memory, each owner one word\n");
	return 0;
}

/* Out of memory is an empty owner, never an exception. */
int failure()
{
	/* more than any machine has; nowarn: no stack trace in the log */
	auto huge = make_kunique<u8[], vmalloc_family>(gfp::kernel | gfp::nowarn, size_t{1} << 46);
	/* in bytes this wraps around to 16; unchecked C would get an array of 16 bytes */
	auto wraps = make_kunique<u64[]>(gfp::kernel, (size_t{1} << 61) + 2);
	auto none = make_kunique<u64[]>(gfp::kernel, 0);

	check(!huge && !wraps && !none);
	pr_info("nothing: for too much, for what overflows, and for none\n");
	return 0;
}

} // namespace

extern "C" int unique_ptr_sample()
{
	return run(one_object, arrays, ownership, bases, release_and_adopt, families, failure);
}

/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Contexts that may not sleep, and how the compiler knows about them.
 *
 * clang's thread safety analysis follows them like locks: guards (spinlock.h,
 * guard.h) enter them, and whatever may sleep refuses to be called in one, be it an
 * allocation with gfp::kernel or the destructor of vmalloc memory. g++ has no such
 * analysis; there the kernel's own check at run time remains (might_sleep()).
 *
 *	void start_locked(queue &q) KALLOC_HOLDS(q.lock);
 *	...
 *	int load(settings &s, size_t bytes) KALLOC_MAY_SLEEP;
 *	...
 *	u32 poll(u32 budget) KALLOC_INTERRUPT;
 *
 * The marks go behind the parameters, on the declaration that callers see. Owners know
 * what their object has for members: a kunique_ptr of a class with vmalloc memory in it is
 * not freed in atomic context. For local variables and members of such a class clang does
 * not look into constructors and destructors, nor at destructors that are implicit or
 * run for temporaries: there the class says so itself,
 *
 *	struct table {
 *		using free_context = kalloc::contexts::outside_atomic;
 *		kbuffer<virtually_contiguous<gfp::kernel>> entries;
 *		~table() KALLOC_NOT_IN(free_context) = default;
 *	};
 *
 * By default a function without a mark is taken at its word. With
 * KALLOC_STRICT_CONTEXT defined it must not sleep: each function on the way to a
 * sleeping one then needs KALLOC_MAY_SLEEP, which proves the rest atomic.
 */
#ifndef KALLOC_CONTEXT_H
#define KALLOC_CONTEXT_H

#include <kalloc/family/gfp.h>
#include <kalloc/types.h>
#include <type_traits>

/* GNU spelling: clang 14 ignores [[clang::...]] here. Nothing for g++. */
#ifdef __clang__
#define KALLOC_ANALYSED(attribute) __attribute__((attribute))
/* Behind a member function: what it returns is not for longer than the object. */
#define KALLOC_BORROWED [[clang::lifetimebound]]
#else
#define KALLOC_ANALYSED(attribute)
#define KALLOC_BORROWED
#endif

namespace kalloc::contexts {

/* The names in clang's message: "... while atomic context (...) 'irqs_off' is held". */
struct KALLOC_ANALYSED(capability(
	"atomic context (allocate with gfp::atomic; free, resize and sleep outside of it)"))
	context {
	const context &operator!() const;
};

struct KALLOC_ANALYSED(capability(
	"atomic context (allocate with gfp::atomic; free, resize and sleep outside of it; "
	"a second spin_guard takes the first one as argument)")) spin_context {
	const spin_context &operator!() const;
};

inline constexpr spin_context spinlock_held{};
inline constexpr context irqs_off{};
inline constexpr context bh_off{};
inline constexpr context preemption_off{};
inline constexpr context rcu_read_side{};
inline constexpr context interrupt{};
/* some of these, it is not known which */
inline constexpr context atomic{};
/* never held either; KALLOC_STRICT_CONTEXT asks callers for a mark that says so */
inline constexpr context lacks_KALLOC_MAY_SLEEP{};
inline constexpr context lacks_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT{};
/* never held; clang 14 takes the words for its message from the first one named */
inline constexpr context none{};

/*
 * Where something is allowed, as a type: for `using free_context = ...` in a class
 * whose destructor frees, and as what KALLOC_NOT_IN() takes. The functions exist for
 * the analysis only, which reads lock_returned and takes any other for no context.
 */
struct anywhere {
	static const spin_context &spinlock_held();
	static const context &irqs_off();
	static const context &bh_off();
	static const context &preemption_off();
	static const context &rcu_read_side();
	static const context &interrupt();
	static const context &atomic();
	static const context &lacks_KALLOC_MAY_SLEEP();
	static const context &lacks_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT();
};

#define KALLOC_REFUSES(name) name() KALLOC_ANALYSED(lock_returned(contexts::name))

/* In task context that may sleep, and in interrupts, which put it off: vfree(). */
struct outside_atomic : anywhere {
	static const spin_context &KALLOC_REFUSES(spinlock_held);
	static const context &KALLOC_REFUSES(irqs_off);
	static const context &KALLOC_REFUSES(preemption_off);
	static const context &KALLOC_REFUSES(rcu_read_side);
	static const context &KALLOC_REFUSES(atomic);
	static const context &KALLOC_REFUSES(lacks_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT);
};

/* In task context that may sleep. */
struct sleepable : outside_atomic {
	static const context &KALLOC_REFUSES(bh_off);
	static const context &KALLOC_REFUSES(interrupt);
	static const context &KALLOC_REFUSES(lacks_KALLOC_MAY_SLEEP);
};

#undef KALLOC_REFUSES

/*
 * Has T a member whose destructor may sleep? Of what a compiler derives for a class from
 * its members, only "noexcept" says nothing that matters here: owners that may sleep are
 * not (KALLOC_FREES_IN), and so neither is a class that has one. g++ is left out: it
 * would refuse such a class where its base has a virtual destructor.
 */
template <class T>
inline constexpr bool has_member_that_sleeps = false;
#ifdef __clang__
template <class T>
	requires(sizeof(T) != 0) /* a class that is not complete yet is taken at its word */
inline constexpr bool has_member_that_sleeps<T> =
	std::is_destructible_v<T> && !std::is_nothrow_destructible_v<T>;
#endif

/* Where T may be destroyed, or a family's memory freed: its free_context, if it has one. */
template <class T>
struct free_context_of_type {
	using type = std::conditional_t<has_member_that_sleeps<T>, sleepable, anywhere>;
};
template <class T>
	requires requires { typename T::free_context; }
struct free_context_of_type<T> {
	using type = typename T::free_context;
};
template <class T>
using free_context_of = typename free_context_of_type<T>::type;

/* Where both A and B are allowed: each refuses what the one above it does, and more. */
template <class A, class B>
using both = std::conditional_t<std::is_base_of_v<A, B>, B, A>;

/* Where an allocation with this mask is allowed. */
template <class Mask>
struct allocation_of {
	using type = anywhere;
};
template <class Mask>
	requires(std::remove_cvref_t<Mask>::may_sleep)
struct allocation_of<Mask> {
	using type = sleepable;
};
template <class Mask>
using allocation = typename allocation_of<Mask>::type;

} // namespace kalloc::contexts

/*
 * Marks for functions. KALLOC_NOT_IN(type): called only where the type allows it.
 * KALLOC_INTERRUPT, KALLOC_ATOMIC: runs in an interrupt, in some atomic context.
 * KALLOC_HOLDS(lock): called with this spinlock or mutex held. KALLOC_GUARDED_BY(lock),
 * behind a member: touched only with the lock held.
 */
#define KALLOC_NOT_IN(...) KALLOC_EXCLUDES(__VA_ARGS__) KALLOC_ASKS_FOR_MARK(__VA_ARGS__)

/* within a function, and for callers that have a mark */
#define KALLOC_EXCLUDES(...)                                                                     \
	KALLOC_ANALYSED(locks_excluded(                                                          \
		::kalloc::contexts::none, __VA_ARGS__::spinlock_held(), __VA_ARGS__::irqs_off(), \
		__VA_ARGS__::bh_off(), __VA_ARGS__::preemption_off(),                            \
		__VA_ARGS__::rcu_read_side(), __VA_ARGS__::interrupt(), __VA_ARGS__::atomic()))

/* for every caller: it needs the mark itself */
#ifdef KALLOC_STRICT_CONTEXT
#define KALLOC_ASKS_FOR_MARK(...)                                           \
	KALLOC_ANALYSED(                                                    \
		requires_capability(!__VA_ARGS__::lacks_KALLOC_MAY_SLEEP(), \
				    !__VA_ARGS__::lacks_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT()))
#else
#define KALLOC_ASKS_FOR_MARK(...)
#endif

/* the same for an owner's destructor, see has_member_that_sleeps */
#ifdef __clang__
#define KALLOC_FREES_IN(...)                                                \
	noexcept(std::is_same_v<__VA_ARGS__, ::kalloc::contexts::anywhere>) \
		KALLOC_NOT_IN(__VA_ARGS__)
#else
#define KALLOC_FREES_IN(...)
#endif

/* the end of a bottom-half section runs what was put off, which wants interrupts on */
#define KALLOC_NOT_WITH_IRQS_OFF \
	KALLOC_ANALYSED(locks_excluded(::kalloc::contexts::none, ::kalloc::contexts::irqs_off))

#define KALLOC_MAY_SLEEP KALLOC_NOT_IN(::kalloc::contexts::sleepable)
#define KALLOC_INTERRUPT                       \
	KALLOC_ANALYSED(requires_capability(   \
		::kalloc::contexts::interrupt, \
		!::kalloc::contexts::lacks_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT))
#define KALLOC_ATOMIC KALLOC_ANALYSED(requires_capability(::kalloc::contexts::atomic))
#define KALLOC_HOLDS(lock) KALLOC_ANALYSED(requires_capability((lock).context(), lock))
#define KALLOC_GUARDED_BY(lock) KALLOC_ANALYSED(guarded_by(lock))

namespace kalloc {

#define KALLOC_NAMELESS "kalloc: a guard without a name ends at once; give it one"

/*
 * The base of guards and other scopes: on the stack, closed in reverse order. They
 * cannot be copied, moved, or allocated. (As members they can; do not do that.)
 *
 * Design decision: what they hold is mutable, or g++ keeps a const guard in memory and
 * not in a register (three instructions more than C around an asm statement).
 */
struct scope {
	constexpr scope() = default;
	~scope() = default;
	scope(const scope &) = delete; /* kalloc: a scope ends where it began */
	scope &operator=(const scope &) = delete;
	static void *operator new(size_t) = delete; /* kalloc: a scope lives on the stack */
	static void *operator new[](size_t) = delete;
};

/*
 * Proof that this is atomic context: what the guards are that may not sleep (spinlock.h,
 * guard.h), what assume_atomic() returns, and what a function can ask for that allocates
 * with its gfp, g++ or not. (To clang a parameter says nothing: the marks are above.)
 *
 *	kunique_ptr<packet> copy(const packet &from, const atomic_scope &here)
 *	{
 *		return make_kunique<packet>(here.gfp, from);
 */
struct atomic_scope : scope {
	static constexpr auto gfp = kalloc::gfp::atomic;

protected:
	constexpr atomic_scope() = default;
	~atomic_scope() = default;
};

} // namespace kalloc

#endif

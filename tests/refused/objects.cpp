/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What compiles, but needs what a kernel has not: refused by check_object.sh. */
#include "refused.h"

void sink(const void *p);
int source();

struct constructed {
	int x;
	PICK()(constexpr) constructed() : x(PICK(source())(1)) {}
};

struct destroyed {
	~destroyed() PICK({ sink(this); })(= default;)
};

struct base {
	virtual ~base();
	virtual int f();
};
struct derived : base {
};

#ifdef global_constructor // objects.cpp:[0-9]+: error: kalloc: a global needs a constructor, which kernels do not run: .*global;
constructed global;
#endif

#ifdef global_destructor // objects.cpp:[0-9]+: error: kalloc: a global needs a destructor, which kernels do not run: .*global;
destroyed global;
#endif

#ifdef global_owner // objects.cpp:[0-9]+: error: kalloc: a global needs a destructor, which kernels do not run: .*kept; .* release\(\) it in your init
PICK(static kunique_ptr<point> kept;)(static constinit point *kept;)
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	kept = PICK(std::move(p))(p.release());
	return 0;
}
void g()
{
	PICK(kept.reset();)(auto p = kunique_ptr<point>::adopt(kept);)
}
#endif

#ifdef object_with_an_owner // objects.cpp:[0-9]+: error: kalloc: a global needs a destructor, which kernels do not run: .*state; what an owner holds
struct holder {
	kbuffer<contiguous<gfp::kernel>> buffer;
	int count = 0;
};
PICK(holder state;)()
bool f(PICK()(const holder &state))
{
	return state.buffer && state.count;
}
#endif

#ifdef one_of_two_globals // objects.cpp:[0-9]+: error: kalloc: a global needs a constructor, which kernels do not run: .*second;
static u64 first = 1;
static int second = PICK(source())(1);
void f()
{
	sink(&first);
	sink(&second);
}
#endif

#ifdef run_time_initialiser // kalloc: a global needs a constructor
int global = PICK(source())(1);
int *f()
{
	return &global;
}
#endif

#ifdef guarded_local // objects.cpp:[0-9]+: error: kalloc: a static local variable needs a run-time guard: .*f\(\)::local;
int *f()
{
	static int local = PICK(source())(1);
	return &local;
}
#endif

#ifdef destroyed_local // kalloc: a (static local variable needs a run-time guard|global or static variable)
void *f()
{
	static destroyed local;
	return &local;
}
#endif

#ifdef constructor_function // kalloc: a constructor function would never run
PICK([[gnu::constructor]])() void f()
{
	sink(nullptr);
}
#endif

#ifdef large_frame // kalloc: .*f\(\) takes [0-9]+ bytes of the stack, this kernel allows 2048
void f()
{
	PICK(char text[16384];)(auto text = kbuffer<contiguous<gfp::kernel>, char, 16384>::make();)
	sink(PICK(text)(text.data()));
}
#endif

#ifdef array_of_run_time_size // kalloc: .*f\((size_t|unsigned long)\) has an array of run-time size, or alloca\(\), on the stack
void f(size_t n)
{
	PICK(char text[n];)(auto text = kbuffer<contiguous<gfp::kernel>, char>::make(n);)
	sink(PICK(text)(text.data()));
}
#endif

#ifdef allocated_on_the_stack // kalloc: .*f\((size_t|unsigned long)\) has an array of run-time size, or alloca\(\), on the stack
void f(size_t n)
{
	sink(PICK(__builtin_alloca(n))(kbuffer<contiguous<gfp::kernel>, char>::make(n).data()));
}
#endif

#ifdef plain_new // kalloc: plain new
void f()
{
	sink(PICK(new int(1))(make_kunique<int>(gfp::kernel, 1).get()));
}
#endif

#ifdef array_new // kalloc: plain new
void f(size_t n)
{
	sink(PICK(new int[n])(make_kunique<int[]>(gfp::kernel, n).get()));
}
#endif

#ifdef plain_delete // kalloc: plain delete:
void f(PICK(int *p)(kunique_ptr<int> p))
{
	PICK(delete p;)(p.reset();)
}
#endif

#ifdef array_delete // kalloc: plain delete
void f(PICK(int *p)(kunique_ptr<int[]> p))
{
	PICK(delete[] p;)(p.reset();)
}
#endif

#ifdef virtual_delete // kalloc: plain delete:
struct final_base final {
	virtual ~final_base()
	{
		sink(this);
	}
};
void f(PICK(final_base *p)(kunique_ptr<final_base> p))
{
	PICK(delete p;)(p.reset();)
}
#endif

#ifdef dynamic_casted // kalloc: run-time type information|-fno-rtti|requires -frtti|cannot use 'dynamic_cast'|use of dynamic_cast
const derived *f(const base *p)
{
	return PICK(dynamic_cast)(static_cast)<const derived *>(p);
}
#endif

#ifdef thrown // exception handling disabled|exceptions disabled
int f(int x)
{
	if (x)
		PICK(throw x)(return -EINVAL);
	return 0;
}
#endif

#ifdef runtime_library // kalloc: this needs the C\+\+ runtime library
namespace std {
void __throw_length_error(const char *);
}
void f()
{
	PICK(std::__throw_length_error)(sink)("x");
}
#endif

#ifdef long_name // kalloc: the mangled name .* kallsyms takes 511
#define AS(n) n##aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
struct AS(a) {
};
struct AS(b) {
};
struct AS(c) {
};
struct AS(d) {
};
struct AS(e) {
};
struct AS(g) {
};
struct AS(h) {
};
void f(AS(a), AS(b), AS(c) PICK(, AS(d), AS(e), AS(g), AS(h))())
{
	sink(nullptr);
}
#endif

/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * initialiser<A>: an argument on its way to the member that it initialises, or to the
 * number. Braces let a constant narrow that fits, but an argument that was forwarded is no
 * constant any more; here it is one again, so that plain numbers do for small
 * members (here u8 and u16):
 *
 *	auto c = make_kunique<config>(gfp::kernel, 4, 1500);
 *
 * What is known only at run time narrows by static_cast alone, as within braces.
 *
 * Context: compile time.
 */
#ifndef KALLOC_INITIALISER_H
#define KALLOC_INITIALISER_H

#include <kalloc/types.h>
#include <type_traits>
#include <utility>

namespace kalloc {

/* What is an integer, or becomes one by itself, as an enumerator without a scope does. */
template <class A>
concept number = std::is_integral_v<std::remove_cvref_t<A>> ||
		 (std::is_enum_v<std::remove_cvref_t<A>> && std::is_convertible_v<A, long long>);

template <number V>
struct initialiser {
	V value;

	constexpr explicit initialiser(V v) : value(v) {}

	/* NOLINTBEGIN(google-explicit-constructor): an initialiser is any type's */
	template <class M>
		requires std::is_convertible_v<V, M>
	[[gnu::always_inline]] constexpr explicit(false) operator M() const
	{
		return static_cast<M>(value);
	}
	/* NOLINTEND(google-explicit-constructor) */
};

/* An argument that is no number goes as it is. */
template <class A>
struct initialiser_for {
	using type = A &&;
};
template <number A>
struct initialiser_for<A> {
	using type = initialiser<std::remove_cvref_t<A>>;
};
template <class A>
using initialiser_of = typename initialiser_for<A>::type;

template <class T, class... Args>
concept list_initialisable = requires(Args &&...args) { T{std::forward<Args>(args)...}; };

/* T{args...} narrows, and is right else. */
template <class T, class... Args>
concept initialisable_narrowing =
	!list_initialisable<T, Args...> && list_initialisable<T, initialiser_of<Args>...>;

template <class A>
[[gnu::always_inline]] constexpr auto number_in(const A &argument)
{
	if constexpr (std::is_integral_v<A>)
		return argument;
	else if constexpr (number<A>)
		return static_cast<std::underlying_type_t<A>>(argument);
	else
		return 0;
}

/* What the compiler knows of an argument: its number, if that is a constant. */
template <class A>
struct given {
	using type = decltype(number_in(std::declval<A>()));

	bool constant;
	type value;

	/* Does an M hold the number, or all of its type? */
	template <class M>
	[[gnu::always_inline]] constexpr bool fits() const
	{
		if constexpr (list_initialisable<M, type>)
			return true;
		const M m = static_cast<M>(value);

		return constant && static_cast<type>(m) == value && negative(m) == negative(value);
	}

private:
	template <class N>
	[[gnu::always_inline]] static constexpr bool negative(N n)
	{
		if constexpr (std::is_signed_v<N>)
			return n < 0;
		else
			return false;
	}
};

template <class...>
struct types {};
using integers = types<bool, char, signed char, unsigned char, wchar_t, char8_t, char16_t, char32_t,
		       short, unsigned short, int, unsigned int, long, unsigned long, long long,
		       unsigned long long>;

struct narrowing {
	/* For a member of type M only. */
	template <class M>
	struct exactly {
		template <class To>
			requires std::is_same_v<To, M>
		/* NOLINTNEXTLINE(google-explicit-constructor): an initialiser */
		constexpr explicit(false) operator To() const;
	};

	/* Is it an M that argument At of T{args...} initialises? */
	template <class T, class M, size_t At, class... Args, size_t... I>
	static consteval bool initialises(std::index_sequence<I...>)
	{
		return list_initialisable<
			T, std::conditional_t<I == At, exactly<M>, initialiser_of<Args>>...>;
	}

	template <class T, size_t At, class... Args, class A, class... M>
	[[gnu::always_inline]] static constexpr bool one(types<Args...>, given<A> argument,
							 types<M...>)
	{
		using all = std::index_sequence_for<Args...>;

		if constexpr (number<A>)
			return ((initialises<T, M, At, Args...>(all{}) &&
				 !argument.template fits<M>()) ||
				...);
		else
			return false;
	}

	template <class T, class... Args, size_t... I>
	[[gnu::always_inline]] static constexpr bool any(std::index_sequence<I...>,
							 given<Args>... arguments)
	{
		if constexpr (initialisable_narrowing<T, Args...>)
			return (one<T, I>(types<Args...>{}, arguments, integers{}) || ...);
		else
			return false;
	}
};

/* Does one of the numbers not fit the member that it initialises, as far as is known? */
template <class T, class... Args>
[[gnu::always_inline]] constexpr bool narrows(given<Args>... arguments)
{
	return narrowing::any<T>(std::index_sequence_for<Args...>{}, arguments...);
}

/*
 * Refuses what narrows in T{args...}. clang asks in the front end, which knows the
 * caller's line; g++ has no such attribute and asks when optimising, so what is
 * between the caller and this has to be inline always.
 */
#define KALLOC_NARROWED "kalloc: this number may not fit its member; static_cast<> it to that type"
#define KALLOC_NARROWED_ALONE                                                                \
	"kalloc: this number is the object's value, and may not fit; static_cast<> it, or, " \
	"for that many, make_kunique<T[]>(gfp::kernel, n)"
#ifdef __clang__
#define KALLOC_GIVEN(Arg, arg)                           \
	given<Arg>{__builtin_constant_p(number_in(arg)), \
		   __builtin_constant_p(number_in(arg)) ? number_in(arg) : 0}
/* NOLINTBEGIN(bugprone-macro-parentheses): Args is a pack of types */
#define KALLOC_REFUSE_NARROWING(Args, args)                                                  \
	__attribute__((diagnose_if(!std::is_arithmetic_v<T> &&                               \
					   narrows<T, Args...>(KALLOC_GIVEN(Args, args)...), \
				   KALLOC_NARROWED, "error"),                                \
		       diagnose_if(std::is_arithmetic_v<T> &&                                \
					   narrows<T, Args...>(KALLOC_GIVEN(Args, args)...), \
				   KALLOC_NARROWED_ALONE, "error")))
/* NOLINTEND(bugprone-macro-parentheses) */
template <class T, class... Args>
[[gnu::always_inline]] inline void refuse_narrowing(const Args &...)
{
}
#else
#define KALLOC_REFUSE_NARROWING(Args, args)
[[gnu::error(KALLOC_NARROWED)]] void narrowed();
[[gnu::error(KALLOC_NARROWED_ALONE)]] void narrowed_alone();
template <class A>
[[gnu::always_inline]] inline given<A> given_of(const A &argument)
{
	const auto number = number_in(argument);

	return {__builtin_constant_p(number), number};
}

template <class T, class... Args>
[[gnu::always_inline]] inline void refuse_narrowing(const Args &...args)
{
	if (!narrows<T, Args...>(given_of<Args>(args)...))
		return;
	if constexpr (std::is_arithmetic_v<T>)
		narrowed_alone();
	else
		narrowed();
}
#endif

} // namespace kalloc

#endif

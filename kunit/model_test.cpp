/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Random operations, each on an owner and on a plain array, which have to agree afterwards; a
 * quarter of them with an allocation that fails. They are the same on each run: what does not hold
 * says the step and the seed. A million in all where the processor is the machine's own, in UML;
 * where it is emulated, a part of them (kalloc_kunit_part()).
 */
#include "test.h"

namespace {

/* Numbers that are the same on each run, what fails by them, and what was wrong. */
class chance {
public:
	/* 0 to below - 1 */
	u32 operator()(u32 below)
	{
		state_ ^= state_ << 13;
		state_ ^= state_ >> 7;
		state_ ^= state_ << 17;
		return static_cast<u32>(state_ >> 33) % below;
	}

	/* Perhaps the next allocation fails, or the one behind it. */
	void may_fail()
	{
		failing_ = (*this)(4) == 0;
		if (failing_)
			kalloc_kunit_fail_nth(1 + static_cast<int>((*this)(2)));
	}

	/* Is it done? If not, an allocation has to have failed. None does from now on. */
	bool done(int err)
	{
		const bool failed = kalloc_kunit_fail_nth(0) == 0 && failing_;

		expect(!err || (err == -ENOMEM && failed), "an errno for no reason");
		return !err;
	}

	void expect(bool holds, const char *what)
	{
		if (!holds && !wrong_)
			wrong_ = what;
	}

	const char *wrong() const
	{
		return wrong_;
	}

	static constexpr u64 seed = 88172645463325252ULL;

private:
	u64 state_ = seed;
	bool failing_ = false;
	const char *wrong_ = nullptr;
};

/* Larger than what is passed in registers, and than what caches of powers of two waste nothing on.
 */
struct wide {
	u64 id = 0, half = 0;
	u32 rest[2] = {};

	wide() = default;
	explicit wide(u32 id) : id(id), half(id / 2) {}
	bool operator==(const wide &) const = default;
};

u32 id_of(u32 element)
{
	return element;
}

u32 id_of(const resident &element)
{
	return element.self == &element ? element.id : resident::gone;
}

u32 id_of(const wide &element)
{
	return static_cast<u32>(element.id / 2 == element.half ? element.id : 0xdead);
}

u32 id_of(const kunique_ptr<u32> &element)
{
	return element ? *element : 0xdead;
}

struct node : counted {
	list_head link;
	u32 value;

	explicit node(u32 value) : value(value) {}
};
using nodes = kunique_list<&node::link>;

u32 id_of(const node &each)
{
	return each.value;
}

/* A plain array: what an owner has to have. */
template <class T>
struct plain {
	static constexpr u32 most = 200;
	T items[most] = {};
	u32 size = 0;

	bool has_room(u32 n) const
	{
		return n <= most - size;
	}

	void insert(u32 at, T item)
	{
		__builtin_memmove(items + at + 1, items + at, (size - at) * sizeof(T));
		items[at] = item;
		size++;
	}

	void append(T item)
	{
		items[size++] = item;
	}

	void erase(u32 at, u32 count = 1)
	{
		__builtin_memmove(items + at, items + at + count, (size - at - count) * sizeof(T));
		size -= count;
	}

	/* Is what range has in order all of this? */
	template <class Range>
	bool is(const Range &range) const
	{
		u32 n = 0;

		for (const auto &each : range)
			if (n == size || id_of(each) != items[n++])
				return false;
		return n == size;
	}
};

template <class T>
T element(u32 id)
{
	if constexpr (std::is_same_v<T, kunique_ptr<u32>>)
		return make_kunique<u32>(gfp::kernel, id);
	else
		return T(id);
}

/* kvector and kfixed_vector */
template <class Vector>
struct vector_model {
	using T = typename Vector::element_type;
	static constexpr bool grows = requires(Vector v) { v.shrink_to_fit(); };
	static constexpr bool copies = std::is_copy_constructible_v<T>;
	static constexpr bool bytes = std::is_trivially_copyable_v<T>;
	static constexpr u32 few = 8;

	Vector v;
	plain<u32> ids;

	vector_model()
	{
		if constexpr (!grows)
			v = Vector::make(64);
	}

	void step(chance &pick)
	{
		const u32 id = pick(1000), at = pick(ids.size + 1), n = pick(few);

		switch (pick(16)) {
		case 0:
		case 1:
		case 2:
		case 3:
			if (ids.has_room(few))
				add(pick, id, at, n);
			break;
		case 4:
		case 5:
		case 6:
			if (ids.has_room(few))
				fill_up(pick, id, at, n);
			break;
		case 7:
		case 8:
		case 9:
		case 10:
			take_out(pick, id, at, n);
			break;
		case 11:
		case 12:
			change_memory(pick, at, n);
			break;
		case 13:
		case 14:
			move_around(pick);
			break;
		default:
			look(pick);
		}
		pick.expect(v.size() == ids.size, "size()");
		pick.expect(v.size() <= v.capacity() && v.empty() == !ids.size, "capacity()");
	}

	void compare(chance &pick) const
	{
		pick.expect(ids.is(v), "the elements");
	}

private:
	/* what may allocate */
	void add(chance &pick, u32 id, u32 at, u32 n)
	{
		if constexpr (grows) {
			T made = element<T>(id);

			pick.may_fail();
			switch (pick(copies ? 9 : 3)) {
			case 0:
				if (pick.done(v.push_back(std::move(made))))
					ids.append(id);
				else /* NOLINTNEXTLINE(*-move,*.Move): is still the caller's */
					pick.expect(id_of(made) == id, "what was not pushed");
				break;
			case 1:
				if (pick.done(v.emplace_back(std::move(made))))
					ids.append(id);
				else /* NOLINTNEXTLINE(*-move,*.Move): is still the caller's */
					pick.expect(id_of(made) == id, "what was not emplaced");
				break;
			case 2:
				if (pick.done(v.insert(at, std::move(made))))
					ids.insert(at, id);
				else /* NOLINTNEXTLINE(*-move,*.Move): is still the caller's */
					pick.expect(id_of(made) == id, "what was not inserted");
				break;
			default:
				if constexpr (copies)
					add_copies(pick, made, at, n);
			}
		}
		kalloc_kunit_fail_nth(0);
	}

	void add_copies(chance &pick, const T &made, u32 at, u32 n)
	{
		const u32 id = id_of(made), size = ids.size;

		switch (pick(6)) {
		case 0:
			if (at < size && pick.done(v.push_back(v[at])))
				ids.append(ids.items[at]);
			break;
		case 1:
			if (pick.done(v.append({made, made, made})))
				for (int i = 0; i < 3; i++)
					ids.append(id);
			break;
		case 2: /* a part of its own */
			if (at + n <= size && pick.done(v.append(v.subspan(at, n))))
				for (u32 i = 0; i < n; i++)
					ids.append(ids.items[at + i]);
			break;
		case 3:
			if (pick.done(v.append_range(numbers{n})))
				for (u32 i = 0; i < n; i++)
					ids.append(i);
			break;
		case 4:
			if (pick.done(v.resize(size + n)))
				for (u32 i = 0; i < n; i++)
					ids.append(0);
			break;
		default:
			if (at < size && pick.done(v.resize(size + n, v[at])))
				for (u32 i = 0; i < n; i++)
					ids.append(ids.items[at]);
		}
	}

	/* a range that is no span: 0, 1, ... as elements */
	struct numbers {
		struct iterator {
			u32 at;
			T operator*() const
			{
				return T(at);
			}
			iterator &operator++()
			{
				at++;
				return *this;
			}
			bool operator==(const iterator &) const = default;
		};
		u32 n;
		iterator begin() const
		{
			return {0};
		}
		iterator end() const
		{
			return {n};
		}
	};

	/* what fills the memory there is */
	void fill_up(chance &pick, u32 id, u32 at, u32 n)
	{
		const bool full = v.size() == v.capacity();
		T made = element<T>(id);
		int err = 0;

		switch (pick(bytes ? 4 : 3)) {
		case 0:
			err = v.try_push_back(std::move(made));
			at = ids.size;
			break;
		case 1:
			err = v.try_emplace_back(std::move(made));
			at = ids.size;
			break;
		case 2:
			err = v.try_insert(at, std::move(made));
			pick.expect(v.try_insert(v.size() + 1, element<T>(id)) == -EINVAL,
				    "an insertion behind the end");
			break;
		default:
			if constexpr (bytes) {
				auto spare = v.spare();

				pick.expect(spare.size() == v.capacity() - v.size(), "spare()");
				if (n > spare.size())
					n = static_cast<u32>(spare.size());
				for (u32 i = 0; i < n; i++) {
					spare[i] = T(id);
					ids.append(id);
				}
				v.commit(n);
			}
			return;
		}
		pick.expect(err == (full ? -ENOSPC : 0), "a vector that is full, or is not");
		if (!err)
			ids.insert(at, id);
		else /* NOLINTNEXTLINE(*-move,*.Move): is still the caller's */
			pick.expect(id_of(made) == id, "what had no room");
	}

	void take_out(chance &pick, u32 id, u32 at, u32 n)
	{
		const u32 size = ids.size;
		u32 sum = 0;

		switch (pick(8)) {
		case 0:
			if (const auto taken = v.take_back())
				pick.expect(id_of(*taken) == ids.items[--ids.size], "take_back()");
			break;
		case 1:
			if (const auto taken = v.take(at)) {
				pick.expect(at < size && id_of(*taken) == ids.items[at], "take()");
				ids.erase(at);
			}
			break;
		case 2:
			v.pop_back();
			ids.size -= size != 0;
			break;
		case 3:
		case 4:
			if (at + n <= size) {
				v.erase(at, n);
				ids.erase(at, n);
			}
			break;
		case 5:
			pick.expect(v.erase_if([id](const T &e) {
				return id_of(e) % 7 == id % 7;
			}) == erase_from_ids(id),
				    "erase_if()");
			break;
		case 6:
			if (n == 0) {
				v.drain([&](T &&e) { sum += id_of(e); });
				for (u32 i = 0; i < size; i++)
					sum -= ids.items[i];
				pick.expect(sum == 0, "drain()");
				ids.size = 0;
			}
			break;
		default:
			if (n == 1) {
				v.clear();
				ids.size = 0;
			} else if (n < 4) {
				v.truncate(at);
				ids.size = at;
			}
		}
	}

	u32 erase_from_ids(u32 id)
	{
		const u32 before = ids.size;

		for (u32 i = ids.size; i-- > 0;)
			if (ids.items[i] % 7 == id % 7)
				ids.erase(i);
		return before - ids.size;
	}

	void change_memory(chance &pick, u32 at, u32 n)
	{
		if constexpr (grows) {
			const size_t before = v.capacity();

			pick.may_fail();
			switch (pick(4)) {
			case 0:
				if (pick.done(v.reserve(at + 3 * n)))
					pick.expect(v.capacity() >= at + 3 * n, "reserve()");
				break;
			case 1:
				if (pick.done(v.shrink_to(at + n)))
					pick.expect(v.capacity() <= before, "shrink_to()");
				break;
			case 2:
				if (pick.done(v.shrink_to_fit()))
					pick.expect(v.capacity() == v.size(), "shrink_to_fit()");
				break;
			default:
				pick.expect(v.reserve(Vector::max_size + 1) == -EOVERFLOW,
					    "reserve() of too much");
				if (n == 0) {
					v.reset();
					ids.size = 0;
				}
			}
		} else if (n == 0) {
			v = Vector::make(64);
			ids.size = 0;
		}
		kalloc_kunit_fail_nth(0);
	}

	void move_around(chance &pick)
	{
		const T *memory = v.data();

		switch (pick(4)) {
		case 0: {
			Vector moved = std::move(v);

			/* NOLINTNEXTLINE(*-move,*.Move): empty is the contract */
			pick.expect(v.empty() && !v.capacity() && !v.size(), "what was moved from");
			v = std::move(moved);
			break;
		}
		case 1: {
			Vector other;

			other.swap(v);
			swap(v, other);
			break;
		}
		case 2: {
			const auto parts = v.release();

			pick.expect(v.empty() && !v.capacity(), "what was released");
			v = Vector{Vector::adopt(parts)};
			break;
		}
		default:
			if constexpr (bytes && !frees_by_size<typename Vector::family_type>) {
				auto b = v.into_buffer();

				pick.expect(ids.size ? b.size() == ids.size && b.data() == memory
						     : !b,
					    "into_buffer()");
				v = Vector(std::move(b));
				memory = v.data();
			}
		}
		pick.expect(v.data() == memory, "memory that stays where it is");
	}

	void look(chance &pick)
	{
		if (!ids.size)
			return;
		pick.expect(id_of(v.front()) == ids.items[0], "front()");
		pick.expect(id_of(v.back()) == ids.items[ids.size - 1], "back()");
		if constexpr (copies) {
			pick.expect(v == v.span() && !(v == v.subspan(1)), "==");
			pick.expect(v == v, "== itself");
		}
		pick.expect(v.span().size() == ids.size && v.first(1).data() == v.data(), "span()");
	}
};

/* kstring */
template <class String>
struct string_model {
	String s;
	plain<char> text;

	void step(chance &pick)
	{
		const u32 size = text.size, at = pick(size + 1), n = pick(8);
		const auto digits = static_cast<char>('0' + n);

		pick.may_fail();
		switch (text.has_room(20) ? pick(16) : 9 + pick(7)) {
		case 0:
		case 1:
		case 2: {
			const char some[] = "abcdefgh";

			if (pick.done(s.append(kspan{some, n})))
				for (u32 i = 0; i < n; i++)
					text.append(some[i]);
			break;
		}
		case 3:
		case 4: {
			/* a part of its own */
			const u32 many = at + n <= size ? n : 0;

			if (pick.done(s.append(s.span().subspan(at, many))))
				for (u32 i = 0; i < many; i++)
					text.append(text.items[at + i]);
			break;
		}
		case 5:
		case 6:
			if (pick.done(s.append_format("%c%u", 'x', n))) {
				text.append('x');
				text.append(digits);
			}
			break;
		case 7: /* of itself */
			if (size < 20 && pick.done(s.append_format("%s", s.c_str())))
				for (u32 i = 0; i < size; i++)
					text.append(text.items[i]);
			break;
		case 8:
			if (auto made = String::format("%u!", n)) {
				s = std::move(made);
				text.size = 0;
				text.append(digits);
				text.append('!');
			}
			break;
		case 9:
			if (auto copy = String::make(s)) {
				pick.expect(copy == s && copy.size() == size, "make()");
				s = std::move(copy);
			}
			break;
		case 10:
			static_cast<void>(pick.done(s.reserve(at + 3 * n)));
			break;
		case 11:
			s.truncate(at);
			text.size = at;
			break;
		case 12:
			if (n == 0)
				s.clear();
			else if (n == 1)
				s.reset();
			else
				break;
			text.size = 0;
			break;
		case 13: {
			String moved = std::move(s);

			/* NOLINTNEXTLINE(*-move,*.Move): empty is the contract */
			pick.expect(s.empty() && s == "", "what was moved from");
			swap(s, moved);
			break;
		}
		case 14:
			s = String::adopt(s.release());
			break;
		default:
			if (size)
				pick.expect(s[size - 1] == text.items[size - 1] && s > "", "[]");
		}
		kalloc_kunit_fail_nth(0);
		pick.expect(s.size() == text.size && s.empty() == !text.size, "size()");
		pick.expect(__builtin_strlen(s.c_str()) == text.size, "the end");
	}

	void compare(chance &pick) const
	{
		pick.expect(!__builtin_memcmp(s.c_str(), text.items, text.size), "the text");
	}
};

/* kbuffer */
template <class Buffer>
struct buffer_model {
	static constexpr bool zeroes = Buffer::policy_type::gfp.has(gfp::zero);
	static constexpr u32 most = plain<u32>::most;

	Buffer b;
	plain<u32> values;

	void step(chance &pick)
	{
		const u32 size = values.size, at = pick(size + 1), n = pick(most),
			  value = pick(1000);

		pick.may_fail();
		switch (pick(10)) {
		case 0:
		case 1:
		case 2:
			if (pick.done(b.resize(n)))
				has(n, size);
			break;
		case 3:
			if (auto made = Buffer::make(n)) {
				b = std::move(made);
				has(n, 0);
			}
			break;
		case 4:
			if (at < size)
				b[at] = values.items[at] = value;
			break;
		case 5: /* within itself */
			if (at < size) {
				const u32 many = (size - at) / 2;

				b.subspan(at).copy_from(b.first(many));
				__builtin_memmove(values.items + at, values.items,
						  many * sizeof(u32));
			}
			break;
		case 6: {
			auto [data, many] = b.release();

			pick.expect(!b && !b.size() && many == size, "release()");
			b = Buffer::adopt(data, many);
			break;
		}
		case 7: {
			Buffer moved = std::move(b);

			/* NOLINTNEXTLINE(*-move,*.Move): empty is the contract */
			pick.expect(!b && b.empty(), "what was moved from");
			b.swap(moved);
			break;
		}
		case 8:
			if (value < 300) {
				b.zero();
				for (u32 &each : values.items)
					each = 0;
			} else if (value < 400) {
				b.reset();
				values.size = 0;
			}
			break;
		default:
			pick.expect(b.resize(Buffer::max_size + 1) == -EOVERFLOW, "too large");
			if (size)
				pick.expect(b.front() == values.items[0] &&
						    b.back() == values.items[size - 1],
					    "front() and back()");
		}
		kalloc_kunit_fail_nth(0);
		pick.expect(b.size() == values.size && b.empty() == !values.size, "size()");
	}

	void compare(chance &pick) const
	{
		pick.expect(values.is(b), "the elements");
	}

private:
	/* so many now; what is new is zeroed, or anything */
	void has(u32 n, u32 before)
	{
		for (u32 i = before; i < n; i++) {
			values.items[i] = zeroes ? 0 : i;
			if (!zeroes)
				b[i] = i;
		}
		values.size = n;
	}
};

/* kunique_list */
struct list_model {
	nodes list;
	plain<u32> ids;

	void step(chance &pick)
	{
		const u32 size = ids.size, at = pick(size + 1), id = pick(1000);

		switch (pick(14)) {
		case 0:
		case 1:
		case 2:
		case 3:
			if (ids.has_room(1))
				add(pick, id, at);
			break;
		case 4:
			if (auto n = list.take_front()) {
				pick.expect(n->value == ids.items[0], "take_front()");
				ids.erase(0);
			}
			break;
		case 5:
			if (auto n = list.take_back()) {
				pick.expect(n->value == ids.items[size - 1], "take_back()");
				ids.size--;
			}
			break;
		case 6:
			if (at < size) {
				auto n = list.take(nth(at));

				pick.expect(n && n->value == ids.items[at], "take()");
				if (n)
					pick.expect(!truth(list.take(*n)), "take() from no list");
				ids.erase(at);
			}
			break;
		case 7: {
			/* what is in the front goes to the end */
			u32 left = at;

			list.splice(list.take_if([&left](const node &) { return left && left--; }));
			for (u32 i = 0; i < at; i++) {
				ids.append(ids.items[0]);
				ids.erase(0);
			}
			break;
		}
		case 8:
			if (id < 200) {
				nodes gone = list.take_if(
					[id](const node &n) { return n.value % 5 == id % 5; });

				for (u32 i = ids.size; i-- > 0;)
					if (ids.items[i] % 5 == id % 5)
						ids.erase(i);
				pick.expect(gone.count() == size - ids.size, "take_if()");
			}
			break;
		case 9:
			if (id < 50) {
				list.clear();
				ids.size = 0;
			}
			break;
		case 10: {
			nodes moved = std::move(list);

			/* NOLINTNEXTLINE(*-move,*.Move): empty is the contract */
			pick.expect(list.empty() && !list.first(), "what was moved from");
			list = std::move(moved);
			break;
		}
		case 11: {
			nodes other;

			swap(list, other);
			other.release(*list.get());
			break;
		}
		case 12: {
			nodes other = nodes::adopt(*list.get());

			pick.expect(list.empty(), "what was given up");
			list.swap(other);
			break;
		}
		default:
			pick.expect(size ? list.first()->value == ids.items[0] &&
						    list.last()->value == ids.items[size - 1]
					 : !list.first() && !list.last(),
				    "first() and last()");
		}
		pick.expect(list.empty() == !ids.size, "empty()");
		pick.expect(counted::alive == static_cast<int>(ids.size), "how many there are");
	}

	void compare(chance &pick) const
	{
		pick.expect(ids.is(list) && list.count() == ids.size, "the objects");
	}

private:
	void add(chance &pick, u32 id, u32 at)
	{
		pick.may_fail();
		auto n = make_kunique<node>(gfp::kernel, id);

		if (!pick.done(n ? 0 : -ENOMEM))
			return;
		switch (pick(3)) {
		case 0:
			list.push_back(std::move(n));
			ids.append(id);
			break;
		case 1:
			list.push_front(std::move(n));
			ids.insert(0, id);
			break;
		default:
			if (at == ids.size)
				list.push_back(std::move(n));
			else
				list.insert(nth(at), std::move(n));
			ids.insert(at, id);
		}
	}

	node &nth(u32 at)
	{
		auto each = list.begin();

		while (at--)
			++each;
		return *each;
	}
};

template <class Model>
void against_the_model(kunit *test, unsigned int steps)
{
	chance pick;
	auto model = make_kunique<Model>(gfp::kernel);

	ASSERT(model);
	steps = kalloc_kunit_part(steps);
	for (unsigned int i = 0; i < steps && !pick.wrong(); i++) {
		model->step(pick);
		if (i % 8 == 0)
			model->compare(pick);
		if (!pick.wrong())
			continue;
		const auto place =
			kstring::format("step %u of seed %llu: %s", i, chance::seed, pick.wrong());
		KUNIT_FAIL(test, place ? place.c_str() : pick.wrong());
	}
}

using close = contiguous<gfp::kernel>;
using any = any_contiguity<gfp::kernel | gfp::nowarn>;
using far = virtually_contiguous<gfp::kernel | gfp::nowarn>;
using pages = whole_pages<gfp::kernel | gfp::nowarn>;

void numbers(kunit *test)
{
	against_the_model<vector_model<kvector<u32, close>>>(test, 400000);
	against_the_model<vector_model<kvector<u32, any>>>(test, 50000);
	against_the_model<vector_model<kvector<u32, far>>>(test, 20000);
	against_the_model<vector_model<kvector<u32, pages>>>(test, 20000);
	against_the_model<vector_model<kvector<u32, sensitive<close>>>>(test, 30000);
}

void structures(kunit *test)
{
	against_the_model<vector_model<kvector<wide, close>>>(test, 100000);
}

void what_knows_its_place(kunit *test)
{
	against_the_model<vector_model<kvector<resident, close>>>(test, 100000);
	EXPECT_EQ(resident::alive, 0);
	EXPECT_EQ(resident::strays, 0);
}

void owners(kunit *test)
{
	against_the_model<vector_model<kvector<kunique_ptr<u32>, close>>>(test, 20000);
}

void fixed(kunit *test)
{
	against_the_model<vector_model<kfixed_vector<u32, close>>>(test, 50000);
	against_the_model<vector_model<kfixed_vector<resident, close>>>(test, 50000);
	EXPECT_EQ(resident::alive, 0);
	EXPECT_EQ(resident::strays, 0);
}

void texts(kunit *test)
{
	against_the_model<string_model<basic_kstring<close>>>(test, 100000);
	against_the_model<string_model<basic_kstring<any>>>(test, 20000);
}

void buffers(kunit *test)
{
	using zero = contiguous<gfp::kernel | gfp::zero>;

	against_the_model<buffer_model<kbuffer<close, u32>>>(test, 30000);
	against_the_model<buffer_model<kbuffer<zero, u32>>>(test, 30000);
	against_the_model<buffer_model<kbuffer<any, u32>>>(test, 10000);
	against_the_model<buffer_model<kbuffer<sensitive<close>, u32>>>(test, 10000);
}

void lists(kunit *test)
{
	against_the_model<list_model>(test, 100000);
}

} // namespace

static kunit_case model_cases[] = {
	KUNIT_CASE(numbers), KUNIT_CASE(structures), KUNIT_CASE(what_knows_its_place),
	KUNIT_CASE(owners),  KUNIT_CASE(fixed),      KUNIT_CASE(texts),
	KUNIT_CASE(buffers), KUNIT_CASE(lists),      {},
};
static kunit_suite model_suite = {
	.name = "kalloc_model",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = model_cases,
};

kunit_test_suite(model_suite);

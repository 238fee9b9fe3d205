/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kstring: a text that owns its memory and always ends; and ktext, how functions take one,
 * whoever has it.
 */
#include "../sample.h"

using namespace kalloc;

extern "C" char *name_by_c(int number);
extern "C" void register_name(const char *name);

namespace {

/* kasprintf(), and what changes the text afterwards, which may fail, too. */
int formatted(int minor)
{
	auto name = kstring::format("edu%d", minor);

	if (!name)
		return -ENOMEM;
	if (const int err = name.append("-tx"))
		return err; /* name is as it was */
	register_name(name.c_str());

	if (const int err = name.append_format("/%u", 7U))
		return err;
	check(name == "edu3-tx/7" && name.size() == 9);
	name.truncate(4);
	check(name == "edu3" && name < "eth0");
	return 0;
}

/* Takes a literal, a kstring, or what is in an array or buffer; none of them is read past its end.
 */
int set_name(kstring &name, ktext to)
{
	auto copy = kstring::make(to);

	if (!copy)
		return -ENOMEM;
	name = std::move(copy);
	return 0;
}

struct identity { /* as a device has it: the serial number fills its array */
	char vendor[8];
	char serial[4];
};

int copied(const char *from_c)
{
	const identity id = {.vendor = "QEMU", .serial = {'0', '0', '4', '2'}};
	kstring name;

	if (const int err = set_name(name, id.vendor))
		return err;
	if (const int err = name.append(id.serial))
		return err;
	check(name == "QEMU0042");

	if (const int err = set_name(name, "none"))
		return err;
	/* of a pointer from C, C has to vouch that it ends, or how far to look */
	if (from_c)
		return set_name(name, terminated(from_c));
	return set_name(name, kspan{id.serial, 2});
}

int copies()
{
	if (const int err = copied("from C"))
		return err;
	return copied(nullptr);
}

/* Taken over from C, which made it by kasprintf(), and given back. */
int to_and_from_c()
{
	auto name = kstring::adopt(name_by_c(5));

	if (!name)
		return -ENOMEM;
	check(name == "c5");
	char *raw = name.release(); /* ours to kfree(), or to adopt again */

	check(name.empty());
	name = kstring::adopt(raw);
	pr_info("%s is ours again\n", name.c_str());
	return 0;
}

/* Where it grows in atomic context, or to any size, the type says so. */
int policies(spinlock &lock)
{
	basic_kstring<any_contiguity<gfp::kernel>> report;

	for (int i = 0; i < 1000; i++)
		if (const int err = report.append_format("line %d\n", i))
			return err;
	pr_info("a report of %zu chars\n", report.size());

	const spin_guard guard(lock);
	const auto name = basic_kstring<contiguous<gfp::atomic>>::format("cpu%d", 0);

	if (!name)
		return -ENOMEM;
	check(name == "cpu0");
	return 0;
}

int any_policy()
{
	spinlock lock{"lock"};

	return policies(lock);
}

int first_name()
{
	return formatted(3);
}

} // namespace

extern "C" int string_sample()
{
	return run(first_name, copies, to_and_from_c, any_policy);
}

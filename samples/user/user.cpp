/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_ptr, user_reader, user_writer: what a file's write() and read() do with the memory of
 * whoever calls them. C hands the address over; nothing here can dereference it.
 */
#include "../sample.h"

using namespace kalloc;

using blob = kbuffer<any_contiguity<gfp::kernel>>;

/* What was written last. C holds it, and a mutex around each call. */
struct mailbox {
	blob last;

	int receive(user_reader in);
};

/* A message is copied once and checked then: in user space it may change at any time. */
int mailbox::receive(user_reader in)
{
	u8 head[4];
	blob rest;

	if (in.size() > 4096)
		return -EMSGSIZE;
	if (const int err = in.read(head))
		return err;
	if (const int err = in.read_all(rest))
		return err;
	check(head[0] == 'e' && head[3] == '0' && in.empty());
	pr_info("written: %zu bytes behind the head\n", rest.size());
	last = std::move(rest);
	return 0;
}

extern "C" mailbox *mailbox_make()
{
	return make_kunique<mailbox>(gfp::kernel).release();
}

extern "C" void mailbox_free(mailbox *box)
{
	auto freed = kunique_ptr<mailbox>::adopt(box);
}

extern "C" long mailbox_write(mailbox *box, const void *from, size_t bytes)
{
	const int err = box->receive(user_reader(user_ptr<const void>(from), bytes));

	if (err)
		pr_info("refused: %zu bytes\n", bytes);
	return err ? err : static_cast<long>(bytes);
}

/* As read(2): what fits is copied, and how much that was is told. */
extern "C" long mailbox_read(mailbox *box, void *to, size_t bytes, long long *position)
{
	const auto from = static_cast<size_t>(*position);

	if (from >= box->last.size())
		return 0;
	user_writer out(user_ptr<void>(to), bytes);
	const size_t copied = out.write_some(box->last.subspan(from));

	if (!copied)
		return -EFAULT;
	*position += static_cast<long long>(copied);
	pr_info("read: %zu bytes\n", copied);
	return static_cast<long>(copied);
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The objects and the memory: what was written to an open file, until it is closed. */
#include <kalloc/kalloc.h>

#include "hello.h"
#include "note.h"

using namespace kalloc;

int note::append(kspan<const u8> more)
{
	const mutex_guard guard(lock);
	const size_t before = text.size();

	if (more.size() > most_bytes - before)
		return -ENOSPC;
	if (const int err = text.resize(before + more.size()))
		return err;
	text.subspan(before).copy_from(more);
	return 0;
}

note *note_open()
{
	return make_kunique<note>(gfp::kernel).release();
}

void note_close(note *n)
{
	const auto freed = kunique_ptr<note>::adopt(n);
}

long note_read(note *n, void *to, size_t bytes, long long *position)
{
	const mutex_guard guard(n->lock);
	const auto from = static_cast<size_t>(*position);

	if (from >= n->text.size())
		return 0;
	const size_t copied =
		user_writer(user_ptr<void>(to), bytes).write_some(n->text.subspan(from));
	if (!copied)
		return bytes ? -EFAULT : 0;
	*position += static_cast<long long>(copied);
	return static_cast<long>(copied);
}

long note_write(note *n, const void *from, size_t bytes)
{
	kbuffer<any_contiguity<gfp::kernel_account>> more;

	if (bytes > note::most_bytes)
		return -ENOSPC;
	if (const int err = user_reader(user_ptr<const void>(from), bytes).read_all(more))
		return err;
	if (const int err = n->append(more))
		return err;
	return static_cast<long>(bytes);
}

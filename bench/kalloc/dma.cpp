/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that a device sees, too. */
#include "state.h"

int bench::coherent(bench_state *s, size_t)
{
	auto words = kbuffer<dma_coherent<gfp::kernel>, u32, 1024>::make(s->dev);
	if (!words)
		return -ENOMEM;
	bench_use(words.data());
	return 0;
}

int bench::coherent_words(bench_state *s, size_t n)
{
	s->mail.at(&bench_mail::command).write(static_cast<u32>(n));
	return static_cast<int>(s->mail.at(&bench_mail::status).read());
}

int bench::dma_block(bench_state *s, size_t)
{
	auto m = s->blocks.make_kunique(gfp::kernel);
	if (!m)
		return -ENOMEM;
	bench_use(m.get());
	return 0;
}

int bench::map(bench_state *s, size_t)
{
	auto m = dma_map<to_device>(s->dev, std::move(s->out));
	if (!m)
		return -ENOMEM;
	bench_use_number(m.dma().addr());
	s->out = m.unmap();
	return 0;
}

int bench::sync(bench_state *s, size_t)
{
	const cpu_access in(s->in);

	bench_use(in.span().data());
	return 0;
}

int bench::scattered(bench_state *s, size_t n)
{
	auto bytes = kbuffer<virtually_contiguous<gfp::kernel>>::make(n * page_size);
	if (!bytes)
		return -ENOMEM;
	auto m = dma_map_sg<to_device>(s->dev, std::move(bytes));
	if (!m)
		return m.error();
	bench_use(&m);
	return 0;
}

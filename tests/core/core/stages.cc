/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "acme/stage.h"

namespace acme {

unsigned counted::live;

#define ACME_STAGE_NAMED(n) stage *make_stage_##n();
#include "acme/stage_list.h"
#undef ACME_STAGE_NAMED

/* a table of addresses, which the loader relocates */
make_stage *const stages[] = {
#define ACME_STAGE_NAMED(n) make_stage_##n,
#include "acme/stage_list.h"
};
const unsigned stage_count = ACME_COUNT(stages);

} // namespace acme

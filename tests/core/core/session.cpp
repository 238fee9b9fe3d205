/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "acme/stage.h"

/* A static object that is constructed when it is first needed, behind a guard. */
static acme::vector<unsigned> *log_of_sessions()
{
	static acme::vector<unsigned> *const log = new acme::vector<unsigned>;
	return log;
}

unsigned acme_sessions(void)
{
	log_of_sessions()->push(acme::counted::live);
	return log_of_sessions()->size();
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Maps what the driver has in its files, also when that is unbound. Run by script. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(int claim, int line)
{
	if (claim)
		return;
	fprintf(stderr, "user.c:%d: wrong (%m)\n", line);
	exit(1);
}

#define CHECK(claim) check(claim, __LINE__)

static int file(const char *path, int flags)
{
	int fd = open(path, flags);

	CHECK(fd >= 0);
	return fd;
}

/* Is it so that mmap() says this errno? */
static int refused(int fd, size_t bytes, int protection, int flags, off_t offset, int error)
{
	return mmap(NULL, bytes, protection, flags, fd, offset) == MAP_FAILED && errno == error;
}

static void *map(int fd, size_t bytes, int protection)
{
	void *p = mmap(NULL, bytes, protection, MAP_SHARED, fd, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

/* Which signal gets a child that touches p? 0: none. */
static int touched(unsigned int *p)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		/* not left to the kernel, which would tell */
		signal(SIGSEGV, _exit);
		signal(SIGBUS, _exit);
		__atomic_fetch_add(p, 0, __ATOMIC_RELAXED);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}

int main(void)
{
	static const char device[] = "kalloc_sample_mmap";
	const size_t page = sysconf(_SC_PAGESIZE);
	const size_t bytes = (8000 + page - 1) / page * page;
	const int both = PROT_READ | PROT_WRITE;
	int readings = file("/dev/kalloc_readings", O_RDWR);
	int commands = file("/dev/kalloc_commands", O_RDWR);
	int ring = file("/dev/kalloc_ring", O_RDWR);
	int frame = file("/dev/kalloc_frame", O_RDWR);
	unsigned int *read_only, *written, *shared, *shown;
	int unbind;

	/* 1000 readings of two numbers, to be read, and nothing behind them */
	read_only = map(readings, bytes, PROT_READ);
	CHECK(read_only[2 * 999] == 999 && read_only[2 * 999 + 1] == 999 * 999);
	CHECK(bytes < 8004 || !read_only[2000]);
	CHECK(touched(read_only) == SIGSEGV);
	CHECK(mprotect(read_only, page, both) && errno == EACCES);
	CHECK(refused(readings, page, both, MAP_SHARED, 0, EACCES));
	CHECK(refused(readings, bytes + page, PROT_READ, MAP_SHARED, 0, EINVAL));
	CHECK(refused(readings, page, PROT_READ, MAP_SHARED, bytes, EINVAL));
	CHECK(refused(readings, page, PROT_READ, MAP_PRIVATE, 0, EINVAL));

	/* two pages, to be written: by the driver, by us, by a child */
	written = map(commands, 2 * page, both);
	CHECK(!written[0] && !written[2 * page / 4 - 1]);
	written[0] = 5;
	CHECK(!touched(&written[page / 4]));
	CHECK(mremap(written, 2 * page, 3 * page, MREMAP_MAYMOVE) == MAP_FAILED);

	/* the device's */
	shared = map(ring, page, both);
	CHECK(shared[0] == 7 && shared[2] == 9 && !shared[16]);
	shared[1] = 6;
	CHECK(!touched(shared));
	shown = map(frame, page, both);
	CHECK(shown[1] == 0xffffff && !shown[64]);
	CHECK(!touched(shown));

	/* nothing of it needs the files to be open */
	close(ring);
	ring = file("/dev/kalloc_ring", O_RDWR);
	CHECK(shared[1] == 6);

	/* unbound, with all of it mapped: pages stay, the ring ends */
	unbind = file("/sys/bus/platform/drivers/kalloc_sample_mmap/unbind", O_WRONLY);
	CHECK(write(unbind, device, sizeof(device) - 1) == sizeof(device) - 1);
	CHECK(touched(shared) == SIGBUS && touched(shown) == SIGBUS);
	CHECK(written[0] == 5 && read_only[2 * 999] == 999);
	written[1] = 8;
	CHECK(!touched(&written[1]));
	CHECK(refused(ring, page, both, MAP_SHARED, 0, ENODEV));
	CHECK(!munmap(shared, page));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * nvme_test ADDRESS [MIB [BINDS [SEED]]]: uses the kalloc_nvme driver, which must be bound to the
 * PCI device at ADDRESS, in every way its comment promises something about: MIB of data (64 if not
 * given) to the disk and back, BINDS (10) with data under way, and the rest. Run as root on a
 * machine that has nothing to lose.
 * A line for each step: "ok - what was seen" or "not ok - what was expected".
 *
 * nvme_test speed FILE NAME BYTES USERS MIB: MIB read from FILE, and written to it, by so many
 * USERS at a time, each of whose calls moves BYTES. A line for each: "speed NAME read BYTES USERS
 * MiB/s".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DRIVER "/sys/bus/pci/drivers/kalloc_nvme"
#define BLOCK 512
#define MIB (1 << 20)
#define USERS 32		/* commands that the driver has at once */
#define GUARD 64		/* bytes around what is read, which stay as they are */

static const char *address;
static char node[64];
static uint64_t seed = 20240229, size;
static int mib = 64, binds = 10;

/* the present step */
static const char *step;
static bool failed;
static char report[300];	/* what a person may want to know of it */
static pthread_mutex_t speaking = PTHREAD_MUTEX_INITIALIZER;

/* ---- helpers ---- */

static bool expect(bool seen, const char *format, ...)
{
	int error = errno;
	va_list args;

	if (seen)
		return true;
	pthread_mutex_lock(&speaking);
	va_start(args, format);
	/* the first failure is the step's, the others explain */
	printf("%s%s: expected ", failed ? "# " : "not ok - ", step);
	vprintf(format, args);
	printf(" (errno: %s)\n", strerror(error));
	va_end(args);
	failed = true;
	pthread_mutex_unlock(&speaking);
	return false;
}

static void die(const char *what)
{
	printf("not ok - %s: %s: %s\n", step, what, strerror(errno));
	exit(1);
}

/* The call failed, with this errno. */
static bool expect_errno(long returned, int expected, const char *what)
{
	return expect(returned == -1 && errno == expected, "%s: %s, not %ld", what,
		      strerror(expected), returned);
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/* 0 or the errno of a write to a file of the kernel's */
static int put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY), error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		error = errno;
	close(fd);
	return error;
}

static int bind_device(void)
{
	return put(DRIVER "/bind", address);
}

static int unbind_device(void)
{
	return put(DRIVER "/unbind", address);
}

static int open_device(void)
{
	int fd = open(node, O_RDWR);

	if (fd < 0)
		die(node);
	return fd;
}

static void set_timeout(const char *ms)
{
	errno = put("/sys/module/kalloc_nvme/parameters/timeout_ms", ms);
	if (errno)
		die("timeout_ms");
}

/* Off the bus it neither moves data nor interrupts. */
static void silence_device(void)
{
	uint16_t command;
	char file[80];
	int fd;

	snprintf(file, sizeof(file), "/sys/bus/pci/devices/%s/config", address);
	fd = open(file, O_RDWR);
	if (fd < 0 || pread(fd, &command, 2, 4) != 2)
		die(file);
	command &= ~4;
	if (pwrite(fd, &command, 2, 4) != 2)
		die(file);
	close(fd);
}

static uint8_t *memory(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (p == MAP_FAILED)
		die("memory");
	return p;
}

/* What the disk has at pos: another word each 8 bytes, and each time another salt. */
static uint64_t word_at(uint64_t pos, uint64_t salt)
{
	return (pos + salt) * 0x9e3779b97f4a7c15;
}

static void fill(uint8_t *to, size_t bytes, uint64_t pos, uint64_t salt)
{
	size_t n;

	for (n = 0; n < bytes; n += 8) {
		uint64_t word = word_at(pos + n, salt);

		memcpy(to + n, &word, 8);
	}
}

/* The first byte that is another one, or bytes. */
static size_t differs(const uint8_t *data, size_t bytes, uint64_t pos, uint64_t salt)
{
	size_t n;

	for (n = 0; n < bytes; n += 8) {
		uint64_t word = word_at(pos + n, salt);

		if (memcmp(data + n, &word, 8))
			break;
	}
	while (n < bytes && data[n] == (uint8_t)(word_at(pos + n / 8 * 8, salt) >> n % 8 * 8))
		n++;
	return n;
}

/* A thread for each of so many users, with their numbers. */
static void at_once(int users, void (*run)(int number))
{
	pthread_t threads[USERS];
	int i;

	for (i = 0; i < users; i++)
		if (pthread_create(&threads[i], NULL, (void *(*)(void *))(void (*)(void))run,
				   (void *)(intptr_t)i))
			die("thread");
	for (i = 0; i < users; i++)
		pthread_join(threads[i], NULL);
}

/* ---- steps: each ends with a report, or expects in vain ---- */

static uint64_t written, read_back;	/* calls */

/*
 * A part of the disk for each: written by calls of random length, from random addresses, and read
 * back by others. What is around the memory that is read into stays as it was.
 */
static void verify(int number)
{
	const size_t longest = number % 8 ? 256 << 10 : 4 << 20;
	uint64_t state = seed + number * 0x9e3779b97f4a7c15, salt = next_random(&state);
	uint64_t begin = (uint64_t)mib * MIB / USERS * number, end = begin + (uint64_t)mib * MIB / USERS;
	uint64_t pos, calls[2] = { 0, 0 };
	uint8_t *data = memory(longest + 4096 + 2 * GUARD);
	int fd = open_device(), reads;

	for (reads = 0; reads < 2; reads++) {
		for (pos = begin; pos < end && !failed; calls[reads]++) {
			uint8_t *at = data + GUARD + next_random(&state) % 1024 * 4;
			/* as many short ones as long ones */
			size_t limit = BLOCK << next_random(&state) % 14;
			size_t count;
			ssize_t moved;

			limit = limit < longest ? limit : longest;
			count = (1 + next_random(&state) % (limit / BLOCK)) * BLOCK;
			count = count < end - pos ? count : end - pos;
			if (reads) {
				memset(at - GUARD, 0x7e, count + 2 * GUARD);
				moved = pread(fd, at, count, pos);
			} else {
				fill(at, count, pos, salt);
				moved = pwrite(fd, at, count, pos);
			}
			expect(moved == (ssize_t)count, "%zu bytes moved at %llu, not %zd", count,
			       (unsigned long long)pos, moved);
			if (reads) {
				size_t n, wrong = differs(at, count, pos, salt);

				expect(wrong == count, "at %llu the byte that was written",
				       (unsigned long long)(pos + wrong));
				for (n = 0; n < GUARD; n++)
					expect(at[-1 - (int)n] == 0x7e && at[count + n] == 0x7e,
					       "bytes around those that are read untouched");
			}
			pos += count;
		}
		if (!reads)
			expect(fsync(fd) == 0, "flushed");
	}
	close(fd);
	munmap(data, longest + 4096 + 2 * GUARD);
	__atomic_fetch_add(&written, calls[0], __ATOMIC_RELAXED);
	__atomic_fetch_add(&read_back, calls[1], __ATOMIC_RELAXED);
}

static void verified(void)
{
	at_once(USERS, verify);
	sprintf(report, "%d MiB written and read back by %d users at a time, each byte verified: "
		"%llu writes, %llu reads", mib, USERS, (unsigned long long)written,
		(unsigned long long)read_back);
}

/* One call that is more than the device takes at once, and than the driver has commands. */
static void long_calls(void)
{
	size_t most = (size_t)mib * MIB / 2, bytes = most < 24 << 20 ? most : 24 << 20;
	uint8_t *data = memory(bytes + 4096);
	int fd = open_device();

	fill(data + 4, bytes, 0, 1);
	expect(pwrite(fd, data + 4, bytes, 0) == (ssize_t)bytes, "written");
	memset(data, 0, bytes + 4096);
	expect(pread(fd, data + 20, bytes, 0) == (ssize_t)bytes, "read");
	expect(differs(data + 20, bytes, 0, 1) == bytes, "the same bytes");
	close(fd);
	munmap(data, bytes + 4096);
	sprintf(report, "%zu MiB by one write and one read", bytes / MIB);
}

static void wrong_calls(void)
{
	uint8_t *data = memory(3 * 4096), *constant;
	void *volatile nowhere = (void *)8;	/* the compiler must not know */
	int fd = open_device();

	expect(write(fd, data, 0) == 0, "an empty write does nothing");
	expect_errno(pwrite(fd, data, 100, 0), EINVAL, "a part of a block written");
	expect_errno(pread(fd, data, BLOCK + 1, 0), EINVAL, "a part of a block read");
	expect_errno(pwrite(fd, data, BLOCK, 100), EINVAL, "from within a block");
	expect_errno(pread(fd, data + 2, BLOCK, 0), EINVAL, "at an address that is no word's");
	expect_errno(pwrite(fd, data, BLOCK, -BLOCK), EINVAL, "before the start");
	expect_errno(pwrite(fd, data, 2 * BLOCK, size - BLOCK), ENOSPC, "over the end");
	expect_errno(pwrite(fd, data, BLOCK, size), ENOSPC, "behind the end");
	expect_errno(pwrite(fd, data, BLOCK, INT64_MAX / BLOCK * BLOCK - BLOCK), ENOSPC,
		     "far behind the end");
	expect(pwrite(fd, data, BLOCK, size - BLOCK) == BLOCK, "the last block written");
	expect(pread(fd, data, 4096, size - BLOCK) == BLOCK, "a read up to the end");
	expect(pread(fd, data, 4096, size) == 0, "end of file");
	expect(lseek(fd, 0, SEEK_END) == (off_t)size, "the size");
	expect_errno(lseek(fd, size + 1, SEEK_SET), EINVAL, "seek behind the end");

	expect_errno(pwrite(fd, nowhere, BLOCK, 0), EFAULT, "from no memory");
	expect_errno(pread(fd, nowhere, BLOCK, 0), EFAULT, "to no memory");
	munmap(data + 4096, 4096);
	expect_errno(pread(fd, data, 8192, 0), EFAULT, "to memory that ends too early");
	constant = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	expect_errno(pread(fd, constant, BLOCK, 0), EFAULT, "to memory that is only read");
	expect(pwrite(fd, constant, BLOCK, 0) == BLOCK, "from memory that is only read");
	close(fd);
	sprintf(report, "EINVAL, ENOSPC, EFAULT, each where it belongs");
}

/* with another salt than anybody before, in the user's part of the disk */
static int round_trip(int fd, int number, uint64_t salt)
{
	static __thread uint8_t data[64 << 10] __attribute__((aligned(4096)));
	uint64_t pos = (uint64_t)number * sizeof(data);

	fill(data, sizeof(data), pos, salt);
	if (pwrite(fd, data, sizeof(data), pos) != sizeof(data))
		return errno;
	memset(data, 0, sizeof(data));
	if (pread(fd, data, sizeof(data), pos) != sizeof(data))
		return errno;
	return differs(data, sizeof(data), pos, salt) == sizeof(data) ? 0 : EILSEQ;
}

static int result_of[USERS], at_work;

static void until_error(int number)
{
	uint64_t salt = (uint64_t)number << 32;
	int fd = open_device(), result = round_trip(fd, number, salt++);

	__atomic_fetch_add(&at_work, 1, __ATOMIC_RELAXED);
	while (!result)
		result = round_trip(fd, number, salt++);
	result_of[number] = result;
	close(fd);
}

static pthread_t others;

static void *run_others(void *users)
{
	at_once((intptr_t)users, until_error);
	return NULL;
}

/* All of them are at it when this returns, and then some. */
static void begin(int users)
{
	at_work = 0;
	if (pthread_create(&others, NULL, run_others, (void *)(intptr_t)users))
		die("thread");
	while (__atomic_load_n(&at_work, __ATOMIC_RELAXED) != users)
		sleep_ms(1);
	sleep_ms(next_random(&seed) % 20);
}

/* Each of them has come to this end, or to the other one. */
static void ended(int users, int error, int other)
{
	int i;

	pthread_join(others, NULL);
	for (i = 0; i < users; i++) {
		errno = result_of[i];
		expect(result_of[i] == error || result_of[i] == other, "%s for user %d",
		       strerror(error), i);
	}
}

static void silent_device(void)
{
	int fd = open_device(), i;

	set_timeout("500");
	for (i = 0; i < 3; i++) {
		begin(8);
		silence_device();
		ended(8, ETIMEDOUT, EIO);
		expect(round_trip(fd, 0, 1) == EIO, "EIO from then on");
		expect_errno(fsync(fd), EIO, "no flush either");
		close(fd);
		expect(unbind_device() == 0, "unbound");
		expect(bind_device() == 0, "bound");
		fd = open_device();
		expect(round_trip(fd, 0, 2) == 0, "data again");
	}
	close(fd);
	set_timeout("30000");
	sprintf(report, "ETIMEDOUT or EIO for 8 users, EIO for others, data again once it is bound "
		"again");
}

static void unbind_in_use(void)
{
	uint8_t *data = memory(4096);
	int before = -1, fd, i;

	for (i = 0; i < binds && !failed; i++) {
		fd = open_device();
		begin(USERS);
		expect(unbind_device() == 0, "unbound, cycle %d", i);
		ended(USERS, ENODEV, ENODEV);
		expect_errno(pread(fd, data, 4096, 0), ENODEV, "read of an open file");
		expect_errno(pwrite(fd, data, 4096, 0), ENODEV, "write to an open file");
		expect_errno(fsync(fd), ENODEV, "flush of an open file");
		expect_errno(lseek(fd, 0, SEEK_END), ENODEV, "seek in an open file");
		expect_errno(open(node, O_RDWR), ENOENT, "open");
		expect(bind_device() == 0, "bound, cycle %d", i);
		expect_errno(pread(fd, data, 4096, 0), ENODEV, "read of a file from before");
		if (before >= 0)
			close(before);
		before = fd;
	}
	close(before);
	fd = open_device();
	expect(round_trip(fd, 0, 1) == 0, "data after it");
	expect_errno(syscall(SYS_delete_module, "kalloc_nvme", O_NONBLOCK), EWOULDBLOCK,
		     "rmmod with an open file");
	close(fd);
	munmap(data, 4096);
	sprintf(report, "%d times with %d users at work: ENODEV for each, and for open files", i,
		USERS);
}

static void removed(void)
{
	char file[80];
	int fd;

	begin(8);
	snprintf(file, sizeof(file), "/sys/bus/pci/devices/%s/remove", address);
	expect(put(file, "1") == 0, "removed");
	ended(8, ENODEV, ENODEV);
	expect(access(node, F_OK) == -1, "no file");
	expect(put("/sys/bus/pci/rescan", "1") == 0, "looked for");
	/* the kernel's own driver, where there is one, is the first to be asked */
	if (!put("/sys/bus/pci/drivers/nvme/unbind", address))
		expect(bind_device() == 0, "bound");
	fd = open_device();
	expect(round_trip(fd, 0, 1) == 0, "data after it");
	close(fd);
	sprintf(report, "ENODEV for 8 users, data again once it is found again");
}

/* The nth allocation of this thread fails, from here on. */
static void fail_nth(int fd, int n)
{
	char text[12];

	snprintf(text, sizeof(text), "%d", n);
	if (pwrite(fd, text, strlen(text), 0) < 0)
		die("fail-nth");
}

/* Was there one? From here on none fails. */
static bool has_failed(int fd)
{
	char text[12] = "";
	int error = errno;

	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		die("fail-nth");
	fail_nth(fd, 0);
	errno = error;
	return atoi(text) == 0;
}

/* Each allocation fails once: of a transfer, and of a bind. */
static void no_memory(void)
{
	const size_t bytes = 3 << 20;
	uint8_t *data = memory(bytes);
	int nth = open("/proc/thread-self/fail-nth", O_RDWR);
	int fd = open_device(), calls = 0, times = 0, n;
	bool more = true;

	for (n = 1; more && !failed; n++) {
		ssize_t moved;

		fill(data, bytes, 0, n);
		fail_nth(nth, n);
		moved = pwrite(fd, data, bytes, 0);
		more = has_failed(nth);
		expect(moved == (ssize_t)bytes || (moved == -1 && errno == ENOMEM),
		       "written or ENOMEM, not %zd, for number %d", moved, n);
		expect(pwrite(fd, data, bytes, 0) == (ssize_t)bytes, "written then");
		memset(data, 0, bytes);
		fail_nth(nth, n);
		moved = pread(fd, data, bytes, 0);
		more = has_failed(nth) || more;
		expect(moved == (ssize_t)bytes || (moved == -1 && errno == ENOMEM),
		       "read or ENOMEM, not %zd, for number %d", moved, n);
		expect(pread(fd, data, bytes, 0) == (ssize_t)bytes, "read then");
		expect(differs(data, bytes, 0, n) == bytes, "the same bytes");
		calls += more;
	}
	close(fd);
	for (n = 1, more = true; more && !failed; n++) {
		int error;

		expect(unbind_device() == 0, "unbound");
		fd = open(DRIVER "/bind", O_WRONLY);
		fail_nth(nth, n);
		error = write(fd, address, strlen(address)) < 0 ? errno : 0;
		more = has_failed(nth);
		close(fd);
		if (error)
			expect(bind_device() == 0, "bound then");
		times += error != 0;
	}
	fd = open_device();
	expect(round_trip(fd, 0, 1) == 0, "data after it");
	close(fd);
	close(nth);
	munmap(data, bytes);
	sprintf(report, "%d allocations of a call and %d of a bind failed, one at a time, "
		"and then it works", calls, times);
}

static const struct {
	const char *name;
	void (*run)(void);
	const char *wants;
} steps[] = {
	{ "data", verified, NULL },
	{ "long calls", long_calls, NULL },
	{ "wrong calls", wrong_calls, NULL },
	{ "a device that does not answer", silent_device, NULL },
	{ "unbind during use", unbind_in_use, NULL },
	{ "a device that is removed", removed, NULL },
	{ "no memory", no_memory, "/proc/thread-self/fail-nth" },
};

/* ---- speed ---- */

static const char *speed_of;
static size_t call_bytes;
static bool speed_writes;
static int speed_users;

static void move(int number)
{
	uint64_t pos, share = (uint64_t)mib * MIB / speed_users;
	/* what has no cache has no such flag */
	int direct = open(speed_of, O_RDWR | O_DIRECT), fd = direct < 0 ? open(speed_of, O_RDWR) : direct;
	uint8_t *data = memory(call_bytes);

	if (fd < 0)
		die(speed_of);
	for (pos = number * share; pos + call_bytes <= (number + 1) * share; pos += call_bytes)
		if ((speed_writes ? pwrite(fd, data, call_bytes, pos)
				  : pread(fd, data, call_bytes, pos)) != (ssize_t)call_bytes)
			die("moved");
	close(fd);
	munmap(data, call_bytes);
}

/* Of all processors, since they are on. */
static double idle_seconds(void)
{
	FILE *file = fopen("/proc/uptime", "r");
	double idle;

	if (!file || fscanf(file, "%*f %lf", &idle) != 1)
		die("/proc/uptime");
	fclose(file);
	return idle;
}

static int speed(char **argv)
{
	double begin, idle, elapsed;

	step = "speed";
	speed_of = argv[0];
	call_bytes = atol(argv[2]);
	speed_users = atoi(argv[3]);
	mib = atoi(argv[4]);
	for (speed_writes = false; ; speed_writes = true) {
		begin = seconds();
		idle = idle_seconds();
		at_once(speed_users, move);
		elapsed = seconds() - begin;
		idle = idle_seconds() - idle;
		printf("speed %s %s %zu %d %.1f %.3f\n", argv[1], speed_writes ? "write" : "read",
		       call_bytes, speed_users, mib / elapsed, elapsed - idle);
		if (speed_writes)
			return 0;
	}
}

int main(int argc, char **argv)
{
	size_t i;
	int bad = 0, fd;

	if (argc == 7 && !strcmp(argv[1], "speed"))
		return speed(argv + 2);
	step = "start";
	if (argc < 2)
		die("the device's address");
	address = argv[1];
	if (argc > 2)
		mib = atoi(argv[2]);
	if (argc > 3)
		binds = atoi(argv[3]);
	if (argc > 4)
		seed = strtoull(argv[4], NULL, 0) | 1;
	snprintf(node, sizeof(node), "/dev/nvme-%s", address);
	fd = open_device();
	size = lseek(fd, 0, SEEK_END);
	close(fd);
	printf("# device %s, %llu bytes, random seed %llu\n", node, (unsigned long long)size,
	       (unsigned long long)seed);

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].wants && access(steps[i].wants, F_OK))
			continue;
		step = steps[i].name;
		failed = false;
		steps[i].run();
		bad += failed;
		if (!failed)
			printf("ok - %s: %s\n", step, report);
		fflush(stdout);
	}
	return bad != 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * edu_test [TRANSFERS [BINDS [KIB [SEED]]]]: uses the edu_dma driver, which must be loaded,
 * in every way its comment promises something about: TRANSFERS of data (10000 if not given)
 * to the device and back, BINDS (100) with transfers of up to KIB (128), and the rest. Run
 * as root on a machine that has nothing to lose.
 * A line for each step: "ok - what was seen" or "not ok - what was expected".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_BYTES 4095	/* the device's */
#define PIECE_BYTES 1536	/* of a scattered transfer */
#define DRIVER "/sys/bus/pci/drivers/edu_dma"

static char address[16], node[32];
static uint64_t seed = 20240229;
static int transfers_wanted = 10000, binds = 100, bind_kib = 128;

/* the present step */
static const char *step;
static bool failed;
static char report[300];	/* what a person may want to know of it */

/* ---- helpers ---- */

static void expect(bool seen, const char *format, ...)
{
	int error = errno;
	va_list args;

	if (seen)
		return;
	va_start(args, format);
	/* the first failure is the step's, the others explain */
	printf("%s%s: expected ", failed ? "# " : "not ok - ", step);
	vprintf(format, args);
	printf(" (errno: %s)\n", strerror(error));
	va_end(args);
	failed = true;
}

static void die(const char *what)
{
	printf("not ok - %s: %s: %s\n", step, what, strerror(errno));
	exit(1);
}

/* The call failed, with this errno. */
static void expect_errno(long returned, int expected, const char *what)
{
	expect(returned == -1 && errno == expected, "%s: %s, not %ld", what, strerror(expected),
	       returned);
}

static uint64_t random_number(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void random_bytes(uint8_t *to, size_t count)
{
	while (count--)
		*to++ = random_number() >> 24;
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/* 0 or the errno of a write to a sysfs file */
static int put(const char *file, const char *format, ...)
{
	char text[64];
	va_list args;
	int fd, length, error = 0;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fd = open(file, O_WRONLY);
	if (fd < 0)
		return errno;
	if (write(fd, text, length) != length)
		error = errno;
	close(fd);
	return error;
}

static int bind_device(void)
{
	return put(DRIVER "/bind", "%s", address);
}

static int unbind_device(void)
{
	return put(DRIVER "/unbind", "%s", address);
}

static int open_device(int flags)
{
	int fd = open(node, O_RDWR | flags);

	if (fd < 0)
		die(node);
	return fd;
}

static void set_parameter(const char *name, unsigned int value)
{
	char file[80];

	snprintf(file, sizeof(file), "/sys/module/edu_dma/parameters/%s", name);
	errno = put(file, "%u", value);
	if (errno)
		die(file);
}

#define BUS_MASTER 4

/* The device's PCI command register; off is taken out of it. */
static uint16_t pci_command(uint16_t off)
{
	uint16_t command;
	char file[80];
	int fd;

	snprintf(file, sizeof(file), "/sys/bus/pci/devices/%s/config", address);
	fd = open(file, O_RDWR);
	if (fd < 0 || pread(fd, &command, 2, 4) != 2)
		die(file);
	command &= ~off;
	if (off && pwrite(fd, &command, 2, 4) != 2)
		die(file);
	close(fd);
	return command;
}

/* Off the bus it neither moves data nor interrupts. */
static void silence_device(void)
{
	pci_command(BUS_MASTER);
}

static unsigned long interrupts(void)
{
	FILE *file = fopen("/proc/interrupts", "r");
	unsigned long sum = 0;
	char line[512];

	if (!file)
		die("/proc/interrupts");
	while (fgets(line, sizeof(line), file)) {
		char *p = strchr(line, ':'), *end;

		if (!p || !strstr(line, "MSI") || !strstr(line, "edu_dma"))
			continue;
		for (p++; ; p = end) {
			unsigned long n = strtoul(p, &end, 10);

			if (end == p)
				break;
			sum += n;
		}
	}
	fclose(file);
	return sum;
}

/* Random bytes to the device and back. */
static bool round_trip(int fd, size_t from, size_t to)
{
	uint8_t out[MEMORY_BYTES], in[MEMORY_BYTES];
	size_t count = 1 + random_number() % (to - from);
	size_t pos = from + random_number() % (to - from - count + 1);

	random_bytes(out, count);
	memset(in, 0, count);
	return pwrite(fd, out, count, pos) == (ssize_t)count &&
	       pread(fd, in, count, pos) == (ssize_t)count && !memcmp(out, in, count);
}

/* Children: each runs a function with its number, and ends with its result. */
static pid_t child(int (*run)(int), int number)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		seed += number * 0x9e3779b97f4a7c15;
		_exit(run(number));
	}
	return pid;
}

static int result(pid_t pid)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- steps: each ends with a report, or expects in vain ---- */

/* Each in pieces of so many bytes, at most. */
static void transfer_blocks(int wanted, size_t piece)
{
	static uint8_t out[MEMORY_BYTES], in[MEMORY_BYTES], all[MEMORY_BYTES];
	double begin = seconds(CLOCK_MONOTONIC);
	unsigned long irqs = interrupts(), dmas = 0, bytes = 0;
	int fd = open_device(0), n;

	dmas += (sizeof(all) + piece - 1) / piece;
	expect(pwrite(fd, all, sizeof(all), 0) == sizeof(all), "the whole memory written");
	for (n = 0; n < wanted / 2 && !failed; n++) {
		size_t count = 1 + random_number() % MEMORY_BYTES;
		size_t pos = random_number() % (MEMORY_BYTES - count + 1);

		random_bytes(out, count);
		memset(in, 0, count);
		expect(pwrite(fd, out, count, pos) == (ssize_t)count, "%zu bytes written at %zu",
		       count, pos);
		expect(pread(fd, in, count, pos) == (ssize_t)count, "%zu bytes read at %zu",
		       count, pos);
		expect(!memcmp(out, in, count), "the same %zu bytes at %zu back", count, pos);
		memcpy(all + pos, out, count);
		bytes += 2 * count;
		dmas += 2 * ((count + piece - 1) / piece);
		if (n % 100 == 99) {
			/* the bytes around are in the device, and untouched */
			dmas += (sizeof(in) + piece - 1) / piece;
			expect(pread(fd, in, sizeof(in), 0) == sizeof(in), "the whole memory read");
			expect(!memcmp(all, in, sizeof(in)), "the rest of the memory unchanged");
			bytes += sizeof(in);
		}
		if ((n + 1) % 1250 == 0)
			printf("# %d of %d transfers\n", 2 * (n + 1), wanted);
	}
	close(fd);
	expect(interrupts() - irqs == dmas, "%lu interrupts, not %lu", dmas,
	       interrupts() - irqs);
	sprintf(report, "%d blocks of 1 to %d bytes to the device and back, each byte verified: "
		"%lu bytes in %lu DMA transfers, an MSI interrupt for each, "
		"%.0f s of the device's time", n, MEMORY_BYTES, bytes, dmas,
		seconds(CLOCK_MONOTONIC) - begin);
}

/* What does not fit, or is not there. */
static void transfers(void)
{
	transfer_blocks(transfers_wanted, MEMORY_BYTES);
}

/* the same by memory that is mapped for each transfer: errors included */
static void mapped_transfers(const char *parameter, int wanted, size_t piece)
{
	static uint8_t data[MEMORY_BYTES];
	int fd = open_device(0);

	set_parameter(parameter, 1);
	transfer_blocks(wanted, piece);
	set_parameter("timeout_ms", 20);
	expect_errno(pwrite(fd, data, sizeof(data), 0), ETIMEDOUT, "a device that is late");
	sleep_ms(200);
	set_parameter("timeout_ms", 1000);
	expect(pread(fd, data, sizeof(data), 0) == sizeof(data), "read again");
	set_parameter(parameter, 0);
	close(fd);
}

static void streaming(void)
{
	mapped_transfers("streaming", transfers_wanted / 5, MEMORY_BYTES);
}

static void scattered(void)
{
	mapped_transfers("scattered", transfers_wanted / 10, PIECE_BYTES);
}

static void gathered(void)
{
	mapped_transfers("gathered", transfers_wanted / 10, MEMORY_BYTES);
}

static void wrong_sizes(void)
{
	static uint8_t data[8192];
	void *volatile nowhere = (void *)8;	/* the compiler must not know */
	int fd = open_device(0);

	expect(write(fd, data, 0) == 0, "an empty write does nothing");
	expect_errno(pwrite(fd, data, 4097, 0), EMSGSIZE, "more than one transfer");
	expect_errno(pwrite(fd, data, 4096, 0), ENOSPC, "one byte more than there is");
	expect_errno(pwrite(fd, data, 2, MEMORY_BYTES - 1), ENOSPC, "over the end");
	expect_errno(pwrite(fd, data, 1, MEMORY_BYTES), ENOSPC, "behind the end");
	expect_errno(pwrite(fd, data, 1, INT64_MAX - 1), ENOSPC, "far behind the end");
	expect_errno(pwrite(fd, data, 1, -1), EINVAL, "before the start");
	expect_errno(lseek(fd, MEMORY_BYTES + 1, SEEK_SET), EINVAL, "seek behind the end");
	expect_errno(pwrite(fd, nowhere, 100, 0), EFAULT, "from no memory");
	expect_errno(pread(fd, nowhere, 100, 0), EFAULT, "to no memory");

	expect(pwrite(fd, data, MEMORY_BYTES, 0) == MEMORY_BYTES, "the whole memory written");
	expect(pwrite(fd, "x", 1, MEMORY_BYTES - 1) == 1, "the last byte written");
	expect(pread(fd, data, sizeof(data), 1) == MEMORY_BYTES - 1, "a read up to the end");
	expect(data[MEMORY_BYTES - 2] == 'x', "the last byte read");
	expect(pread(fd, data, 1, MEMORY_BYTES) == 0, "end of file");

	/* shorter transfers than the memory is large */
	close(fd);
	expect(unbind_device() == 0, "unbound");
	set_parameter("transfer_bytes", 100);
	expect(bind_device() == 0, "bound with 100 bytes");
	fd = open_device(0);
	expect_errno(pwrite(fd, data, 101, 0), EMSGSIZE, "more than the parameter allows");
	expect(pwrite(fd, data, 100, 0) == 100, "what it allows");
	expect(pread(fd, data, 4000, 0) == 100, "a read of one transfer");
	close(fd);
	expect(unbind_device() == 0, "unbound");
	set_parameter("transfer_bytes", 4096);
	expect(bind_device() == 0, "bound");
	sprintf(report, "EMSGSIZE, ENOSPC, EINVAL, EFAULT, each where it belongs");
}

static int keep_to_region(int number)
{
	int fd = open_device(0), n;

	for (n = 0; n < 100; n++)
		if (!round_trip(fd, number * 1000, number * 1000 + 1000))
			return 1;
	return 0;
}

static int fill_all(int number)
{
	uint8_t data[MEMORY_BYTES];
	int fd = open_device(0), n;

	memset(data, number, sizeof(data));
	for (n = 0; n < 50; n++)
		if (pwrite(fd, data, sizeof(data), 0) != sizeof(data))
			return 1;
	return 0;
}

static int see_no_mix(int number)
{
	uint8_t data[MEMORY_BYTES];
	int fd = open_device(0), n;

	(void)number;
	for (n = 0; n < 50; n++)
		if (pread(fd, data, sizeof(data), 0) != sizeof(data) ||
		    memcmp(data, data + 1, sizeof(data) - 1))
			return 1;
	return 0;
}

static void concurrent_users(void)
{
	pid_t pids[4];
	int i;

	for (i = 0; i < 4; i++)
		pids[i] = child(keep_to_region, i);
	for (i = 0; i < 4; i++)
		expect(result(pids[i]) == 0, "user %d got its own bytes back", i);

	expect(result(child(fill_all, 1)) == 0, "the memory filled");
	for (i = 0; i < 4; i++)
		pids[i] = child(i < 2 ? fill_all : see_no_mix, i);
	for (i = 0; i < 4; i++)
		expect(result(pids[i]) == 0, "whole transfers for user %d", i);
	sprintf(report, "4 processes in parts of the memory, then 2 writers and 2 readers "
		"of all of it; every transfer whole");
}

/* ---- a device that does not answer ---- */

static int written_byte(int flags)
{
	int fd = open_device(flags);

	return write(fd, "x", 1) == 1 ? 0 : errno;
}

static void on_alarm(int signal)
{
	(void)signal;
}

static int interrupted_write(int number)
{
	struct sigaction action = { .sa_handler = on_alarm };	/* no SA_RESTART */

	(void)number;
	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	return written_byte(0);
}

static void silent_device(void)
{
	uint8_t before[MEMORY_BYTES], after[MEMORY_BYTES];
	int fd = open_device(0), i;
	pid_t holder, waiter;

	for (i = 0; i < 5; i++) {
		expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer before");
		silence_device();
		expect_errno(pwrite(fd, "hello", 5, 0), ETIMEDOUT, "write");

		expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer between");
		expect(pread(fd, before, sizeof(before), 0) == sizeof(before), "a read");
		silence_device();
		expect_errno(pread(fd, after, 100, 0), ETIMEDOUT, "read");
		expect(pread(fd, after, sizeof(after), 0) == sizeof(after), "a read");
		expect(!memcmp(before, after, sizeof(after)), "the memory unchanged by reads");
	}

	/* the others meanwhile */
	expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer before");
	set_parameter("timeout_ms", 4000);
	silence_device();
	holder = child(written_byte, 0);
	sleep_ms(100);
	waiter = child(interrupted_write, 0);
	expect(written_byte(O_NONBLOCK) == EAGAIN, "EAGAIN");
	expect(result(waiter) == EINTR, "EINTR for a waiting user who gets a signal");
	expect(result(holder) == ETIMEDOUT, "ETIMEDOUT for the one it did not answer");
	set_parameter("timeout_ms", 1000);
	expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer after");
	close(fd);
	sprintf(report, "ETIMEDOUT for the one that waits for it, EAGAIN and EINTR for the "
		"others, data again once it answers");
}

static void late_device(void)
{
	int fd = open_device(0), i;

	for (i = 0; i < 5; i++) {
		set_parameter("timeout_ms", 20);
		expect_errno(pwrite(fd, "hello", 5, 0), ETIMEDOUT, "write");
		expect(!(pci_command(0) & BUS_MASTER), "the device off the bus");
		expect_errno(pwrite(fd, "hello", 5, 0), EBUSY, "write while the device is at it");
		set_parameter("timeout_ms", 1000);
		sleep_ms(200);
		expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer after");
	}
	close(fd);
	sprintf(report, "ETIMEDOUT, EBUSY until it is done, then data again");
}

/* ---- the driver goes ---- */

static int until_error(int number)
{
	int fd = open_device(0);

	while (round_trip(fd, number * 1000, number * 1000 + 1000))
		;
	return errno;
}

/* With a file for each transfer: there comes a time when there is none. */
static int until_no_file(int number)
{
	bool done;
	int fd;

	do {
		fd = open(node, O_RDWR);
		if (fd < 0)
			return errno == ENOENT ? ENODEV : errno;
		done = !round_trip(fd, number * 1000, number * 1000 + 1000);
		close(fd);
	} while (!done);
	return errno;
}

static void unbind_in_use(void)
{
	uint8_t byte;
	int fd, fresh, i, round;

	for (round = 0; round < 10; round++) {
		pid_t pids[4];

		fd = open_device(0);
		for (i = 0; i < 4; i++)
			pids[i] = child(i ? until_error : until_no_file, i);
		sleep_ms(1000 + 30 * round);
		expect(unbind_device() == 0, "unbound");
		for (i = 0; i < 4; i++)
			expect(result(pids[i]) == ENODEV, "ENODEV for user %d", i);
		expect_errno(read(fd, &byte, 1), ENODEV, "read of an open file");
		expect_errno(write(fd, &byte, 1), ENODEV, "write to an open file");
		expect_errno(open(node, O_RDWR), ENOENT, "open");
		expect(bind_device() == 0, "bound");
		expect_errno(read(fd, &byte, 1), ENODEV, "read of a file from before");
		fresh = open_device(0);
		expect(round_trip(fresh, 0, MEMORY_BYTES), "a transfer by a new file");
		close(fresh);
		close(fd);
	}

	/* while it does not answer */
	silence_device();
	i = child(written_byte, 0);
	sleep_ms(100);
	expect(unbind_device() == 0, "unbound from a silent device");
	expect(result(i) == ETIMEDOUT, "ETIMEDOUT for its user");
	expect(bind_device() == 0, "bound");

	fd = open_device(0);
	expect_errno(syscall(SYS_delete_module, "edu_dma", O_NONBLOCK), EWOULDBLOCK,
		     "rmmod with an open file");
	expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer after");
	close(fd);
	sprintf(report, "%d times with 4 users at work: ENODEV for each, and for open files",
		round);
}

static void no_memory(void)
{
	int fd;

	expect(unbind_device() == 0, "unbound");
	/*
	 * Twice that is more than 28 address bits reach, and than the machine has: where an
	 * IOMMU maps any page to the device, the pages are looked for first.
	 */
	set_parameter("transfer_bytes", 512 << 20);
	expect(bind_device() == ENOMEM, "ENOMEM");
	expect_errno(open(node, O_RDWR), ENOENT, "open");
	set_parameter("transfer_bytes", 0);
	expect(bind_device() == EINVAL, "EINVAL for no bytes at all");
	set_parameter("transfer_bytes", 4096);
	expect(bind_device() == 0, "bound");
	fd = open_device(0);
	expect(round_trip(fd, 0, MEMORY_BYTES), "a transfer after");
	close(fd);
	sprintf(report, "ENOMEM from bind for 1 GiB of DMA memory, and it binds with less");
}

/*
 * In all with more DMA memory than there is for the device: if it did not come back, a bind
 * would fail for want of it (tools/edu_test.sh has the figures). Each time a transfer is under way,
 * and a file stays open until the next binding is over.
 */
static void bind_unbind(void)
{
	int fd, i, before = -1;
	uint8_t byte = 0;
	pid_t user;

	expect(unbind_device() == 0, "unbound");
	set_parameter("transfer_bytes", bind_kib << 10);
	for (i = 0; i < binds && !failed; i++) {
		expect(bind_device() == 0, "bound, cycle %d", i);
		fd = open_device(0);
		expect(pwrite(fd, "hello", 5, 0) == 5, "write, cycle %d", i);
		if (before >= 0) {
			expect_errno(read(before, &byte, 1), ENODEV, "read of a file from before");
			close(before);
		}
		user = child(until_error, 1);
		sleep_ms(20 + i % 100);
		expect(unbind_device() == 0, "unbound, cycle %d", i);
		expect(result(user) == ENODEV, "ENODEV for its user, cycle %d", i);
		expect_errno(read(fd, &byte, 1), ENODEV, "read of an open file");
		expect_errno(write(fd, &byte, 1), ENODEV, "write to an open file");
		before = fd;
	}
	close(before);
	set_parameter("transfer_bytes", 4096);
	expect(bind_device() == 0, "bound");
	sprintf(report, "%d times, with a user at work and a file that stays open in each cycle, "
		"%d KiB of DMA memory in all", i, 2 * bind_kib * i);
}

static const struct {
	const char *name;
	void (*run)(void);
} steps[] = {
	{ "transfers", transfers },
	{ "streaming transfers", streaming },
	{ "scattered transfers", scattered },
	{ "gathered transfers", gathered },
	{ "wrong sizes", wrong_sizes },
	{ "concurrent users", concurrent_users },
	{ "a device that does not answer", silent_device },
	{ "a device that answers late", late_device },
	{ "unbind during use", unbind_in_use },
	{ "no memory", no_memory },
	{ "bind and unbind", bind_unbind },
};

int main(int argc, char **argv)
{
	struct dirent *entry;
	DIR *dir = opendir(DRIVER);
	size_t i;
	int bad = 0;

	step = "start";
	if (argc > 1)
		transfers_wanted = atoi(argv[1]);
	if (argc > 2)
		binds = atoi(argv[2]);
	if (argc > 3)
		bind_kib = atoi(argv[3]);
	if (argc > 4)
		seed = strtoull(argv[4], NULL, 0) | 1;
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "0000:", 5))
			snprintf(address, sizeof(address), "%.15s", entry->d_name);
	if (!address[0])
		die("no device bound to the driver");
	closedir(dir);
	snprintf(node, sizeof(node), "/dev/edu-%s", address);
	printf("# device %s, random seed %llu\n", node, (unsigned long long)seed);

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
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

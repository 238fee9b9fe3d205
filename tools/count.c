// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * count LINUX ARGUMENT...: runs a user-mode Linux, which counts instructions by it. What is between
 * two int3 of the kernel is run step by step; behind each is a nop, by which it is known, and the
 * second one finds in rax how many instructions there were. A system call is one, and a signal that
 * tells the kernel of time or of a file comes afterwards, so what else the machine does counts for
 * nothing. Both keep to one processor: another would be woken for each instruction.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "count: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* nopl value(%rax,%rax,1), as bench.c has them */
#define MARK(value) (0x00841f0fUL | (value) << 32)
#define BEGIN MARK(0x6e696265UL)
#define END MARK(0x6e642020UL)

/* the eight bytes that it would run next */
static unsigned long next_code(pid_t pid)
{
	long at = ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user_regs_struct, rip), 0);

	return ptrace(PTRACE_PEEKTEXT, pid, at, 0);
}

static void set_rax(pid_t pid, unsigned long value)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, 0, &regs))
		die("PTRACE_GETREGS");
	regs.rax = value;
	if (ptrace(PTRACE_SETREGS, pid, 0, &regs))
		die("PTRACE_SETREGS");
}

static void keep_to_one_processor(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("sched_setaffinity");
}

static bool can_wait(int sig)
{
	return sig == SIGALRM || sig == SIGIO || sig == SIGWINCH;
}

static void send_again(pid_t pid, unsigned long signals)
{
	for (int sig = 1; sig < 64; sig++) {
		if (signals & 1UL << sig)
			kill(pid, sig);
	}
}

int main(int argc, char **argv)
{
	unsigned long count = 0, held = 0;
	bool counting = false;
	int status;
	pid_t pid;

	if (argc < 2)
		return 1;
	keep_to_one_processor();
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execv(argv[1], argv + 1);
		die(argv[1]);
	}
	if (waitpid(pid, &status, 0) != pid ||
	    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_CONT, pid, 0, 0))
		die("ptrace");
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		int sig = WSTOPSIG(status);

		if (status >> 16) { /* a program begins */
			sig = 0;
		} else if (sig == SIGTRAP) {
			unsigned long next = next_code(pid);

			sig = 0;
			if (next == BEGIN) {
				counting = true;
				count = 0;
				held = 0;
			} else if (next == END && counting) {
				/* less the first nop */
				set_rax(pid, count - 1);
				send_again(pid, held);
				counting = false;
			} else {
				count++;
			}
		} else if (counting && can_wait(sig)) {
			held |= 1UL << sig;
			sig = 0;
		}
		if (ptrace(counting ? PTRACE_SINGLESTEP : PTRACE_CONT, pid, 0, sig))
			die("ptrace");
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

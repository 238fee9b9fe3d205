// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What clang-tidy has to find in the C half. */
#include <linux/slab.h>

#ifdef TWIN
#define PICK(...) PICK_RIGHT
#define PICK_RIGHT(...) __VA_ARGS__
#else
#define PICK(...) __VA_ARGS__ PICK_NOTHING
#define PICK_NOTHING(...)
#endif

/* a class of C++, and a struct of C that goes back and forth */
struct session;
struct message;
struct message {
	int id;
};

struct file_of_c {
	void *private_data, *scratch;
};

struct session *session_open(void);
void session_close(struct session *s);
struct message *session_take(struct session *s);
void ends(void);
void opens(struct file_of_c *f);
void closes(struct file_of_c *f);

#ifdef handle_freed // custom-kalloc-freed-by-the-other-half: only the C\+\+ half knows what this is
void ends(void)
{
	struct session *s = session_open();

	kfree(session_take(s));
	PICK(kfree)(session_close)(s);
}
#endif

#ifdef kept_handle_freed // custom-kalloc-freed-by-the-other-half: only the C\+\+ half knows what this is
void opens(struct file_of_c *f)
{
	f->private_data = session_open();
	f->scratch = kmalloc(64, GFP_KERNEL);
}
void closes(struct file_of_c *f)
{
	kfree(f->scratch);
	PICK(kfree)(session_close)(f->private_data);
}
#endif

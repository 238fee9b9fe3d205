#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# way_out.sh SOURCE CXX FLAG...: SOURCE did not compile. Where that is because of a header
# that no kernel has, of a name that C has from its headers, or of what a device has, too, says what
# there is instead.

source=$1
shift

# -H: the files as they are included, a dot for each level
LC_ALL=C "$@" -D__KERNEL__ -DMODULE -fsyntax-only -H "$source" 2>&1 | awk -v source="$source" '
BEGIN {
	while ((getline line <source) > 0)
		of_scope = of_scope || line ~ /cpu_access/
}
/^\.+ / {
	level = length($1)
	file[level] = $2
	next
}
/error: .*(No such file|file not found|not available in freestanding mode)/ {
	name = $0
	sub(/: No such.*| file not found.*/, "", name)
	sub(/.*error: /, "", name)
	gsub(/'\''/, "", name)
	# what the author included, of the headers that led there
	at = $0
	sub(/:[0-9]+:.*/, "", at)
	for (n = 1; at != source && n <= level; n++)
		if (file[n] ~ /\/c\+\+\/[0-9.]+\/[a-z_]+(\.h)?$/) {
			hosted = 1
			name = file[n]
			sub(/.*\//, "", name)
			break
		}
	way_out()
}
# clang, for x86 kernels, at a header that has one: which did the author include?
/^In file included from / {
	if (name == "" && $5 ~ /\/c\+\+\/[0-9.]+\/[a-z_]+:[0-9]+:$/) {
		name = $5
		sub(/:[0-9]+:$/, "", name)
		sub(/.*\//, "", name)
	}
	next
}
/error: .*requires .*long double. type support/ {
	if (name == "") {
		name = $1
		sub(/:[0-9]+:.*/, "", name)
		sub(/.*\//, "", name)
	}
	hosted = 1
	way_out()
}
/error: .*(not declared in this scope|undeclared identifier|not a member of .std|in namespace .std|a declaration of .* must be available)/ {
	of_std = /(namespace|member of) .std./
	name = $0
	sub(/.*error: [^'\'']*'\''/, "", name)
	sub(/'\''.*/, "", name)
	if (!told[name]++)
		way_out_of_name()
	name = ""
	next
}
/error: .*no member named .*/ && /dma_view</ {
	name = $0
	sub(/.*no member named '\''/, "", name)
	sub(/'\''.*/, "", name)
	say("." name, "the device has it, too: at(&T::" name ") is a word of it, to read() or write()")
	name = ""
	next
}
/error: .*(read-only|const-qualified|a const value|is a const|const reference)/ {
	if (!told["const"]++ && of_scope)
		say("read-only", "if it is of a cpu_access: bytes to_device are written in a cpu_refill, for another transfer")
	name = ""
	next
}
/^[^ ].*: (error|warning): / { name = "" }
function way_out_of_name()
{
	if (name ~ /^(mem(cpy|move|set|cmp|chr)|str(len|cmp|ncmp|chr|rchr|str))$/)
		say(name "()", "__builtin_" name "() becomes the kernel'\''s")
	else if (name ~ /^(printk|printf|pr_[a-z_]+|(dev|netdev)_(err|warn|notice|info|dbg))$/)
		say(name "()", "print in a .c file of the module, in an extern \"C\" function")
	else if (name ~ /^kv?[mzc]alloc(_array|_node|_objs?|_flex)?$|^v[mz]alloc(_node)?$/)
		say(name "()", "an object is made by make_kunique<T>(gfp::kernel, args...), memory with its size is a kbuffer")
	else if (name ~ /^(k|v|kv)free(_sensitive)?$/)
		say(name "()", "owners free; what C allocated one takes over, by adopt()")
	else if (name ~ /^(__)?GFP_[A-Z_]+$/)
		say(name, "masks are types: gfp::kernel, gfp::atomic, ... (kalloc/family/gfp.h)")
	else if (name ~ /^(spin|mutex|read|write|rcu_read)_(un)?lock(_[a-z]+)?$/)
		say(name "()", "locks are held by guards: spin_guard, mutex_guard, rcu_read_guard")
	else if (name ~ /^(copy_(from|to)_user|memdup_user)$/)
		say(name "()", "user_reader and user_writer copy (kalloc/user/user_range.h)")
	else if (of_std && name ~ /^(min|max|clamp|sort|find|fill|copy|equal)(_n|_if)?$/)
		say("std::" name "()", "g++ 14 has it in <algorithm>; else write it out: a < b ? a : b, or the loop")
	else if (name ~ /^(READ|WRITE)_ONCE$/)
		say(name "()", "read_once() and write_once() are in kalloc/dma/barrier.h")
	else if (name ~ /^(un)?likely$/)
		say(name "()", "[[likely]] and [[unlikely]] stand behind a condition")
	else if (name ~ /^(WARN(_ON)?(_ONCE)?|BUG(_ON)?|container_of|ARRAY_SIZE|list_(add|del|for_each).*)$/)
		say(name, "the kernel'\''s macros are C: use it in a .c file of the module, by an extern \"C\" function")
}
function way_out()
{
	if (name ~ /^(linux|asm|asm-generic|uapi|generated|net|crypto|kunit)\//)
		tell("the kernel'\''s headers are C: include it in a .c file of the module, and call what is there by an extern \"C\" function")
	else if (name ~ /^(cstring|strings?\.h)$/)
		tell("a kernel has no C library; __builtin_memcpy(), __builtin_memcmp(), __builtin_strlen() and the like become the kernel'\''s own, text is a kbuffer of char")
	else if (name ~ /^(c?stdlib|malloc|memory_resource|memory|new\.h)(\.h)?$/)
		tell("a kernel has no C++ library; an object is owned by kunique_ptr<T>, made by make_kunique<T>(gfp::kernel, args...)")
	else if (name ~ /^(vector|deque|string|string_view|array|valarray|inplace_vector)$/)
		tell("a kernel has no C++ library; memory with its size is a kbuffer<contiguous<gfp::kernel>, T>, or with a constant size kbuffer<..., T, n>; a kspan<T> borrows it")
	else if (name == "limits")
		tell("clang takes no header with a long double for x86 kernels; __INT_MAX__, __LONG_MAX__ and the like are there")
	else if (name ~ /^span$/)
		tell("this compiler has it not without a C++ library; kspan<T> borrows a range")
	else if (name ~ /^(atomic|barrier|latch)$/)
		tell("libstdc++ before 13 has it without a C library in C++17 only (-std=gnu++17, not with kalloc); the compiler'\''s __atomic_fetch_add(), __atomic_load_n() and the like are there")
	else if (name ~ /^c?errno(\.h)?$/)
		tell("the error numbers are in <kalloc/errno.h>: return -EINVAL;")
	else if (name ~ /^(c?assert(\.h)?|stdexcept|system_error)$/)
		tell("nothing throws or aborts in a kernel; return an error: return -EINVAL;")
	else if (name ~ /^(mutex|shared_mutex|condition_variable|semaphore)$/)
		tell("the kernel'\''s locks are in <kalloc/kalloc.h>: spin_guard, mutex_guard, rcu_read_guard")
	else if (name ~ /^(iostream|ostream|istream|fstream|sstream|iomanip|format|print|c?stdio(\.h)?)$/)
		tell("print in a .c file of the module, by pr_info(), in an extern \"C\" function")
	else if (name ~ /^(c?math(\.h)?|complex|random)$/)
		tell("a kernel has no floating point, and no C library")
	else if (name ~ /^(algorithm|numeric|functional|iterator)$/)
		tell("a kernel has no C++ library, and libstdc++ before 13 no part of this one without it; write the loop: for (auto &element : buffer)")
	else if (name == "ranges")
		tell("a kernel has no C++ library; write the loop: for (auto &element : buffer)")
	else if (name ~ /^((unordered_)?(multi)?(map|set)|list|forward_list|queue|stack|flat_(map|set))$/)
		tell("a kernel has no C++ library; its trees and lists are C, used in a .c file of the module; in C++ there is kbuffer")
	else if (hosted || name ~ /^(thread|future|chrono|regex|c?(ctype|locale|setjmp|signal|time|wchar|wctype|fenv|inttypes|uchar)(\.h)?|unistd\.h|pthread\.h|sys\/.*|immintrin\.h)$/)
		tell("a kernel has no C or C++ library; ask the kernel in a .c file of the module, by an extern \"C\" function")
	exit
}
function tell(instead)
{
	say("<" name ">", instead)
}
function say(what, instead)
{
	print source ": error: kalloc: " what ": " instead
}'

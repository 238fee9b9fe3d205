// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Rust's half of the bench: what a driver writes with the kernel's own crate. `bench.h` says
//! what the cases are; each is a function of its name in `rust/`. The crate has no slab caches,
//! mempools or reserves, no headers with an array behind them, no pointer that is read under RCU,
//! nothing for each CPU, no pages by the number, no pinned user memory, no DMA pool, and no mapping
//! but of what is in pieces.

use core::ffi::c_char;
use kernel::device::{Bound, Device};
use kernel::dma::Coherent;
use kernel::page::Page;
use kernel::prelude::*;
use kernel::str::CString;
use kernel::sync::aref::ARef;
use kernel::sync::{new_mutex, new_spinlock, new_spinlock_irq, Mutex, SpinLock, SpinLockIrq};
use kernel::uaccess::UserPtr;

#[path = "rust/array.rs"]
mod array;
#[path = "rust/dma.rs"]
mod dma;
#[path = "rust/lock.rs"]
mod lock;
#[path = "rust/object.rs"]
mod object;
#[path = "rust/owner.rs"]
mod owner;
#[path = "rust/page.rs"]
mod page;
#[path = "rust/user.rs"]
mod user;

module! {
    type: BenchRust,
    name: "bench_rust",
    authors: ["kalloc"],
    description: "kalloc: Rust's half of the bench",
    license: "Dual MIT/GPL",
}

/// `BENCH_USER_BYTES`
const USER_BYTES: usize = 256;

/// `struct bench_given`
#[repr(C)]
struct Given {
    n: usize,
    user: usize,
    dev: *mut kernel::bindings::device,
}

/// `struct bench_run`
#[repr(C)]
struct Run {
    name: *const c_char,
    run: unsafe extern "C" fn(*mut State, usize) -> c_int,
}

/// `struct bench_ops`
#[repr(C)]
struct Ops {
    name: *const c_char,
    make: unsafe extern "C" fn(*const Given) -> *mut State,
    free: unsafe extern "C" fn(*mut State),
    runs: *const Run,
    n_runs: usize,
}

// SAFETY: Nothing of it is ever written to.
unsafe impl Sync for Ops {}
// SAFETY: The same.
unsafe impl Sync for Run {}

// C keeps what `State` points to and does not look at it.
#[allow(improper_ctypes)]
extern "C" {
    fn bench_register(ops: *const Ops) -> c_int;
}

#[derive(FromBytes, IntoBytes)]
#[repr(C)]
struct Mail {
    command: u32,
    status: u32,
    text: [u8; 56],
}
// SAFETY: There is no padding in it.
unsafe impl kernel::transmute::AsBytes for Mail {}
// SAFETY: Any bytes are a `Mail`.
unsafe impl kernel::transmute::FromBytes for Mail {}

/// What the cases have between calls.
struct State {
    data: KVec<u32>,
    name: CString,
    spin: Pin<KBox<SpinLock<usize>>>,
    spin_irq: Pin<KBox<SpinLockIrq<usize>>>,
    lock: Pin<KBox<Mutex<usize>>>,
    page: Page,
    bytes: [u8; USER_BYTES],
    user: UserPtr,
    dev: ARef<Device>,
    mail: Coherent<Mail>,
}

impl State {
    fn new(given: &Given) -> Result<KBox<State>> {
        // SAFETY: It is there as long as the bench, and has no driver that could be unbound.
        let dev = unsafe { Device::get_device(given.dev) };
        // SAFETY: The same.
        let mail = Coherent::zeroed(unsafe { dev.as_bound() }, GFP_KERNEL)?;
        let state = State {
            data: KVec::from_elem(0, given.n, GFP_KERNEL)?,
            name: CString::try_from(c"0000:00:02.0 the device")?,
            spin: KBox::pin_init(new_spinlock!(0, "State::spin"), GFP_KERNEL)?,
            spin_irq: KBox::pin_init(new_spinlock_irq!(0, "State::spin_irq"), GFP_KERNEL)?,
            lock: KBox::pin_init(new_mutex!(0, "State::lock"), GFP_KERNEL)?,
            page: Page::alloc_page(GFP_KERNEL | __GFP_HIGHMEM)?,
            bytes: [0; USER_BYTES],
            user: UserPtr::from_addr(given.user),
            dev,
            mail,
        };
        Ok(KBox::new(state, GFP_KERNEL)?)
    }

    #[inline(always)]
    fn bound(&self) -> &Device<Bound> {
        // SAFETY: See `new()`.
        unsafe { self.dev.as_bound() }
    }
}

/// `bench_use()`
#[inline(always)]
fn used<T>(p: *const T) {
    // SAFETY: There is no instruction in it.
    unsafe { core::arch::asm!("/* {0} */", in(reg) p, options(nostack, preserves_flags)) }
}

unsafe extern "C" fn make(given: *const Given) -> *mut State {
    // SAFETY: It is from `bench.c`, and there for this call.
    State::new(unsafe { &*given }).map_or(core::ptr::null_mut(), KBox::into_raw)
}

unsafe extern "C" fn free(state: *mut State) {
    // SAFETY: It is from `make()`.
    drop(unsafe { KBox::from_raw(state) });
}

/// For each case a function as C calls it, `cases::NAME::run()`, and an entry in `RUNS`.
macro_rules! cases {
    ($($subject:ident::$name:ident,)*) => {
        mod cases {
            $(pub(super) mod $name {
                use crate::*;

                pub(crate) unsafe extern "C" fn run(state: *mut State, n: usize) -> c_int {
                    // SAFETY: It is from `make()`, and nobody else's for now.
                    match crate::$subject::$name(unsafe { &mut *state }, n) {
                        Ok(()) => 0,
                        Err(e) => e.to_errno(),
                    }
                }
            })*
        }

        static RUNS: &[Run] = &[$(Run {
            name: concat!(stringify!($name), "\0").as_ptr().cast(),
            run: cases::$name::run,
        }),*];
    };
}

cases! {
    object::call,
    object::object,
    object::object_4096,
    object::bytes,
    object::array,
    object::zeroed,
    object::contiguous_or_not,
    object::vmalloc,
    object::both_or_none,
    array::pushes,
    array::reserved,
    array::each,
    array::to_size,
    array::to_n,
    array::first,
    array::span,
    owner::shared,
    owner::list,
    owner::format,
    owner::text,
    lock::spin,
    lock::spin_irqsave,
    lock::mutex,
    page::page,
    page::page_access,
    user::to_user,
    user::from_user,
    dma::coherent,
    dma::coherent_words,
    dma::scattered,
}

static OPS: Ops = Ops {
    name: c"Rust".as_ptr().cast(),
    make,
    free,
    runs: RUNS.as_ptr(),
    n_runs: RUNS.len(),
};

struct BenchRust;

impl kernel::Module for BenchRust {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: It is as `bench.h` says, and there as long as the module, which is not unloaded.
        kernel::error::to_result(unsafe { bench_register(&OPS) })?;
        Ok(BenchRust)
    }
}

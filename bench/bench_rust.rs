// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Rust's half of the bench: what a driver writes with the kernel's own crate. `bench.h` says
//! what the cases are.

use core::ffi::c_char;
use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};
use kernel::uaccess::{UserPtr, UserSlice};

module! {
    type: BenchRust,
    name: "bench_rust",
    authors: ["kalloc"],
    description: "kalloc: Rust's half of the bench",
    license: "Dual MIT/GPL",
}

const CASES: usize = 22;

/// `BENCH_USER_BYTES`
const USER_BYTES: usize = 256;

type Run = unsafe extern "C" fn(*mut State, usize) -> c_int;

/// `struct bench_ops`
#[repr(C)]
struct Ops {
    name: *const c_char,
    cases: usize,
    make: extern "C" fn(usize, usize) -> *mut State,
    free: unsafe extern "C" fn(*mut State),
    run: [Option<Run>; CASES],
}

// SAFETY: Nothing of it is ever written to.
unsafe impl Sync for Ops {}

// C keeps what `State` points to and does not look at it.
#[allow(improper_ctypes)]
extern "C" {
    fn bench_register(ops: *const Ops) -> c_int;
}

struct Object {
    id: usize,
    _rest: [usize; 7],
}

struct State {
    data: KVec<u32>,
    lock: Pin<KBox<Mutex<usize>>>,
    bytes: [u8; USER_BYTES],
    user: UserPtr,
}

/// `bench_use()`
#[inline(always)]
fn used<T>(p: *const T) {
    // SAFETY: There is no instruction in it.
    unsafe { core::arch::asm!("/* {0} */", in(reg) p, options(nostack, preserves_flags)) }
}

fn errno(result: Result) -> c_int {
    match result {
        Ok(()) => 0,
        Err(e) => e.to_errno(),
    }
}

extern "C" fn make(n: usize, user: usize) -> *mut State {
    let made = || -> Result<KBox<State>> {
        let data = KVec::from_elem(0, n, GFP_KERNEL)?;
        let lock = KBox::pin_init(new_mutex!(0, "State::lock"), GFP_KERNEL)?;
        let bytes = [0; USER_BYTES];
        let user = UserPtr::from_addr(user);
        let state = State {
            data,
            lock,
            bytes,
            user,
        };
        Ok(KBox::new(state, GFP_KERNEL)?)
    };
    made().map_or(core::ptr::null_mut(), KBox::into_raw)
}

unsafe extern "C" fn free(state: *mut State) {
    // SAFETY: It is from `make()`.
    drop(unsafe { KBox::from_raw(state) });
}

unsafe extern "C" fn call(_: *mut State, _: usize) -> c_int {
    0
}

unsafe extern "C" fn object(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let o = KBox::new(
            Object {
                id: n,
                _rest: [0; 7],
            },
            GFP_KERNEL,
        )?;
        used(&raw const o.id);
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn object_4096(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let mut o = KBox::<[usize; 512]>::new_uninit(GFP_KERNEL)?;
        // SAFETY: It is the first of the words.
        unsafe { o.as_mut_ptr().cast::<usize>().write(n) };
        used(o.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn bytes(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let v = KVec::<u8>::with_capacity(n, GFP_KERNEL)?;
        used(v.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn array(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let v = KVec::<usize>::with_capacity(n, GFP_KERNEL)?;
        used(v.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn zeroed(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let v = KVec::<usize>::zeroed(n, GFP_KERNEL)?;
        used(v.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn any_contiguity(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let mut o = KVBox::<[usize; 512]>::new_uninit(GFP_KERNEL)?;
        // SAFETY: It is the first of the words.
        unsafe { o.as_mut_ptr().cast::<usize>().write(n) };
        used(o.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn vmalloc(_: *mut State, _: usize) -> c_int {
    let run = || -> Result {
        let o = VBox::<[u8; 16 * kernel::page::PAGE_SIZE]>::new_uninit(GFP_KERNEL)?;
        used(o.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn pushes(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let mut v = KVec::new();
        for i in 0..n {
            v.push(i as u32, GFP_KERNEL)?;
        }
        used(v.as_ptr());
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn each(state: *mut State, _: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    for (i, element) in state.data.iter_mut().enumerate() {
        *element = i as u32;
    }
    0
}

unsafe extern "C" fn to_size(state: *mut State, _: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    for i in 0..state.data.len() {
        state.data[i] = i as u32;
    }
    0
}

unsafe extern "C" fn to_n(state: *mut State, n: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    for i in 0..n {
        state.data[i] = i as u32;
    }
    0
}

unsafe extern "C" fn first(state: *mut State, n: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let data = unsafe { &mut *state }.data.as_mut_slice();
    for (i, element) in data[..n].iter_mut().enumerate() {
        *element = i as u32;
    }
    0
}

unsafe extern "C" fn slice(state: *mut State, n: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let data = unsafe { &mut *state }.data.as_mut_slice();
    for i in 0..n {
        data[i] = i as u32;
    }
    0
}

unsafe extern "C" fn mutex(state: *mut State, _: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    *state.lock.lock() += 1;
    0
}

struct Shared {
    id: usize,
    _rest: [usize; 6],
}

unsafe extern "C" fn shared(_: *mut State, n: usize) -> c_int {
    let run = || -> Result {
        let o = Arc::new(
            Shared {
                id: n,
                _rest: [0; 6],
            },
            GFP_KERNEL,
        )?;
        let other = o.clone();
        used(&raw const other.id);
        Ok(())
    };
    errno(run())
}

unsafe extern "C" fn to_user(state: *mut State, n: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    errno(
        UserSlice::new(state.user, n)
            .writer()
            .write_slice(&state.bytes),
    )
}

unsafe extern "C" fn from_user(state: *mut State, n: usize) -> c_int {
    // SAFETY: It is from `make()`, and nobody else's for now.
    let state = unsafe { &mut *state };
    let run = || -> Result {
        let mut v = KVec::new();
        UserSlice::new(state.user, n).read_all(&mut v, GFP_KERNEL)?;
        used(v.as_ptr());
        Ok(())
    };
    errno(run())
}

/// In the order of `bench_case`; the crate has no slab caches, no mempools, and no
/// headers with an array behind them.
static OPS: Ops = Ops {
    name: c"Rust".as_ptr().cast(),
    cases: CASES,
    make,
    free,
    run: [
        Some(call),
        Some(object),
        Some(object_4096),
        Some(bytes),
        Some(array),
        Some(zeroed),
        Some(any_contiguity),
        Some(vmalloc),
        Some(pushes),
        Some(each),
        Some(to_size),
        Some(to_n),
        Some(first),
        Some(slice),
        None,
        None,
        Some(mutex),
        None,
        Some(shared),
        None,
        Some(to_user),
        Some(from_user),
    ],
};

struct BenchRust;

impl kernel::Module for BenchRust {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: It is as `bench.h` says, and there as long as the module, which is not unloaded.
        kernel::error::to_result(unsafe { bench_register(&OPS) })?;
        Ok(BenchRust)
    }
}

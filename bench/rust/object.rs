// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Single objects and arrays: allocated, and freed.

use kernel::page::PAGE_SIZE;
use kernel::prelude::*;

use super::{used, State};

struct Object {
    id: usize,
    _rest: [usize; 7],
}

pub(crate) fn call(_: &mut State, _: usize) -> Result {
    Ok(())
}

pub(crate) fn object(_: &mut State, n: usize) -> Result {
    let o = KBox::new(
        Object {
            id: n,
            _rest: [0; 7],
        },
        GFP_KERNEL,
    )?;
    used(&raw const o.id);
    Ok(())
}

pub(crate) fn object_4096(_: &mut State, n: usize) -> Result {
    let mut o = KBox::<[usize; 512]>::new_uninit(GFP_KERNEL)?;
    // SAFETY: It is the first of the words.
    unsafe { o.as_mut_ptr().cast::<usize>().write(n) };
    used(o.as_ptr());
    Ok(())
}

pub(crate) fn bytes(_: &mut State, n: usize) -> Result {
    let v = KVec::<u8>::with_capacity(n, GFP_KERNEL)?;
    used(v.as_ptr());
    Ok(())
}

pub(crate) fn array(_: &mut State, n: usize) -> Result {
    let v = KVec::<usize>::with_capacity(n, GFP_KERNEL)?;
    used(v.as_ptr());
    Ok(())
}

pub(crate) fn zeroed(_: &mut State, n: usize) -> Result {
    let v = KVec::<usize>::zeroed(n, GFP_KERNEL)?;
    used(v.as_ptr());
    Ok(())
}

pub(crate) fn contiguous_or_not(_: &mut State, n: usize) -> Result {
    let mut o = KVBox::<[usize; 512]>::new_uninit(GFP_KERNEL)?;
    // SAFETY: It is the first of the words.
    unsafe { o.as_mut_ptr().cast::<usize>().write(n) };
    used(o.as_ptr());
    Ok(())
}

pub(crate) fn vmalloc(_: &mut State, _: usize) -> Result {
    let o = VBox::<[u8; 16 * PAGE_SIZE]>::new_uninit(GFP_KERNEL)?;
    used(o.as_ptr());
    Ok(())
}

struct Port {
    id: usize,
    _queue: KVec<u32>,
}

pub(crate) fn both_or_none(_: &mut State, n: usize) -> Result {
    let p = KBox::try_init(
        try_init!(Port {
            id: n,
            _queue: KVec::with_capacity(n, GFP_KERNEL)?,
        }),
        GFP_KERNEL,
    )?;
    used(&raw const p.id);
    Ok(())
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Arrays that grow, and stores to the elements of one.

use kernel::prelude::*;

use super::{used, State};

pub(crate) fn pushes(_: &mut State, n: usize) -> Result {
    let mut v = KVec::new();
    for i in 0..n {
        v.push(i as u32, GFP_KERNEL)?;
    }
    used(v.as_ptr());
    Ok(())
}

pub(crate) fn reserved(_: &mut State, n: usize) -> Result {
    let mut v = KVec::with_capacity(n, GFP_KERNEL)?;
    for i in 0..n {
        v.push(i as u32, GFP_KERNEL)?;
    }
    used(v.as_ptr());
    Ok(())
}

pub(crate) fn each(state: &mut State, _: usize) -> Result {
    for (i, element) in state.data.iter_mut().enumerate() {
        *element = i as u32;
    }
    Ok(())
}

pub(crate) fn to_size(state: &mut State, _: usize) -> Result {
    for i in 0..state.data.len() {
        state.data[i] = i as u32;
    }
    Ok(())
}

pub(crate) fn to_n(state: &mut State, n: usize) -> Result {
    for i in 0..n {
        state.data[i] = i as u32;
    }
    Ok(())
}

pub(crate) fn first(state: &mut State, n: usize) -> Result {
    for (i, element) in state.data[..n].iter_mut().enumerate() {
        *element = i as u32;
    }
    Ok(())
}

pub(crate) fn span(state: &mut State, n: usize) -> Result {
    let data = state.data.as_mut_slice();
    for i in 0..n {
        data[i] = i as u32;
    }
    Ok(())
}

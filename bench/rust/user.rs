// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Memory of user space.

use kernel::prelude::*;
use kernel::uaccess::UserSlice;

use super::{used, State};

pub(crate) fn to_user(state: &mut State, n: usize) -> Result {
    UserSlice::new(state.user, n)
        .writer()
        .write_slice(&state.bytes)
}

pub(crate) fn from_user(state: &mut State, n: usize) -> Result {
    let mut v = KVec::new();
    UserSlice::new(state.user, n).read_all(&mut v, GFP_KERNEL)?;
    used(v.as_ptr());
    Ok(())
}

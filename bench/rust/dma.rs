// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Memory that a device sees, too.

use kernel::dma::{Coherent, DataDirection};
use kernel::io::{io_read, io_write};
use kernel::page::PAGE_SIZE;
use kernel::prelude::*;
use kernel::scatterlist::SGTable;

use super::{used, State};

pub(crate) fn coherent(state: &mut State, _: usize) -> Result {
    let words = Coherent::<u32>::zeroed_slice(state.bound(), 1024, GFP_KERNEL)?;
    used(words.as_ptr().cast::<u32>());
    Ok(())
}

pub(crate) fn coherent_words(state: &mut State, n: usize) -> Result {
    io_write!(state.mail, .command, n as u32);
    match io_read!(state.mail, .status) {
        0 => Ok(()),
        _ => Err(EIO),
    }
}

pub(crate) fn scattered(state: &mut State, n: usize) -> Result {
    let pages = VVec::<u8>::with_capacity(n * PAGE_SIZE, GFP_KERNEL)?;
    let m = KBox::pin_init(
        SGTable::new(state.bound(), pages, DataDirection::ToDevice, GFP_KERNEL),
        GFP_KERNEL,
    )?;
    used(&raw const *m);
    Ok(())
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Pages that need have no address.

use kernel::page::Page;
use kernel::prelude::*;

use super::{used, State};

pub(crate) fn page(_: &mut State, _: usize) -> Result {
    let p = Page::alloc_page(GFP_KERNEL)?;
    used(p.as_ptr());
    Ok(())
}

pub(crate) fn page_access(state: &mut State, n: usize) -> Result {
    // SAFETY: There are so many bytes, and nobody else writes to that page.
    unsafe { state.page.write_raw(state.bytes.as_ptr(), n, 64) }
}

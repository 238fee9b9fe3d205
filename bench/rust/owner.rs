// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! Owners of more than memory: counts, lists, texts.

use kernel::list::{impl_list_arc_safe, impl_list_item, List, ListArc, ListLinks};
use kernel::prelude::*;
use kernel::str::CString;
use kernel::sync::Arc;

use super::{used, State};

struct Shared {
    id: usize,
    _rest: [usize; 6],
}

pub(crate) fn shared(_: &mut State, n: usize) -> Result {
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
}

#[pin_data]
struct Job {
    id: usize,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Job { untracked; }
}
impl_list_item! {
    impl ListItem<0> for Job { using ListLinks { self.links }; }
}

pub(crate) fn list(_: &mut State, n: usize) -> Result {
    let mut jobs = List::new();
    for id in 0..n {
        jobs.push_back(ListArc::pin_init(
            try_pin_init!(Job {
                id,
                links <- ListLinks::new(),
            }),
            GFP_KERNEL,
        )?);
    }
    let sum: usize = jobs.iter().map(|job| job.id).sum();
    used(core::ptr::without_provenance::<u8>(sum));
    Ok(())
}

pub(crate) fn format(_: &mut State, n: usize) -> Result {
    let text = CString::try_from_fmt(fmt!("edu{n}-tx"))?;
    used(text.as_char_ptr());
    Ok(())
}

pub(crate) fn text(state: &mut State, _: usize) -> Result {
    let text = CString::try_from(&*state.name)?;
    used(text.as_char_ptr());
    Ok(())
}

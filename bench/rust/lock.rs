// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! What several tasks share: locks.

use kernel::prelude::*;

use super::State;

pub(crate) fn spin(state: &mut State, _: usize) -> Result {
    *state.spin.lock() += 1;
    Ok(())
}

pub(crate) fn spin_irqsave(state: &mut State, _: usize) -> Result {
    *state.spin_irq.lock() += 1;
    Ok(())
}

pub(crate) fn mutex(state: &mut State, _: usize) -> Result {
    *state.lock.lock() += 1;
    Ok(())
}

// SPDX-License-Identifier: GPL-2.0-only OR MIT

//! A module that does nothing, to compile: what its crates take.

use kernel::prelude::*;

module! {
    type: Nothing,
    name: "bench_headers_rust",
    authors: ["kalloc"],
    description: "kalloc: Rust's crates, to compile",
    license: "Dual MIT/GPL",
}

struct Nothing;

impl kernel::Module for Nothing {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Nothing)
    }
}

//! The runtime: (Program, State, Event) → (State, Step). Pure: it never sleeps, fetches, reads a clock or rolls a die.

pub mod page;
pub mod recording;

pub use page::Page;
pub use recording::Recording;

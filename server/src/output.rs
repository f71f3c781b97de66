//! What a command answers on its standard output.

use std::{fmt::Display, io::Write as _};

/// Prints a line. Whoever reads may have gone: `passerelle serve | head -1` is no reason to stop serving.
pub fn line(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints text that has its line ends.
pub fn text(text: impl Display) {
    let _ = write!(std::io::stdout(), "{text}").and_then(|()| std::io::stdout().flush());
}

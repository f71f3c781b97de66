//! The words of the command line, one room each.

mod bench;
mod build;
mod ci;
mod fuzz;
mod instructions;
mod run;
mod size;
mod test;

use anyhow::Result;

use crate::cli::Word;
use crate::setup;
use crate::workspace::Workspace;

pub fn dispatch(workspace: &Workspace, word: Word) -> Result<()> {
    match word {
        Word::Run(options) => run::run(workspace, &options),
        Word::Build => build::build(workspace),
        Word::Test(options) => test::test(workspace, &options),
        Word::Ci(options) => ci::ci(workspace, &options),
        Word::Bench(options) => bench::bench(workspace, &options),
        Word::Size(options) => size::size(workspace, options.only),
        Word::Setup => setup::everything(workspace),
    }
}

//! From the tree to programs: one that matches, and one sweep for every look-around.

use super::{
    MAX_INSTRUCTIONS, RegexError,
    parse::{Assertion, Group, Node, Parsed},
    set::Set,
};

/// An instruction.
#[derive(Debug, Clone)]
pub(super) enum Instruction {
    /// Takes one character of the set.
    Take(Set),
    /// Goes on at both, the first preferred.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    Assert(Assertion),
    /// The table of this look-around says yes here, or no if negated.
    Look {
        table: usize,
        negated: bool,
    },
    Match,
}

/// A program.
#[derive(Debug, Clone, Default)]
pub(super) struct Code(pub Vec<Instruction>);

/// A look-around: its code, and the direction in which it is swept over the text. A look-ahead is compiled in reverse
/// and swept from the end, so that it is known at each position whether it matches from there.
#[derive(Debug, Clone)]
pub(super) struct Sweep {
    pub code: Code,
    pub forward: bool,
}

/// Everything of one pattern. Sweeps are in the order in which they can be made: the inner ones first.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub code: Code,
    pub sweeps: Vec<Sweep>,
    pub groups: Vec<Group>,
}

pub(super) fn compile(parsed: &Parsed) -> Result<Compiled, RegexError> {
    let mut compiler = Compiler { sweeps: Vec::new(), size: 0 };
    let mut code = Code::default();
    compiler.push(&mut code, Instruction::Save(0))?;
    compiler.node(&mut code, &parsed.root, Direction::Forward { saves: true })?;
    compiler.push(&mut code, Instruction::Save(1))?;
    compiler.push(&mut code, Instruction::Match)?;
    Ok(Compiled { code, sweeps: compiler.sweeps, groups: parsed.groups.clone() })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward { saves: bool },
    Backward,
}

struct Compiler {
    sweeps: Vec<Sweep>,
    size: usize,
}

impl Compiler {
    fn push(&mut self, code: &mut Code, instruction: Instruction) -> Result<usize, RegexError> {
        self.size += 1;
        if self.size > MAX_INSTRUCTIONS {
            return Err(RegexError::TooLarge);
        }
        code.0.push(instruction);
        Ok(code.0.len() - 1)
    }

    fn set(code: &mut Code, at: usize, instruction: Instruction) {
        if let Some(place) = code.0.get_mut(at) {
            *place = instruction;
        }
    }

    fn node(&mut self, code: &mut Code, node: &Node, direction: Direction) -> Result<(), RegexError> {
        match node {
            Node::Set(set) => self.push(code, Instruction::Take(set.clone())).map(drop),
            Node::Concat(nodes) if direction == Direction::Backward => {
                nodes.iter().rev().try_for_each(|node| self.node(code, node, direction))
            }
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| self.node(code, node, direction)),
            Node::Alternate(branches) => self.alternate(code, branches, direction),
            Node::Repeat { node, min, max, greedy } => self.repeat(code, node, (*min, *max), *greedy, direction),
            Node::Capture(index, node) => {
                let saves = direction == Direction::Forward { saves: true };
                if saves {
                    self.push(code, Instruction::Save(index * 2 + 2))?;
                }
                self.node(code, node, direction)?;
                if saves {
                    self.push(code, Instruction::Save(index * 2 + 3))?;
                }
                Ok(())
            }
            Node::Assert(assertion) => self.push(code, Instruction::Assert(*assertion)).map(drop),
            Node::Look { behind, negated, node } => {
                let mut inner = Code::default();
                let inside = if *behind { Direction::Forward { saves: false } } else { Direction::Backward };
                self.node(&mut inner, node, inside)?;
                self.push(&mut inner, Instruction::Match)?;
                self.sweeps.push(Sweep { code: inner, forward: *behind });
                let table = self.sweeps.len() - 1;
                self.push(code, Instruction::Look { table, negated: *negated }).map(drop)
            }
        }
    }

    fn alternate(&mut self, code: &mut Code, branches: &[Node], direction: Direction) -> Result<(), RegexError> {
        let mut ends = Vec::new();
        let Some((last, others)) = branches.split_last() else { return Ok(()) };
        for branch in others {
            let split = self.push(code, Instruction::Split(0, 0))?;
            self.node(code, branch, direction)?;
            ends.push(self.push(code, Instruction::Jump(0))?);
            Self::set(code, split, Instruction::Split(split + 1, code.0.len()));
        }
        self.node(code, last, direction)?;
        for end in ends {
            Self::set(code, end, Instruction::Jump(code.0.len()));
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        code: &mut Code,
        node: &Node,
        (min, max): (u32, Option<u32>),
        greedy: bool,
        direction: Direction,
    ) -> Result<(), RegexError> {
        let split = |yes: usize, no: usize| {
            if greedy { Instruction::Split(yes, no) } else { Instruction::Split(no, yes) }
        };
        for _ in 0..min {
            self.counted(code, node, direction)?;
        }
        let Some(max) = max else {
            let at = self.push(code, Instruction::Split(0, 0))?;
            self.node(code, node, direction)?;
            self.push(code, Instruction::Jump(at))?;
            Self::set(code, at, split(at + 1, code.0.len()));
            return Ok(());
        };
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.push(code, Instruction::Split(0, 0))?);
            self.node(code, node, direction)?;
        }
        for at in splits {
            Self::set(code, at, split(at + 1, code.0.len()));
        }
        Ok(())
    }

    /// One more copy; it counts even if it is empty, so that `(){1000000000}` ends.
    fn counted(&mut self, code: &mut Code, node: &Node, direction: Direction) -> Result<(), RegexError> {
        self.size += 1;
        if self.size > MAX_INSTRUCTIONS {
            return Err(RegexError::TooLarge);
        }
        self.node(code, node, direction)
    }
}

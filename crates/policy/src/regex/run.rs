//! Runs programs over a text: every instruction at most once at every position.

use super::{
    compile::{Code, Compiled, Instruction},
    parse::Assertion,
    set::is_word,
};

/// For every look-around, where it holds.
type Tables = Vec<Vec<bool>>;

#[cfg(test)]
thread_local! {
    /// Instructions looked at, so that tests need no clock.
    pub(super) static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

fn count() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

pub(super) fn is_match(compiled: &Compiled, text: &[char]) -> bool {
    let tables = tables(compiled, text);
    let mut simulation = Simulation::new(&compiled.code, text, &tables);
    for at in 0..=text.len() {
        simulation.enter(0, at);
        if simulation.matched {
            return true;
        }
        if let Some(c) = text.get(at) {
            simulation.step(*c, at + 1);
        }
    }
    false
}

pub(super) fn is_whole_match(compiled: &Compiled, text: &[char]) -> bool {
    let tables = tables(compiled, text);
    let mut simulation = Simulation::new(&compiled.code, text, &tables);
    simulation.enter(0, 0);
    for (at, c) in text.iter().enumerate() {
        simulation.step(*c, at + 1);
    }
    simulation.matched
}

/// Slots of the leftmost match, the preferred one of those that begin there.
pub(super) fn captures(compiled: &Compiled, text: &[char]) -> Option<Vec<Option<usize>>> {
    captures_from(compiled, text, &tables(compiled, text), 0)
}

/// Slots of every match, each beginning where the one before ended, or after an empty one.
pub(super) fn find_all(compiled: &Compiled, text: &[char]) -> Vec<Vec<Option<usize>>> {
    let tables = tables(compiled, text);
    let (mut all, mut from) = (Vec::new(), 0);
    while from <= text.len() {
        let Some(slots) = captures_from(compiled, text, &tables, from) else { break };
        let [start, end] = [0, 1].map(|slot| slots.get(slot).copied().flatten().unwrap_or(from));
        from = if end > start { end } else { end + 1 };
        all.push(slots);
    }
    all
}

fn captures_from(compiled: &Compiled, text: &[char], tables: &Tables, from: usize) -> Option<Vec<Option<usize>>> {
    let slots = compiled.groups.len() * 2 + 2;
    let mut found = None;
    let mut threads: Vec<Thread> = Vec::new();
    for at in from..=text.len() {
        let mut seen = vec![false; compiled.code.0.len()];
        let mut next = Vec::new();
        if found.is_none() {
            // A match that begins earlier is preferred, so the new one comes last.
            threads.push(Thread { pc: 0, slots: vec![None; slots] });
        }
        for thread in threads {
            if follow(&compiled.code, text, tables, at, thread, &mut seen, &mut next) {
                break;
            }
        }
        threads = Vec::new();
        for thread in next {
            match compiled.code.0.get(thread.pc) {
                Some(Instruction::Match) => {
                    found = Some(thread.slots);
                    break;
                }
                Some(Instruction::Take(set)) if text.get(at).is_some_and(|c| set.contains(*c)) => {
                    threads.push(Thread { pc: thread.pc + 1, slots: thread.slots });
                }
                _ => {}
            }
        }
        if threads.is_empty() && found.is_some() {
            break;
        }
    }
    found
}

struct Thread {
    pc: usize,
    slots: Vec<Option<usize>>,
}

/// Goes through everything that takes no character, the preferred first; true when a match was reached, after which
/// nothing is preferred.
fn follow(
    code: &Code,
    text: &[char],
    tables: &Tables,
    at: usize,
    thread: Thread,
    seen: &mut [bool],
    next: &mut Vec<Thread>,
) -> bool {
    let mut stack = vec![thread];
    while let Some(Thread { pc, mut slots }) = stack.pop() {
        count();
        match seen.get_mut(pc) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match code.0.get(pc) {
            Some(Instruction::Split(first, second)) => {
                stack.push(Thread { pc: *second, slots: slots.clone() });
                stack.push(Thread { pc: *first, slots });
            }
            Some(Instruction::Jump(to)) => stack.push(Thread { pc: *to, slots }),
            Some(Instruction::Save(slot)) => {
                if let Some(place) = slots.get_mut(*slot) {
                    *place = Some(at);
                }
                stack.push(Thread { pc: pc + 1, slots });
            }
            Some(Instruction::Assert(assertion)) if holds(*assertion, text, at) => {
                stack.push(Thread { pc: pc + 1, slots });
            }
            Some(Instruction::Look { table, negated }) if looked(tables, *table, at) != *negated => {
                stack.push(Thread { pc: pc + 1, slots });
            }
            Some(Instruction::Take(_)) => next.push(Thread { pc, slots }),
            Some(Instruction::Match) => {
                next.push(Thread { pc, slots });
                return true;
            }
            // What does not hold ends this thread.
            Some(Instruction::Assert(_) | Instruction::Look { .. }) | None => {}
        }
    }
    false
}

/// The look-arounds' tables, the inner ones first.
fn tables(compiled: &Compiled, text: &[char]) -> Tables {
    let mut tables: Tables = Vec::new();
    for sweep in &compiled.sweeps {
        let mut table = vec![false; text.len() + 1];
        let mut simulation = Simulation::new(&sweep.code, text, &tables);
        for step in 0..=text.len() {
            let at = if sweep.forward { step } else { text.len() - step };
            simulation.enter(0, at);
            if let Some(place) = table.get_mut(at) {
                *place = simulation.matched;
            }
            let (taken, to) = if sweep.forward {
                (text.get(at), at + 1)
            } else {
                (at.checked_sub(1).and_then(|before| text.get(before)), at.saturating_sub(1))
            };
            if let Some(c) = taken {
                simulation.step(*c, to);
            }
        }
        tables.push(table);
    }
    tables
}

fn looked(tables: &Tables, table: usize, at: usize) -> bool {
    tables.get(table).and_then(|table| table.get(at)).copied().unwrap_or(false)
}

/// All states that are reached at one position, without groups.
struct Simulation<'a> {
    code: &'a Code,
    text: &'a [char],
    tables: &'a Tables,
    /// For each instruction, the last round in which it was reached.
    seen: Vec<usize>,
    round: usize,
    waiting: Vec<usize>,
    matched: bool,
}

impl<'a> Simulation<'a> {
    fn new(code: &'a Code, text: &'a [char], tables: &'a Tables) -> Self {
        Self { code, text, tables, seen: vec![0; code.0.len()], round: 1, waiting: Vec::new(), matched: false }
    }

    fn enter(&mut self, pc: usize, at: usize) {
        let mut stack = vec![pc];
        while let Some(pc) = stack.pop() {
            count();
            match self.seen.get_mut(pc) {
                Some(seen) if *seen != self.round => *seen = self.round,
                _ => continue,
            }
            match self.code.0.get(pc) {
                Some(Instruction::Split(first, second)) => stack.extend([*second, *first]),
                Some(Instruction::Jump(to)) => stack.push(*to),
                Some(Instruction::Save(_)) => stack.push(pc + 1),
                Some(Instruction::Assert(assertion)) if holds(*assertion, self.text, at) => stack.push(pc + 1),
                Some(Instruction::Look { table, negated }) if looked(self.tables, *table, at) != *negated => {
                    stack.push(pc + 1);
                }
                Some(Instruction::Take(_)) => self.waiting.push(pc),
                Some(Instruction::Match) => self.matched = true,
                _ => {}
            }
        }
    }

    fn step(&mut self, c: char, to: usize) {
        self.round += 1;
        self.matched = false;
        for pc in std::mem::take(&mut self.waiting) {
            if let Some(Instruction::Take(set)) = self.code.0.get(pc)
                && set.contains(c)
            {
                self.enter(pc + 1, to);
            }
        }
    }
}

fn holds(assertion: Assertion, text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let after = text.get(at);
    let word = |c: Option<&char>| c.is_some_and(|c| is_word(*c) || matches!(c, '\u{200C}' | '\u{200D}'));
    match assertion {
        Assertion::Start => at == 0,
        Assertion::LineStart => before.is_none_or(|c| *c == '\n'),
        Assertion::End => after.is_none(),
        Assertion::EndOrFinalLineFeed => after.is_none() || (after == Some(&'\n') && at + 1 == text.len()),
        Assertion::LineEnd => after.is_none_or(|c| *c == '\n'),
        Assertion::WordBoundary => word(before) != word(after),
        Assertion::NotWordBoundary => word(before) == word(after),
    }
}

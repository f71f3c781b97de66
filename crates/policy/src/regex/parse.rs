//! From a pattern in .NET's dialect to a tree.

use super::{
    MAX_DEPTH, MAX_PATTERN, RegexError,
    set::{Category, Item, Set},
};

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Set(Set),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
    /// A group that remembers, by its index in [`Parsed::groups`].
    Capture(usize, Box<Node>),
    Assert(Assertion),
    Look {
        behind: bool,
        negated: bool,
        node: Box<Node>,
    },
}

/// A condition on a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    LineStart,
    End,
    /// The end, or before a line feed at the end: what `$` and `\Z` mean in .NET.
    EndOrFinalLineFeed,
    LineEnd,
    WordBoundary,
    NotWordBoundary,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub name: String,
    /// Not inside a look-around.
    pub captured: bool,
}

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    pub root: Node,
    pub groups: Vec<Group>,
}

/// `(?imnsx)`.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five switches are what .NET has")]
struct Options {
    ignore_case: bool,
    multi_line: bool,
    explicit_capture: bool,
    single_line: bool,
    ignore_blanks: bool,
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    looks: usize,
    unnamed: usize,
    options: Options,
    groups: Vec<Group>,
}

type Parse<T> = Result<T, RegexError>;

pub(super) fn parse(pattern: &str) -> Parse<Parsed> {
    let chars: Vec<char> = pattern.chars().collect();
    if chars.len() > MAX_PATTERN {
        return Err(RegexError::TooLarge);
    }
    let mut parser =
        Parser { chars, at: 0, depth: 0, looks: 0, unnamed: 0, options: Options::default(), groups: Vec::new() };
    let root = parser.alternation()?;
    if parser.at < parser.chars.len() {
        return Err(parser.wrong("a `)` without its `(`"));
    }
    Ok(Parsed { root, groups: parser.groups })
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    fn starts(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, c)| self.chars.get(self.at + offset) == Some(&c))
    }

    fn wrong(&self, what: impl Into<String>) -> RegexError {
        RegexError::Syntax { what: what.into(), at: self.at }
    }

    fn unsupported<T>(&self, what: &'static str) -> Parse<T> {
        Err(RegexError::Unsupported { what, at: self.at })
    }

    fn alternation(&mut self) -> Parse<Node> {
        let mut branches = Vec::new();
        loop {
            branches.push(self.sequence()?);
            if !self.take('|') {
                break;
            }
        }
        Ok(match branches.pop() {
            Some(only) if branches.is_empty() => only,
            Some(last) => {
                branches.push(last);
                Node::Alternate(branches)
            }
            None => Node::Concat(Vec::new()),
        })
    }

    fn sequence(&mut self) -> Parse<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip_blanks();
            let Some(c) = self.peek() else { break };
            if c == '|' || c == ')' {
                break;
            }
            let Some(atom) = self.atom()? else { continue };
            nodes.push(self.quantified(atom)?);
        }
        Ok(Node::Concat(nodes))
    }

    fn skip_blanks(&mut self) {
        loop {
            if self.starts("(?#") {
                while self.peek().is_some_and(|c| c != ')') {
                    self.at += 1;
                }
                self.at += 1;
            } else if self.options.ignore_blanks && self.peek().is_some_and(char::is_whitespace) {
                self.at += 1;
            } else if self.options.ignore_blanks && self.peek() == Some('#') {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// One atom; nothing for `(?i)`, which only sets options.
    fn atom(&mut self) -> Parse<Option<Node>> {
        let Some(c) = self.peek() else { return Err(self.wrong("an unexpected end")) };
        if matches!(c, '*' | '+' | '?') || (c == '{' && self.counts().is_some()) {
            return Err(self.wrong("a quantifier that follows nothing"));
        }
        if c == '(' {
            return self.group();
        }
        self.at += 1;
        let fold = self.options.ignore_case;
        Ok(Some(match c {
            '.' => Node::Set(Set::any(self.options.single_line)),
            '^' => Node::Assert(if self.options.multi_line { Assertion::LineStart } else { Assertion::Start }),
            '$' => {
                Node::Assert(if self.options.multi_line { Assertion::LineEnd } else { Assertion::EndOrFinalLineFeed })
            }
            '[' => Node::Set(self.set()?),
            '\\' => self.escape()?,
            c => Node::Set(Set::one(c, fold)),
        }))
    }

    fn group(&mut self) -> Parse<Option<Node>> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(RegexError::TooLarge);
        }
        let outer = self.options;
        self.at += 1;
        let node = if !self.take('?') {
            if self.options.explicit_capture {
                self.inner()?
            } else {
                self.unnamed += 1;
                let index = self.name_group(self.unnamed.to_string());
                Node::Capture(index, Box::new(self.inner()?))
            }
        } else if self.take(':') {
            self.inner()?
        } else if self.take('=') {
            self.look(false, false)?
        } else if self.take('!') {
            self.look(false, true)?
        } else if self.starts("<=") {
            self.at += 2;
            self.look(true, false)?
        } else if self.starts("<!") {
            self.at += 2;
            self.look(true, true)?
        } else if self.peek() == Some('>') {
            return self.unsupported("the atomic group `(?>`");
        } else if self.peek() == Some('(') {
            return self.unsupported("the conditional `(?(`");
        } else if let Some(close) = match self.peek() {
            Some('<') => Some('>'),
            Some('\'') => Some('\''),
            _ => None,
        } {
            self.at += 1;
            let name = self.group_name(close)?;
            let index = self.name_group(name);
            Node::Capture(index, Box::new(self.inner()?))
        } else {
            self.set_options()?;
            if self.take(')') {
                // It holds until the group around it ends.
                self.depth -= 1;
                return Ok(None);
            }
            if !self.take(':') {
                self.at = start;
                return Err(self.wrong("an unknown kind of group"));
            }
            self.inner()?
        };
        self.options = outer;
        self.depth -= 1;
        Ok(Some(node))
    }

    fn look(&mut self, behind: bool, negated: bool) -> Parse<Node> {
        self.looks += 1;
        let node = Box::new(self.inner()?);
        self.looks -= 1;
        Ok(Node::Look { behind, negated, node })
    }

    fn inner(&mut self) -> Parse<Node> {
        let node = self.alternation()?;
        if self.take(')') { Ok(node) } else { Err(self.wrong("a `(` without its `)`")) }
    }

    fn group_name(&mut self, close: char) -> Parse<String> {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if c == close && !name.is_empty() {
                self.at += 1;
                return Ok(name);
            }
            if c == '-' {
                return self.unsupported("the balancing group `(?<a-b>`");
            }
            if !super::set::is_word(c) {
                break;
            }
            name.push(c);
            self.at += 1;
        }
        Err(self.wrong("a group without a proper name"))
    }

    /// Groups of one name are one group in .NET.
    fn name_group(&mut self, name: String) -> usize {
        let captured = self.looks == 0;
        if let Some(index) = self.groups.iter().position(|group| group.name == name) {
            if let Some(group) = self.groups.get_mut(index) {
                group.captured &= captured;
            }
            return index;
        }
        self.groups.push(Group { name, captured });
        self.groups.len() - 1
    }

    fn set_options(&mut self) -> Parse<()> {
        let mut on = true;
        while let Some(c) = self.peek() {
            match c {
                '-' => on = false,
                'i' => self.options.ignore_case = on,
                'm' => self.options.multi_line = on,
                'n' => self.options.explicit_capture = on,
                's' => self.options.single_line = on,
                'x' => self.options.ignore_blanks = on,
                ':' | ')' => return Ok(()),
                _ => return Err(self.wrong("an unknown kind of group")),
            }
            self.at += 1;
        }
        Err(self.wrong("a `(` without its `)`"))
    }

    /// `{n}`, `{n,}` or `{n,m}` here: the counts, and where it ends. Anything else is text.
    fn counts(&self) -> Option<(u32, Option<u32>, usize)> {
        let mut at = self.at + 1;
        let number = |at: &mut usize| {
            let digits: String = self.chars.iter().skip(*at).take_while(|c| c.is_ascii_digit()).collect();
            *at += digits.len();
            // What does not fit is larger than any limit.
            (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let min = number(&mut at)?;
        let mut max = Some(min);
        if self.chars.get(at) == Some(&',') {
            at += 1;
            max = number(&mut at);
        }
        (self.chars.get(at) == Some(&'}')).then_some((min, max, at + 1))
    }

    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        let (min, max, end) = match self.peek()? {
            '*' => (0, None, self.at + 1),
            '+' => (1, None, self.at + 1),
            '?' => (0, Some(1), self.at + 1),
            '{' => self.counts()?,
            _ => return None,
        };
        self.at = end;
        Some((min, max))
    }

    fn quantified(&mut self, atom: Node) -> Parse<Node> {
        self.skip_blanks();
        let Some((min, max)) = self.quantifier() else { return Ok(atom) };
        if max.is_some_and(|max| max < min) {
            return Err(self.wrong("a quantifier whose least is more than its most"));
        }
        let greedy = !self.take('?');
        self.skip_blanks();
        if self.quantifier().is_some() {
            return Err(self.wrong("a quantifier of a quantifier"));
        }
        Ok(Node::Repeat { node: Box::new(atom), min, max, greedy })
    }

    /// After a backslash outside a set.
    fn escape(&mut self) -> Parse<Node> {
        let Some(c) = self.peek() else { return Err(self.wrong("a `\\` at the end")) };
        let assertion = match c {
            'A' | 'G' => Some(Assertion::Start),
            'Z' => Some(Assertion::EndOrFinalLineFeed),
            'z' => Some(Assertion::End),
            'b' => Some(Assertion::WordBoundary),
            'B' => Some(Assertion::NotWordBoundary),
            _ => None,
        };
        if let Some(assertion) = assertion {
            self.at += 1;
            return Ok(Node::Assert(assertion));
        }
        if c == 'k' || ('1'..='9').contains(&c) {
            return self.unsupported("a back-reference");
        }
        if let Some(item) = self.class_escape()? {
            return Ok(Node::Set(Set::class(item)));
        }
        Ok(Node::Set(Set::one(self.character_escape()?, self.options.ignore_case)))
    }

    /// `\d`, `\p{L}` and the like.
    fn class_escape(&mut self) -> Parse<Option<Item>> {
        let Some(c) = self.peek() else { return Ok(None) };
        let item = match c {
            'd' | 'D' => Item::Digit { negated: c == 'D' },
            'w' | 'W' => Item::Word { negated: c == 'W' },
            's' | 'S' => Item::Space { negated: c == 'S' },
            'p' | 'P' => {
                let name: String = self.chars.iter().skip(self.at + 2).take_while(|c| **c != '}').collect();
                let Some(category) = Category::find(&name) else {
                    return self.unsupported("a Unicode category other than L, Lu, Ll, M, Mn, Nd, Pc");
                };
                self.at += name.chars().count() + 2;
                Item::Category { category, negated: c == 'P' }
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(item))
    }

    fn character_escape(&mut self) -> Parse<char> {
        let Some(c) = self.peek() else { return Err(self.wrong("a `\\` at the end")) };
        let hexadecimal = |parser: &mut Self, digits: usize| {
            let text: String = parser.chars.iter().skip(parser.at + 1).take(digits).collect();
            let code = (text.chars().count() == digits && text.chars().all(|c| c.is_ascii_hexdigit()))
                .then(|| u32::from_str_radix(&text, 16).ok())
                .flatten();
            match code.and_then(char::from_u32) {
                Some(c) => {
                    parser.at += digits + 1;
                    Ok(c)
                }
                None => Err(parser.wrong("a character code that is none")),
            }
        };
        let plain = match c {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{C}',
            'v' => '\u{B}',
            'a' => '\u{7}',
            'e' => '\u{1B}',
            '0' => '\0',
            'x' => return hexadecimal(self, 2),
            'u' => return hexadecimal(self, 4),
            'c' => {
                let control = self.chars.get(self.at + 1).copied().filter(char::is_ascii_alphabetic);
                let Some(control) = control else { return Err(self.wrong("a control character that is none")) };
                self.at += 2;
                return Ok(char::from(control.to_ascii_uppercase() as u8 & 0x1F));
            }
            c if super::set::is_word(c) && c != '_' => return Err(self.wrong(format!("the unknown escape `\\{c}`"))),
            c => c,
        };
        self.at += 1;
        Ok(plain)
    }

    /// After `[`.
    fn set(&mut self) -> Parse<Set> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(RegexError::TooLarge);
        }
        let mut set = Set { negated: self.take('^'), fold: self.options.ignore_case, ..Set::default() };
        let mut first = true;
        loop {
            let Some(c) = self.peek() else { return Err(self.wrong("a `[` without its `]`")) };
            if c == ']' && !first {
                self.at += 1;
                break;
            }
            first = false;
            if self.starts("-[") && !set.items.is_empty() {
                self.at += 2;
                set.minus = Some(Box::new(self.set()?));
                if !self.take(']') {
                    return Err(self.wrong("a subtraction that is not the last of its set"));
                }
                break;
            }
            let from = match self.set_item()? {
                Item::Range(from, _) => from,
                class => {
                    set.items.push(class);
                    continue;
                }
            };
            let ranged = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|next| *next != ']' && *next != '[');
            if !ranged {
                set.items.push(Item::Range(from, from));
                continue;
            }
            self.at += 1;
            match self.set_item()? {
                Item::Range(to, _) if from <= to => set.items.push(Item::Range(from, to)),
                Item::Range(..) => return Err(self.wrong("a range from later to earlier")),
                // .NET refuses `[a-\d]`.
                _ => return Err(self.wrong("a class as the end of a range")),
            }
        }
        self.depth -= 1;
        Ok(set)
    }

    fn set_item(&mut self) -> Parse<Item> {
        let Some(c) = self.peek() else { return Err(self.wrong("a `[` without its `]`")) };
        self.at += 1;
        if c != '\\' {
            return Ok(Item::Range(c, c));
        }
        if let Some(item) = self.class_escape()? {
            return Ok(item);
        }
        let c = if self.take('b') { '\u{8}' } else { self.character_escape()? };
        Ok(Item::Range(c, c))
    }
}

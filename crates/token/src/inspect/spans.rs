//! Where in the octets of a JSON object each of its members stands, so that a claim can mark its bytes.

use std::ops::Range;

/// The members at the top, each with its octets from its name to the end of its value. Of broken JSON, those before
/// the break.
pub fn member_spans(json: &[u8]) -> Vec<(String, Range<usize>)> {
    let mut scanner = Scanner { json, at: 0 };
    let mut spans = Vec::new();
    scanner.blanks();
    if scanner.next() != Some(b'{') {
        return spans;
    }
    loop {
        scanner.blanks();
        let start = scanner.at;
        let Some(name) = scanner.string().and_then(|range| serde_json::from_slice(&json[range]).ok()) else {
            return spans;
        };
        scanner.blanks();
        if scanner.next() != Some(b':') {
            return spans;
        }
        let end = scanner.value();
        spans.push((name, start..end));
        if scanner.next() != Some(b',') {
            return spans;
        }
    }
}

/// The characters of base64url that hold these octets.
pub fn encoded_span(octets: &Range<usize>) -> Range<usize> {
    octets.start * 4 / 3..(octets.end * 4).div_ceil(3)
}

struct Scanner<'a> {
    json: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let octet = self.peek()?;
        self.at += 1;
        Some(octet)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|octet| octet.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.next()? != b'"' {
            return None;
        }
        loop {
            match self.next()? {
                b'\\' => {
                    self.next()?;
                }
                b'"' => return Some(start..self.at),
                _ => {}
            }
        }
    }

    /// Goes past a value, and answers where it ends without the blanks after it.
    fn value(&mut self) -> usize {
        let mut depth = 0_usize;
        let mut end = self.at;
        while let Some(octet) = self.peek() {
            match octet {
                b'"' => {
                    if self.string().is_none() {
                        return self.json.len();
                    }
                    end = self.at;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b',' | b'}' | b']' if depth == 0 => return end,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if !octet.is_ascii_whitespace() {
                end = self.at;
            }
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_with_their_octets() {
        let json = br#" {"a" : "x,}\"" , "b":{"c":[1,{"d":"}"}]},"\u0065":1 } "#;
        let found: Vec<_> = member_spans(json)
            .into_iter()
            .map(|(name, range)| (name, std::str::from_utf8(&json[range]).unwrap().to_owned()))
            .collect();
        let expected = [("a", r#""a" : "x,}\"""#), ("b", r#""b":{"c":[1,{"d":"}"}]}"#), ("e", r#""\u0065":1"#)];
        assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn broken_json_gives_what_comes_before_the_break() {
        for json in ["", "[", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":[", "{\"a\":1,x", "{\"a\":\"\\"] {
            let found = member_spans(json.as_bytes());
            assert!(found.len() <= 1 && found.iter().all(|(_, range)| range.end <= json.len()), "{json}");
        }
        assert_eq!(encoded_span(&(1..3)), 1..4);
    }
}

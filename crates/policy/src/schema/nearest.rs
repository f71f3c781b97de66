//! Which known name somebody meant.

/// The name that is nearest to what was written, if one is near: a difference in case, or few letters that differ.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer names are none that anybody mistypes.
    if written.len() > 128 {
        return None;
    }
    let folded = written.to_ascii_lowercase();
    let allowed = (written.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .filter(|name| *name != written)
        .map(|name| (distance(&folded, &name.to_ascii_lowercase(), allowed), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Insertions, deletions, replacements and swaps of neighbours; anything above the limit is as good as any other.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (above[j + 1] + 1).min(row[j] + 1).min(above[j] + usize::from(x != y));
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_name_is_found_when_few_letters_differ_and_not_when_many_do() {
        let known = ["DisplayName", "Description", "Domain"];
        for (written, expected) in [
            ("DisplyName", Some("DisplayName")),
            ("displayname", Some("DisplayName")),
            ("DisplayNmae", Some("DisplayName")),
            ("Domains", Some("Domain")),
            ("Protocol", None),
            ("X", None),
            ("", None),
            ("DisplayName", None),
        ] {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }
}

//! Properties of the merge over policies made from the model of the schema: any element, any number of times, ids that
//! collide.

use super::{chain, layer};
use crate::{
    MergedPolicy, Policy,
    merge::Layers,
    schema::model::{
        self,
        kind::{Content, Kind},
    },
    write, xml,
};
use proptest::prelude::*;
use std::{collections::BTreeMap, fmt::Write as _};

/// What is chosen next; nothing more when it runs out.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % count)
    }

    fn text(&mut self) -> &'static str {
        const TEXTS: [&str; 12] =
            ["a", "A", "b", "B", "c", "1", "2", "true", "Append", "Prepend", "ReplaceAll", "x &amp; &lt;y&#10;"];
        TEXTS[self.below(TEXTS.len())]
    }
}

fn element(out: &mut String, kind: &Kind, name: &str, choices: &mut Choices<'_>) {
    write!(out, "<{name}").unwrap();
    for attribute in kind.attributes {
        if attribute.required || choices.below(2) == 1 {
            write!(out, " {}='{}'", attribute.name, choices.text()).unwrap();
        }
    }
    out.push('>');
    inside(out, kind, choices);
    write!(out, "</{name}>").unwrap();
}

fn inside(out: &mut String, kind: &Kind, choices: &mut Choices<'_>) {
    if let Content::Text(_) = kind.content {
        out.push_str(choices.text());
    }
    for child in kind.children().iter().filter(|child| child.name != "BasePolicy") {
        let count = choices.below(if child.many { 4 } else { 2 });
        for _ in 0..count {
            element(out, child.kind, child.name, choices);
        }
    }
}

/// What stands in the root of a layer.
fn arbitrary_layer() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 0..1500).prop_map(|bytes| {
        let mut out = String::new();
        inside(&mut out, model::root(), &mut Choices(bytes.iter()));
        out
    })
}

fn arbitrary_layers() -> impl Strategy<Value = Vec<Policy>> {
    prop::collection::vec(arbitrary_layer(), 1..5)
        .prop_map(|layers| chain(&layers.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn grown(layers: &[Policy]) -> Layers {
    let mut layers = layers.iter().cloned();
    let mut grown = Layers::new(layers.next().unwrap()).unwrap();
    layers.for_each(|layer| grown.add(layer).unwrap());
    grown
}

/// A tree without the name of the policy that it builds on.
fn content(policy: &Policy) -> Policy {
    Policy { base: None, ..policy.clone() }
}

fn read(text: &str) -> Policy {
    Policy::read(&xml::Document::parse("a.xml", text.as_bytes(), &xml::Limits::default()).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn merging_file_by_file_equals_merging_at_once(layers in arbitrary_layers()) {
        let at_once = MergedPolicy::merge(layers.clone());
        // One file after another, each time from what was merged before.
        let mut by_file = Layers::new(layers[0].clone()).unwrap();
        for layer in &layers[1..] {
            let before = by_file.clone();
            by_file.add(layer.clone()).unwrap();
            let mut again = before;
            again.add(layer.clone()).unwrap();
            prop_assert_eq!(&again, &by_file);
        }
        prop_assert_eq!(at_once, by_file.finish());
    }

    #[test]
    fn what_a_merge_gave_is_one_layer_that_gives_the_same(layers in arbitrary_layers()) {
        // Written as one file, and that file merged alone.
        let merged = grown(&layers).tree().clone();
        let one = read(&write(&content(&merged)));
        let alone = Layers::new(one).unwrap();
        prop_assert_eq!(alone.tree(), &content(&merged));
    }

    #[test]
    fn an_empty_layer_changes_nothing(layers in prop::collection::vec(arbitrary_layer(), 1..4), at in any::<prop::sample::Index>()) {
        let mut texts: Vec<&str> = layers.iter().map(String::as_str).collect();
        let expected = content(grown(&chain(&texts)).tree());
        let at = at.index(texts.len() + 1);
        texts.insert(at, "");
        let layers = chain(&texts);
        let merged = content(grown(&layers).tree());
        // The relying party is the leaf's alone, and so is the id.
        let leaf = layers.last().unwrap();
        let party = if at == layers.len() - 1 { None } else { expected.relying_party.clone() };
        prop_assert_eq!(merged, Policy { relying_party: party, id: leaf.id.clone(), ..expected });
    }

    #[test]
    fn parse_write_parse_is_the_identity(inner in arbitrary_layer()) {
        let policy = layer("a", None, &inner);
        let written = write(&policy);
        prop_assert_eq!(&read(&written), &policy, "{}", written);
        prop_assert_eq!(write(&read(&written)), written);
    }

    #[test]
    fn of_every_metadata_item_the_last_layer_that_gives_it_wins(
        layers in prop::collection::vec(prop::collection::btree_map((0_u8..3, 0_u8..5), 0_u8..100, 0..8), 1..6)
    ) {
        let mut expected: BTreeMap<(u8, u8), (u8, usize)> = BTreeMap::new();
        let texts: Vec<String> = layers.iter().enumerate().map(|(number, layer)| {
            let mut profiles: BTreeMap<u8, String> = BTreeMap::new();
            for ((profile, key), value) in layer {
                expected.insert((*profile, *key), (*value, number));
                // Ids and keys differ in case from layer to layer.
                let key = if number % 2 == 0 { format!("key{key}") } else { format!("KEY{key}") };
                write!(profiles.entry(*profile).or_default(), "<Item Key='{key}'>{value}</Item>").unwrap();
            }
            let profiles = profiles.into_iter().fold(String::new(), |mut out, (profile, items)| {
                let id = if number % 2 == 0 { format!("Profile{profile}") } else { format!("PROFILE{profile}") };
                write!(out, "<TechnicalProfile Id='{id}'><Metadata>{items}</Metadata></TechnicalProfile>").unwrap();
                out
            });
            format!("<ClaimsProviders><ClaimsProvider><TechnicalProfiles>{profiles}</TechnicalProfiles></ClaimsProvider></ClaimsProviders>")
        }).collect();
        let merged = MergedPolicy::merge(chain(&texts.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
        let mut found = BTreeMap::new();
        for (_, profile) in merged.tree().technical_profiles() {
            for item in &profile.metadata {
                let number = |text: &str| text.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u8>().unwrap();
                let file = item.value.origin.to_string().split('.').next().unwrap().parse::<usize>().unwrap();
                let before = found.insert((number(&profile.id), number(&item.key)), (number(&item.value), file));
                prop_assert!(before.is_none(), "one item, once");
            }
        }
        prop_assert_eq!(found, expected);
    }
}

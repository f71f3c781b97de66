//! A sign-in as a picture: four lanes, time runs down, each hop a line. It is an SVG that the server draws; below 768 px
//! the list alone says it all.

use super::hop::{Hop, Lane, hop_id};
use leptos::prelude::*;

const LANE: usize = 250;
const LEFT: usize = 110;
const TOP: usize = 56;
const ROW: usize = 40;
const WIDTH: usize = 2 * LEFT + 3 * LANE;
/// As much of a line as fits between two lanes.
const LETTERS: usize = 38;

fn x(lane: Lane) -> usize {
    LEFT + LANE * Lane::ALL.iter().position(|other| *other == lane).unwrap_or(0)
}

/// Draws the hops, each with its number in the list.
pub(super) fn picture(hops: &[(usize, Hop)]) -> AnyView {
    let drawn: Vec<_> = hops.iter().filter(|(_, hop)| !hop.way.is_detail).collect();
    let height = TOP + ROW * drawn.len() + 24;
    let lanes = Lane::ALL.into_iter().map(|lane| lane_view(lane, height)).collect::<Vec<_>>();
    let arrows = drawn
        .into_iter()
        .enumerate()
        .map(|(row, (index, hop))| arrow_view(*index, hop, TOP + ROW * row + 24))
        .collect::<Vec<_>>();
    view! {
        <svg class="sequence" viewBox=format!("0 0 {WIDTH} {height}") role="group" aria-label="The sign-in as a picture">
            {lanes}
            {arrows}
        </svg>
    }
    .into_any()
}

fn lane_view(lane: Lane, height: usize) -> AnyView {
    let x = x(lane);
    view! {
        <g class="sequence-lane" data-lane=lane.name()>
            <line x1=x x2=x y1="36" y2=height - 8></line>
            <text x=x y="24" text-anchor="middle">
                {lane.words()}
            </text>
        </g>
    }
    .into_any()
}

fn arrow_view(index: usize, hop: &Hop, y: usize) -> AnyView {
    let (from, to) = (x(hop.way.from), x(hop.way.to));
    // Two lanes apart, there is twice the room.
    let letters = LETTERS * (from.abs_diff(to) / LANE).max(1);
    let cut = hop.line.chars().count() > letters;
    let mut line: String = hop.line.chars().take(letters - usize::from(cut)).collect();
    if cut {
        line.push('…');
    }
    let figures = hop.figures.clone();
    let (shaft, tip, label_x, anchor) = if from == to {
        (String::new(), format!("M{} {}h10v10h-10z", from - 5, y - 5), from + 14, "start")
    } else {
        let back = if to > from { to - 8 } else { to + 8 };
        let tip = format!("M{back} {}L{to} {y}L{back} {}", y - 5, y + 5);
        (format!("M{from} {y}H{to}"), tip, usize::midpoint(from, to), "middle")
    };
    let (text_y, figures_y) = if from == to { (y + 4, y + 18) } else { (y - 6, y + 15) };
    view! {
        <g><a
            href=format!("#{}", hop_id(index))
            class="sequence-hop"
            data-tone=if hop.failed { "danger" } else { "plain" }
            data-by=if hop.way.by_browser { "browser" } else { "server" }
        >
            <path class="sequence-shaft" d=shaft></path>
            <path d=tip></path>
            <text x=label_x y=text_y text-anchor=anchor>
                {line}
            </text>
            {figures.map(|figures| view! {
                <text class="sequence-figures" x=label_x y=figures_y text-anchor=anchor>
                    {figures}
                </text>
            })}
        </a></g>
    }
    .into_any()
}

//! Pictures of figures, as SVG that a page can show in light and dark.

use crate::{drive::Run, stats::spread};
use std::fmt::Write as _;

/// One line of a picture.
pub struct Line {
    /// What it is, with its unit.
    pub name: String,
    /// Count and figure.
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 720.0;
const ROW: f64 = 26.0;
const LEFT: f64 = 280.0;
const COLOURS: [&str; 4] = ["#0078d4", "#c2410c", "#15803d", "#7c3aed"];

fn svg(height: f64, title: &str, inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\n\
         <style>text{{font:13px system-ui,sans-serif;fill:#24292f}}.axis{{stroke:#8c959f}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e6edf3}}}}</style>\n{inside}</svg>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// CPU time per sign-in of each broker, by how many browsers came at once; the axis is logarithmic.
pub fn bars(runs: &[Run]) -> String {
    let mut rows: Vec<(usize, &str, f64)> = Vec::new();
    for run in runs {
        if rows.iter().any(|(clients, broker, _)| *clients == run.clients && *broker == run.broker) {
            continue;
        }
        let same = runs.iter().filter(|other| other.clients == run.clients && other.broker == run.broker);
        let cpu: Vec<f64> = same.filter_map(|run| run.cpu).collect();
        if !cpu.is_empty() {
            rows.push((run.clients, &run.broker, spread(&cpu).0));
        }
    }
    let most = rows.iter().map(|row| row.2).fold(10.0, f64::max);
    let across = |value: f64| (value.max(1.0).ln() / most.ln() * (WIDTH - LEFT - 70.0)).max(1.0);
    let title = "CPU milliseconds per sign-in (logarithmic)";
    let mut inside = format!("<text x=\"0\" y=\"18\" font-weight=\"600\">{title}</text>\n");
    let mut top = 34.0;
    let mut group = None;
    for (clients, broker, cpu) in rows {
        if group != Some(clients) {
            group = Some(clients);
            let _ = writeln!(inside, "<text x=\"0\" y=\"{}\">{clients} at once</text>", top + 14.0);
            top += ROW;
        }
        let colour = COLOURS[usize::from(!broker.starts_with("Passerelle"))];
        let _ = writeln!(
            inside,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" \
             height=\"18\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{}\">{cpu:.1}</text>",
            LEFT - 8.0,
            top + 14.0,
            escaped(broker),
            top,
            across(cpu),
            LEFT + across(cpu) + 6.0,
            top + 14.0
        );
        top += ROW;
    }
    svg(top + 8.0, title, &inside)
}

/// How figures grow; both axes are logarithmic, so that a straight level line costs nothing more.
pub fn lines(title: &str, count: &str, lines: &[Line]) -> String {
    const HEIGHT: f64 = 360.0;
    const EDGE: f64 = 56.0;
    let all = || lines.iter().flat_map(|line| &line.points);
    let end = |pick: fn(&(f64, f64)) -> f64, from: f64, to: fn(f64, f64) -> f64| all().map(pick).fold(from, to);
    let (least, most) = (end(|point| point.0, f64::MAX, f64::min), end(|point| point.0, 10.0, f64::max));
    let (low, high) = (end(|point| point.1, f64::MAX, f64::min) / 2.0, end(|point| point.1, 1.0, f64::max) * 2.0);
    let x = |value: f64| EDGE + (value / least).ln() / (most / least).ln() * (WIDTH - EDGE - 150.0);
    let y = |value: f64| HEIGHT - EDGE - (value / low).ln() / (high / low).ln() * (HEIGHT - EDGE - 40.0);
    let mut inside = format!("<text x=\"0\" y=\"18\" font-weight=\"600\">{}</text>\n", escaped(title));
    let bottom = HEIGHT - EDGE;
    let _ = writeln!(
        inside,
        "<path class=\"axis\" d=\"M{EDGE} 40V{bottom}H{}\" fill=\"none\"/><text x=\"{EDGE}\" y=\"{}\">{}</text>",
        WIDTH - 150.0,
        HEIGHT - 14.0,
        escaped(count)
    );
    for (value, _) in lines.first().map(|line| line.points.as_slice()).unwrap_or_default() {
        let (at, below) = (x(*value), bottom + 18.0);
        let _ = writeln!(inside, "<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{value}</text>");
    }
    for (line, colour) in lines.iter().zip(COLOURS) {
        let path: Vec<String> =
            line.points.iter().map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1))).collect();
        let _ = writeln!(
            inside,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        );
        for point in &line.points {
            let _ = writeln!(
                inside,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                x(point.0),
                y(point.1)
            );
        }
        if let Some(last) = line.points.last() {
            let (at, beside) = (x(last.0) + 10.0, y(last.1) + 4.0);
            let _ =
                writeln!(inside, "<text x=\"{at:.1}\" y=\"{beside:.1}\">{}: {:.1}</text>", escaped(&line.name), last.1);
        }
    }
    svg(HEIGHT, title, &inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_does_not_grow_is_a_level_line_and_names_are_escaped() {
        let line = |name: &str, figures: [f64; 2]| Line {
            name: name.to_owned(),
            points: vec![(1.0, figures[0]), (10_000.0, figures[1])],
        };
        let drawn =
            lines("Growth", "<users>", &[line("start & more, ms", [5.0, 5.0]), line("memory, MB", [5.0, 50.0])]);
        let ends = |number: usize| {
            let points = drawn.split("points=\"").nth(number + 1).unwrap().split('"').next().unwrap();
            points.split(' ').map(|point| point.split_once(',').unwrap().1.parse::<f64>().unwrap()).collect::<Vec<_>>()
        };
        let (level, steep) = (ends(0), ends(1));
        assert!((level[0] - level[1]).abs() < 0.1, "{level:?}");
        assert!(steep[0] - steep[1] > 50.0, "{steep:?}");
        assert!(drawn.contains("start &amp; more") && drawn.contains("&lt;users>"), "{drawn}");
    }
}

use leptos::prelude::*;

/// A line of a list. Where the first cell leads, the whole row leads.
pub(crate) struct Row {
    /// Where to, if anywhere.
    pub(crate) href: Option<String>,
    /// What the first cell says.
    pub(crate) name: AnyView,
    /// A word beside it, such as `Disabled`.
    pub(crate) badge: Option<&'static str>,
    /// The other cells, in the order of the columns.
    pub(crate) cells: Vec<AnyView>,
}

/// A list as a table; below 768 px each row is a card, on which the heading of a column stands above its value.
pub(crate) fn table_view(columns: &'static [&'static str], rows: Vec<Row>) -> AnyView {
    let heads = columns.iter().map(|name| head_view(name)).collect::<Vec<_>>();
    let rows = rows.into_iter().map(|row| row_view(columns, row)).collect::<Vec<_>>();
    view! {
        <table class="list">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn head_view(name: &'static str) -> AnyView {
    let hidden = name.is_empty();
    view! {
        <th scope="col">
            <span class:visually-hidden=hidden>{if hidden { "Actions" } else { name }}</span>
        </th>
    }
    .into_any()
}

fn row_view(columns: &'static [&'static str], row: Row) -> AnyView {
    let cells = columns
        .iter()
        .skip(1)
        .zip(row.cells)
        .map(|(name, cell)| {
            let label = (!name.is_empty()).then_some(*name);
            view! { <td data-label=label>{cell}</td> }.into_any()
        })
        .collect::<Vec<_>>();
    let name = match row.href {
        Some(href) => view! { <a class="row-link" href=href>{row.name}</a> }.into_any(),
        None => row.name,
    };
    view! {
        <tr>
            <th scope="row">
                {name}
                {row.badge.map(|badge| view! { <span class="badge">{badge}</span> })}
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

/// Names and values, one below the other.
pub(crate) fn facts_view(facts: Vec<(&'static str, AnyView)>) -> AnyView {
    let facts = facts
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! { <dl class="facts">{facts}</dl> }.into_any()
}

use leptos::prelude::*;

/// A sentence in which `` `…` `` stands for code, as the checked values and the server write it.
pub(crate) fn prose(text: &str) -> Vec<AnyView> {
    text.split('`')
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(index, piece)| {
            let piece = piece.to_owned();
            if index % 2 == 1 { view! { <code>{piece}</code> }.into_any() } else { piece.into_any() }
        })
        .collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::prose;
    use leptos::prelude::*;

    #[test]
    fn what_stands_in_backticks_is_code_and_never_markup() {
        let html = prose("It begins with `https://<b>`.").to_html();
        assert_eq!(html.replace("<!>", ""), "It begins with <code>https://&lt;b&gt;</code>.");
    }
}

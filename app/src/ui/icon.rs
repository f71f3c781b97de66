use leptos::prelude::*;

/// The icons. All are decoration: what they stand for is said in words beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "ssr", feature = "console")),
    expect(dead_code, reason = "the inspector draws two of them")
)]
pub(crate) enum Icon {
    Application,
    Check,
    Copy,
    Cross,
    Down,
    Expand,
    Flow,
    Info,
    Menu,
    Plus,
    Provider,
    SignIn,
    Up,
    User,
    Wait,
    Warning,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Application => "M2.5 3.5h11v9h-11zM2.5 6h11M4.5 4.8h.01M6.3 4.8h.01",
            Self::Check => "M3 8.5l3.2 3.2L13 4.5",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Down => "M8 3v10M4 9l4 4 4-4",
            Self::Expand => "M3.5 6L8 10.5 12.5 6",
            Self::Flow => "M2 4h5v3H2zM9 9h5v3H9zM7 5.5h4.5V9",
            Self::Info => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 7.3v4M8 4.9h.01",
            Self::Menu => "M2 4h12M2 8h12M2 12h12",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Provider => "M8 1.8l5 2v3.7c0 3.2-2.1 5.4-5 6.7-2.9-1.3-5-3.5-5-6.7V3.8zM5.8 8l1.6 1.6 3-3.2",
            Self::SignIn => "M9 2.5h4.5v11H9M2 8h7.5M6.5 5l3 3-3 3",
            Self::Up => "M8 13V3M4 7l4-4 4 4",
            Self::User => "M8 2a3 3 0 100 6 3 3 0 000-6zM2.5 14c.4-3 2.6-4.5 5.5-4.5s5.1 1.5 5.5 4.5",
            Self::Wait => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 4.5V8l2.5 1.5",
            Self::Warning => "M8 2l6.5 11.5h-13zM8 6.5v3.5M8 12h.01",
        }
    }
}

/// An icon of 16 px in the colour of the text.
#[component]
pub(crate) fn Glyph(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path()/>
        </svg>
    }
}

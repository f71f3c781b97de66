use leptos::prelude::*;

/// The icons. All are decoration: what they stand for is said in words beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "ssr", feature = "console")),
    expect(dead_code, reason = "the inspector draws two of them")
)]
pub(crate) enum Icon {
    Application,
    Audit,
    Brand,
    Check,
    Copy,
    Cross,
    Down,
    Expand,
    Flow,
    Grid,
    Grip,
    Home,
    Info,
    Key,
    Menu,
    Plus,
    Policy,
    Print,
    Provider,
    Search,
    Settings,
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
            Self::Audit => "M3.5 2h9v12h-9zM5.8 5h4.4M5.8 8h4.4M5.8 11h2.4",
            Self::Brand => {
                "M8 1.8a6.2 6.2 0 000 12.4c1.2 0 1.4-1 .9-1.7-.6-.9 0-2 1.1-2h1.7c1.4 0 2.5-1 2.5-2.5A6.2 6.2 0 008 1.8zM5 8h.01M6.5 5h.01M10 5h.01"
            }
            Self::Check => "M3 8.5l3.2 3.2L13 4.5",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Down => "M8 3v10M4 9l4 4 4-4",
            Self::Expand => "M3.5 6L8 10.5 12.5 6",
            Self::Flow => "M2 4h5v3H2zM9 9h5v3H9zM7 5.5h4.5V9",
            Self::Grid => "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
            Self::Grip => "M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01",
            Self::Home => "M2 7.5L8 2.5l6 5M3.5 6.5v7h9v-7M6.5 13.5v-4h3v4",
            Self::Info => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 7.3v4M8 4.9h.01",
            Self::Key => "M10.2 1.8a4 4 0 11-3.4 6.1L2 12.7V14h2.5v-2H6v-1.5l1.6-1.6M11 5h.01",
            Self::Menu => "M2 4h12M2 8h12M2 12h12",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Policy => "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M6 8l-1.3 1.5L6 11M10 8l1.3 1.5L10 11",
            Self::Print => "M4.5 6V2h7v4M4.5 12h-2V6h11v6h-2M4.5 9.5h7V14h-7z",
            Self::Provider => "M8 1.8l5 2v3.7c0 3.2-2.1 5.4-5 6.7-2.9-1.3-5-3.5-5-6.7V3.8zM5.8 8l1.6 1.6 3-3.2",
            Self::Search => "M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.3 10.3L14 14",
            Self::Settings => {
                "M8 5.7a2.3 2.3 0 100 4.6 2.3 2.3 0 000-4.6zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4"
            }
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

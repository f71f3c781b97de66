//! The parts of the console that a browser loads when somebody goes there: the first page would otherwise wait for
//! the code of all of them. Each is a file of its own, made by `cargo xtask` from the functions marked here.

use crate::{api::ConsoleError, ui::failure_view};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::LazyRoute;

/// A part: its module, the function that leads into its file, and its pages.
macro_rules! part {
    ($part:ident, $enter:ident: $($view:ident),+) => {
        pub(super) mod $part {
            use super::*;

            #[derive(Debug, Clone, Copy)]
            enum Page {
                $($view),+
            }

            #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, preload(fetch), fallible)]
            fn $enter(page: Page) -> Result<AnyView, SplitLoaderError> {
                Ok(match page {
                    $(Page::$view => crate::console::$part::$view().into_any()),+
                })
            }

            $(
                #[derive(Debug, Clone, Copy)]
                pub struct $view;

                impl LazyRoute for $view {
                    fn data() -> Self {
                        Self
                    }

                    async fn view(_: Self) -> AnyView {
                        $enter(Page::$view).await.unwrap_or_else(|_| not_loaded())
                    }

                    async fn preload() {
                        // Whoever goes there hears of a failure from `view`.
                        let _ = fetch().await;
                    }
                }
            )+
        }
    };
}

fn not_loaded() -> AnyView {
    let message = "This part of the console did not arrive. Check that you are online, then load the page again.";
    failure_view(ConsoleError::Unavailable { message: message.to_owned(), correlation_id: None })
}

part!(identity_providers, enter_identity_providers: List, New, Details);
part!(user_flows, enter_user_flows: List, New, Details);
part!(app_registrations, enter_app_registrations: List, New, Details);
part!(policies, enter_policies: List, Upload, Details);
part!(policy_keys, enter_policy_keys: List, New, Details);
part!(users, enter_users: List, Details);
part!(sign_ins, enter_sign_ins: List, Details, Refused);
part!(audit_logs, enter_audit_logs: List);
part!(branding, enter_branding: Branding);
part!(settings, enter_settings: Settings);
part!(all_services, enter_all_services: AllServices);

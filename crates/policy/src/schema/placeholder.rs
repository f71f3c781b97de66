//! Words that somebody was meant to replace before the upload.

/// Whether a text holds a placeholder for the name of a tenant or a part of an id: `{Settings:Tenant}`, `__Name__`,
/// `<yourtenant>`, `yourtenant`, `your-tenant`, `YOUR_B2C_TENANT`. An empty text is one too.
pub fn is_open(text: &str) -> bool {
    let folded = text.trim().to_ascii_lowercase();
    let between = |open: &str, close: &str| {
        folded.split_once(open).and_then(|(_, rest)| rest.split_once(close)).is_some_and(|(name, _)| !name.is_empty())
    };
    folded.is_empty()
        || between("{", "}")
        || between("__", "__")
        || between("<", ">")
        || between("[", "]")
        || folded.split(['.', '/']).any(|part| part.starts_with("your"))
}

/// The names of settings that a text still asks for: `Tenant` of `{Settings:Tenant}`.
pub fn open_settings(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let (group, setting) = name.split_once(':')?;
        (group.eq_ignore_ascii_case("Settings") && !setting.is_empty()).then_some(setting)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_every_style_are_seen_and_real_names_are_not() {
        for open in [
            "",
            "{Settings:Tenant}",
            "{Settings:PolicyPrefix}signup",
            "__TenantName__",
            "<yourtenant>.onmicrosoft.com",
            "yourtenant.onmicrosoft.com",
            "your-tenant.onmicrosoft.com",
            "YOUR_B2C_TENANT.onmicrosoft.com",
            "http://yourtenant.onmicrosoft.com/B2C_1A_x",
            "[tenant].onmicrosoft.com",
        ] {
            assert!(is_open(open), "{open}");
        }
        for real in ["contoso.onmicrosoft.com", "B2C_1A_sign_up", "fabrikam", "a__b", "{}", "my-tenant"] {
            assert!(!is_open(real), "{real}");
        }
    }

    #[test]
    fn settings_are_named() {
        let names = |text: &'static str| open_settings(text).collect::<Vec<_>>();
        assert_eq!(
            names("https://{Settings:Tenant}/{settings:Policy Prefix}x{Policy:PolicyId}"),
            ["Tenant", "Policy Prefix"]
        );
        assert_eq!(names("{Settings:}{Settings:open"), Vec::<&str>::new());
    }
}

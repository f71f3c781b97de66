use super::*;

#[test]
fn s79_a_secret_is_not_shown() {
    let secret = Secret::from("hunter2".to_owned());
    assert_eq!(format!("{secret:?}"), "Secret(…)");
    assert_eq!(format!("{:?}", Some(secret.clone())), "Some(Secret(…))");
    assert_eq!(secret.expose(), "hunter2");
    assert_eq!(secret, Secret::new("hunter2"));
    assert!(!secret.is_empty() && Secret::new("").is_empty());
}

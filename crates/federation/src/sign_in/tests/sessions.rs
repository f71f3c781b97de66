//! What ends while a sign-in is under way ends the sign-in (S20, S37).

use super::world::World;
use crate::sign_in::{Outcome, Situation};
use domain::User;
use oauth::provider::Prompt;
use storage::{Change, Revoked};

fn is_refused(outcome: &Outcome, how: Situation) -> bool {
    matches!(outcome, Outcome::Error(view) if view.situation == how && view.error.code == "AADB2C90046")
}

fn text(outcome: &Outcome) -> String {
    use oauth::provider::response::Response;
    match outcome {
        Outcome::Respond(Response::FormPost { fields, .. })
        | Outcome::SignedIn { response: Response::FormPost { fields, .. }, .. } => format!("{fields:?}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn s37_a_sign_in_under_way_ends_with_the_session_that_spared_it() {
    let world = World::new().await;
    let tenant = world.tenant.id;
    let user = world.account("ada", "x").await;
    for asked in [false, true] {
        // As it is meant to go.
        let (session, cookie) = world.session(user.id).await;
        let mut drive = world.drive_with(1, Some(session));
        drive.envelope.asked = asked;
        let outcome = drive.finish(world.finished(Some(user.id))).await.unwrap();
        assert!(text(&outcome).contains("id_token"), "{outcome:?}");
        assert!(world.is_session(&cookie).await);

        let (session, cookie) = world.session(user.id).await;
        let mut drive = world.drive_with(1, Some(session.clone()));
        drive.envelope.asked = asked;
        let signed_out = Change::EndSession { tenant, session: session.digest };
        world.commit(vec![signed_out]).await;
        let outcome = drive.finish(world.finished(Some(user.id))).await.unwrap();
        assert!(is_refused(&outcome, Situation::Expired), "{outcome:?}");
        assert!(!world.is_session(&cookie).await);

        let (session, _) = world.session(user.id).await;
        let mut drive = world.drive_with(1, Some(session));
        drive.envelope.asked = asked;
        world.commit(vec![Change::Revoke { tenant, grants: Revoked::User(user.id), at: world.now() }]).await;
        let outcome = drive.finish(world.finished(Some(user.id))).await.unwrap();
        assert!(is_refused(&outcome, Situation::Expired), "{outcome:?}");
    }
    // Without a page the application is told.
    let (session, _) = world.session(user.id).await;
    let mut drive = world.drive_with(1, Some(session.clone()));
    drive.envelope.request.prompt = Prompt::Never;
    world.commit(vec![Change::EndSession { tenant, session: session.digest }]).await;
    let outcome = drive.finish(world.finished(Some(user.id))).await.unwrap();
    assert!(text(&outcome).contains("login_required"), "{}", text(&outcome));
}

#[tokio::test]
async fn s37_who_is_switched_off_or_deleted_while_a_page_waits_gets_no_token() {
    let world = World::new().await;
    let user = world.account("ada", "x").await;
    let id = user.id;
    for change in [
        Change::UpdateUser { user: User { enabled: false, ..user } },
        Change::DeleteUser { tenant: world.tenant.id, id },
    ] {
        let drive = world.drive(1);
        world.commit(vec![change]).await;
        let outcome = drive.finish(world.finished(Some(id))).await.unwrap();
        let told = text(&outcome);
        assert!(matches!(outcome, Outcome::Respond(_)) && told.contains("access_denied"), "{told}");
        assert!(told.contains("AADB2C90111") && !told.contains("id_token"), "{told}");
    }
    // Whom the directory does not know is not looked for there.
    let outcome = world.drive(1).finish(world.finished(None)).await.unwrap();
    assert!(text(&outcome).contains("id_token"), "{}", text(&outcome));
}

#[tokio::test]
async fn s20_a_silent_renewal_that_overlaps_a_sign_out_brings_nothing_back() {
    let world = World::new().await;
    let user = world.account("ada", "x").await;
    let (session, cookie) = world.session(user.id).await;
    let part = session.saved.signed_in.parts[0].clone();
    let remembered = crate::session::Remembered { saved: session.saved.clone(), part };
    let settings = domain::SessionSettings::default();
    let (changes, _) = world.federation.continued(world.tenant.id, &session, remembered, settings).unwrap();
    world.commit(vec![Change::EndSession { tenant: world.tenant.id, session: session.digest }]).await;
    let conflict = world.store().commit(changes).await.unwrap_err();
    assert!(matches!(conflict, storage::StoreError::Conflict(storage::Conflict::Session)), "{conflict}");
    assert!(!world.is_session(&cookie).await);
}

#[tokio::test]
async fn s73_a_browser_comes_back_to_one_journey_three_hundred_times() {
    let world = World::new().await;
    let answer = || journey::Event::Answered(journey::Answer::Form(journey::Typed::new()));
    for (before, on) in [(299, true), (300, false)] {
        let mut drive = world.drive(1);
        drive.envelope.answers = before;
        let outcome = drive.resume(answer()).await.unwrap();
        assert_eq!(matches!(outcome, Outcome::Page { .. }), on, "{outcome:?}");
        assert_eq!(text(&outcome).contains("AADB2C90157"), !on, "{}", text(&outcome));
    }
}

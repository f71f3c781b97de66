use domain::{
    ApplicationId, DisplayName, GrantId, Identity, JourneyId, Kind, Tenant, TenantId, TenantName, Timestamp, User,
    UserId,
};
use serde_json::json;
use std::collections::BTreeMap;
use storage::{
    Change, CodeRedemption, Conflict, Digest, DocumentKey, Expected, JourneySave, JourneyStatus, NewCallback, NewCode,
    NewJourney, NewRefreshFamily, Presented, Rotation, Store, StoreError,
};
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);
const LATER: Timestamp = NOW.plus_seconds(600);
const TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(1));

/// What the writer was told is stored, as one line of its output.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledged {
    what: What,
    at: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Began,
    CallbackConsumed,
    Saved,
    UserAndDocument,
    CodeCreated,
    CodeRedeemed,
    FamilyBegan,
    FamilyRotated,
    FamilyRevoked,
}

const WHAT: [(What, &str); 9] = [
    (What::Began, "began"),
    (What::CallbackConsumed, "callback"),
    (What::Saved, "saved"),
    (What::UserAndDocument, "user"),
    (What::CodeCreated, "created"),
    (What::CodeRedeemed, "redeemed"),
    (What::FamilyBegan, "family"),
    (What::FamilyRotated, "rotated"),
    (What::FamilyRevoked, "revoked"),
];

/// Which sign-in; its rows have ids made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    round: u32,
    task: u32,
    step: u32,
}

impl Acknowledged {
    /// Of a line such as `stored saved 3 1 17`; `None` of what else a test binary prints, and of a line cut by the kill.
    pub fn read(line: &str) -> Option<Self> {
        // The first line may stand behind the name of the test.
        let mut words = line.split_once("stored ")?.1.strip_suffix(" .")?.split(' ');
        let word = words.next()?;
        let what = WHAT.iter().find(|(_, name)| *name == word)?.0;
        let mut number = || words.next()?.parse().ok();
        Some(Self { what, at: Place { round: number()?, task: number()?, step: number()? } })
    }

    fn say(what: What, at: Place) {
        let name = WHAT.iter().find(|(known, _)| *known == what).unwrap().1;
        println!("stored {name} {} {} {} .", at.round, at.task, at.step);
    }
}

impl Place {
    fn uuid(self) -> Uuid {
        Uuid::from_u128(u128::from(self.round) << 96 | u128::from(self.task) << 64 | u128::from(self.step) << 32 | 7)
    }

    fn digest(self) -> Digest {
        let mut digest = [0; 32];
        digest[..16].copy_from_slice(self.uuid().as_bytes());
        digest
    }

    fn journey(self) -> JourneyId {
        JourneyId::from_uuid(self.uuid())
    }

    fn user(self) -> UserId {
        UserId::from_uuid(self.uuid())
    }

    fn identity(self) -> Identity {
        Identity { issuer: "https://login.fabrikam.example/".to_owned(), issuer_assigned_id: self.uuid().to_string() }
    }

    fn family(self) -> GrantId {
        GrantId::from_uuid(self.uuid())
    }

    /// A token of its family, long after anything may be repeated.
    fn presented(self, generation: u32) -> Presented {
        let (tenant, family) = (TENANT, self.family());
        Presented { tenant, family, generation, now: NOW, expires_at: LATER, retry_from: LATER }
    }

    fn document(self) -> DocumentKey {
        DocumentKey { tenant: TENANT, kind: Kind::Application, id: self.uuid().to_string() }
    }

    fn text(self, of: &str) -> Vec<u8> {
        format!("{of} of {self:?}").into_bytes()
    }
}

/// Makes the tenant, unless an earlier round did.
pub async fn begin(store: &dyn Store) {
    let tenant = Tenant {
        id: TENANT,
        name: TenantName::parse("contoso").unwrap(),
        display_name: DisplayName::parse("Contoso").unwrap(),
        created_at: NOW,
    };
    let made = store.commit(vec![Change::CreateTenant(tenant)]).await;
    assert!(matches!(made, Ok(()) | Err(StoreError::Conflict(Conflict::Tenant))), "{made:?}");
}

/// One sign-in, each commit acknowledged on a line of its own.
pub async fn step(store: &dyn Store, round: u32, task: u32, step: u32) {
    let at = Place { round, task, step };
    let journey = NewJourney {
        id: at.journey(),
        tenant: TENANT,
        policy: "B2C_1_SignUpSignIn".to_owned(),
        application: ApplicationId::from_uuid(Uuid::from_u128(2)),
        binding: at.digest(),
        state: at.text("state"),
        recording: at.text("recording"),
        status: JourneyStatus::Waiting,
        fault: None,
        started_at: NOW,
        expires_at: LATER,
    };
    let callback = NewCallback {
        state: at.digest(),
        tenant: TENANT,
        journey: at.journey(),
        provider: "Fabrikam".to_owned(),
        own_address: false,
        binding: at.digest(),
        expires_at: LATER,
    };
    store.commit(vec![Change::CreateJourney(journey), Change::ExpectCallback(callback)]).await.unwrap();
    Acknowledged::say(What::Began, at);

    let consumed =
        store.consume_callback(at.digest(), TENANT, None, at.digest(), NOW, NOW.plus_seconds(30)).await.unwrap();
    assert!(consumed.is_some());
    Acknowledged::say(What::CallbackConsumed, at);

    let user = User {
        id: at.user(),
        tenant: TENANT,
        display_name: Some("Ada".to_owned()),
        given_name: None,
        surname: None,
        email: None,
        attributes: BTreeMap::new(),
        enabled: true,
        identities: vec![at.identity()],
        created_at: NOW,
        last_sign_in_at: None,
    };
    let document = Change::PutDocument {
        key: at.document(),
        expected: Expected::New,
        lookup: Some(at.uuid().to_string()),
        body: json!({ "text": "x".repeat(500) }),
        at: NOW,
        by: "Ada".to_owned(),
    };
    let once = Some((at.journey(), "AAD-UserWrite".to_owned()));
    store.commit(vec![Change::CreateUser { user, once }, document]).await.unwrap();
    Acknowledged::say(What::UserAndDocument, at);

    let save = JourneySave {
        id: at.journey(),
        tenant: TENANT,
        version: 1,
        state: None,
        recording: at.text("longer recording"),
        status: JourneyStatus::Succeeded,
        fault: None,
        provider: Some("Fabrikam".to_owned()),
        user: Some(at.user()),
        at: NOW,
        expires_at: LATER,
        release: true,
    };
    store.commit(vec![Change::SaveJourney(save)]).await.unwrap();
    Acknowledged::say(What::Saved, at);

    let code = NewCode {
        code: at.digest(),
        tenant: TENANT,
        journey: at.journey(),
        payload: at.text("payload"),
        expires_at: LATER,
    };
    store.commit(vec![Change::CreateCode(code)]).await.unwrap();
    Acknowledged::say(What::CodeCreated, at);

    if step.is_multiple_of(2) {
        let redeemed = store.redeem_code(at.digest(), TENANT, NOW).await.unwrap();
        assert_eq!(redeemed, CodeRedemption::First { journey: at.journey(), payload: at.text("payload") });
        Acknowledged::say(What::CodeRedeemed, at);
        refresh(store, at).await;
    }
}

/// What the code gave is refreshed twice; every fourth time somebody repeats an old token, and the family dies.
async fn refresh(store: &dyn Store, at: Place) {
    let family = NewRefreshFamily {
        id: at.family(),
        tenant: TENANT,
        journey: at.journey(),
        application: ApplicationId::from_uuid(Uuid::from_u128(2)),
        user: Some(at.user()),
        payload: at.text("family"),
        created_at: NOW,
        expires_at: LATER,
    };
    store.commit(vec![Change::CreateRefreshFamily(family)]).await.unwrap();
    Acknowledged::say(What::FamilyBegan, at);
    for generation in 0..2 {
        assert_eq!(store.rotate_refresh(at.presented(generation)).await.unwrap(), Rotation::Rotated);
    }
    Acknowledged::say(What::FamilyRotated, at);
    if at.step.is_multiple_of(4) {
        assert_eq!(store.rotate_refresh(at.presented(0)).await.unwrap(), Rotation::Reused);
        Acknowledged::say(What::FamilyRevoked, at);
    }
}

/// Panics if what was acknowledged is not there.
pub async fn check(store: &dyn Store, line: Acknowledged) {
    let at = line.at;
    match line.what {
        What::Began => {
            let row = store.find_journey(TENANT, at.journey()).await.unwrap();
            assert!(row.is_some(), "{line:?}");
        }
        What::CallbackConsumed => {
            let again =
                store.consume_callback(at.digest(), TENANT, None, at.digest(), NOW.plus_seconds(60), LATER).await;
            assert_eq!(again.unwrap(), None, "{line:?}");
        }
        What::Saved => {
            let row = store.find_journey(TENANT, at.journey()).await.unwrap().unwrap();
            assert_eq!((row.version, row.summary.status), (2, JourneyStatus::Succeeded), "{line:?}");
            assert_eq!((row.state, row.recording), (None, at.text("longer recording")), "{line:?}");
        }
        What::UserAndDocument => {
            let user = store.find_user_by_identity(TENANT, &at.identity()).await.unwrap();
            assert_eq!(user.map(|user| user.id), Some(at.user()), "{line:?}");
            let document = store.find_document(&at.document()).await.unwrap();
            assert_eq!(document.map(|document| document.version), Some(1), "{line:?}");
        }
        What::CodeCreated => {
            // The redemption may have been stored, but not acknowledged; there is no third one.
            let found = store.redeem_code(at.digest(), TENANT, NOW).await.unwrap();
            let journey = at.journey();
            let first = CodeRedemption::First { journey, payload: at.text("payload") };
            let again = CodeRedemption::Again { journey };
            assert!(found == first || found == again, "{line:?}: {found:?}");
            assert_eq!(store.redeem_code(at.digest(), TENANT, NOW).await.unwrap(), again, "{line:?}");
        }
        What::CodeRedeemed => {
            let found = store.redeem_code(at.digest(), TENANT, NOW).await.unwrap();
            assert_eq!(found, CodeRedemption::Again { journey: at.journey() }, "{line:?}");
        }
        What::FamilyBegan => {
            let family = store.find_refresh_family(TENANT, at.family()).await.unwrap();
            assert_eq!(family.map(|family| family.payload), Some(at.text("family")), "{line:?}");
        }
        What::FamilyRotated => {
            let family = store.find_refresh_family(TENANT, at.family()).await.unwrap().unwrap();
            assert_eq!(family.generation, 2, "{line:?}");
            // A token that was rotated is never rotated again.
            assert_eq!(store.rotate_refresh(at.presented(1)).await.unwrap(), Rotation::Reused, "{line:?}");
        }
        What::FamilyRevoked => {
            let family = store.find_refresh_family(TENANT, at.family()).await.unwrap().unwrap();
            assert!(family.revoked, "{line:?}");
            assert!(store.grant_is_revoked(TENANT, at.journey()).await.unwrap(), "{line:?}");
            assert_eq!(store.rotate_refresh(at.presented(2)).await.unwrap(), Rotation::Dead, "{line:?}");
        }
    }
}

/// Panics if a list of changes is there in part: user and document are written together.
pub async fn check_whole(store: &dyn Store, round: u32, task: u32) {
    for step in 0.. {
        let at = Place { round, task, step };
        let journey = store.find_journey(TENANT, at.journey()).await.unwrap();
        let user = store.find_user(TENANT, at.user()).await.unwrap();
        let identity = store.find_user_by_identity(TENANT, &at.identity()).await.unwrap();
        let document = store.find_document_by_lookup(TENANT, Kind::Application, &at.uuid().to_string()).await.unwrap();
        let history = store.document_history(&at.document()).await.unwrap();
        assert_eq!(user.is_some(), identity.is_some(), "{at:?}");
        assert_eq!(user.is_some(), document.is_some(), "{at:?}");
        assert_eq!(usize::from(user.is_some()), history.len(), "{at:?}");
        if journey.is_none() {
            assert!(user.is_none(), "{at:?}");
            return;
        }
    }
}

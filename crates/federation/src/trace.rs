//! What happens after a sign-in is appended to its trace: calls of the token endpoint and of userinfo, by the id of the
//! journey that the grant came from.

use crate::{Error, Federation, sign_in};
use domain::{ApplicationId, JourneyId, PolicyId, TenantId};
use journey::recording::{Item, MAX_ENTRIES};
use storage::{Change, Conflict, JourneyStatus, NewJourney, StoreError};

/// How often it is tried again when somebody else appends at the same time.
const TRIES: usize = 4;

/// Whose sign-in a trace is of.
#[derive(Clone, Copy)]
pub(crate) struct Traced<'a> {
    pub tenant: TenantId,
    pub journey: JourneyId,
    pub policy: &'a PolicyId,
    pub application: ApplicationId,
}

impl Federation {
    /// Appends to a trace. One that cannot be written must not refuse a client its tokens.
    pub(crate) async fn append(&self, traced: Traced<'_>, item: Item) {
        for _ in 0..TRIES {
            match self.try_append(traced, item.clone()).await {
                // Read again: nothing that was appended meanwhile may be lost.
                Err(Error::Conflict) => {}
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(correlation = %traced.journey, %error, "a call is missing in the trace");
                    return;
                }
            }
        }
        tracing::warn!(correlation = %traced.journey, "a call is missing in the trace: too many come at the same time");
    }

    async fn try_append(&self, traced: Traced<'_>, item: Item) -> Result<(), Error> {
        let Traced { tenant, journey: id, policy, application } = traced;
        let now = self.clock.now();
        let keep_until = now.plus_seconds(sign_in::RECORDING_SECONDS);
        let row = self.store.find_journey(tenant, id).await?;
        let (version, mut recording) = match row {
            Some(row) => (Some(row.version), sign_in::Growing::resume(row.recording)?),
            None => (None, sign_in::Growing::default()),
        };
        if recording.recording.len() >= MAX_ENTRIES {
            // It is full, and a client that goes on asking causes no more writes.
            return Ok(());
        }
        recording.recording.push(now, item);
        if recording.recording.entries.is_empty() {
            // It is full by octets: the same.
            return Ok(());
        }
        let recording = recording.pack()?;
        let change = match version {
            Some(version) => Change::AppendRecording { tenant, id, version, recording, keep_until },
            // The grant outlived the trace of its sign-in: it gets one again, under the same id.
            None => Change::CreateJourney(NewJourney {
                id,
                tenant,
                policy: policy.to_string(),
                application,
                binding: [0; 32],
                state: Vec::new(),
                recording,
                status: JourneyStatus::Succeeded,
                fault: None,
                started_at: now,
                expires_at: keep_until,
            }),
        };
        match self.store.commit(vec![change]).await {
            Err(StoreError::Conflict(Conflict::JourneyVersion)) => Err(Error::Conflict),
            done => Ok(done?),
        }
    }
}

//! Sign-ins and their recordings.

use super::{Listing, PAGE};
use crate::{Error, Federation, sign_in};
use domain::{JourneyId, TenantId};
use journey::Recording;
use storage::JourneySummary;

impl Federation {
    /// Sign-ins, newest first.
    pub async fn sign_ins(&self, tenant: TenantId, after: Option<&str>) -> Result<Listing<JourneySummary>, Error> {
        let after = after.and_then(|after| after.parse().ok());
        let page = self.store.journeys(tenant, after, PAGE).await?;
        let next = if page.more { page.items.last().map(|journey| journey.id.to_string()) } else { None };
        Ok(Listing { items: page.items, next })
    }

    /// One sign-in with everything that happened.
    pub async fn sign_in(&self, tenant: TenantId, id: JourneyId) -> Result<(JourneySummary, Recording), Error> {
        let row = self.store.find_journey(tenant, id).await?.ok_or(Error::NotFound)?;
        let recording = sign_in::unpack(&row.recording)?;
        Ok((row.summary, recording))
    }
}

//! The one task that writes. It takes everything that is queued, opens one `BEGIN IMMEDIATE`, applies each request in
//! a savepoint of its own (a conflict undoes that request only), commits once, and only then answers anybody. While it
//! waits for the disk the next group gathers, so the more callers there are, the more of them share one sync.

use crate::fault::fault;
use async_trait::async_trait;
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{future::Future, mem};
use storage::{Sealer, StoreError};
use tokio::sync::{mpsc, oneshot};

/// Requests that may wait; more callers wait for a place.
const QUEUE: usize = 1024;
/// Requests that share one commit at most, so that the first of them need not wait for long.
const GROUP: usize = 256;

/// One request: applied whole, or undone.
pub(crate) trait Write: Send + 'static {
    /// What it answers.
    type Output: Send + 'static;

    /// Runs its statements, inside a transaction that the writer opened.
    fn apply(
        self,
        on: &mut SqliteConnection,
        sealer: &Sealer,
    ) -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

/// The queue in front of the task.
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) fn start(connection: SqliteConnection, options: SqliteConnectOptions, sealer: Sealer) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        tokio::spawn(Task { connection: Some(connection), options, sealer }.run(requests));
        Self { queue }
    }

    /// Answers when the request is on the disk.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Output, StoreError> {
        let (answer, outcome) = oneshot::channel();
        let job = Asked { write: Some(write), outcome: None, answer };
        self.queue.send(Message::Write(Box::new(job))).await.map_err(|_| closed())?;
        outcome.await.map_err(|_| closed())?
    }

    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.queue.is_closed()
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("it is closed".to_owned())
}

/// A request and who asked, without its type.
#[async_trait]
trait Job: Send {
    /// Applies it; answers whether what it did is to be kept.
    async fn apply(&mut self, on: &mut SqliteConnection, sealer: &Sealer) -> bool;
    /// Tells the caller, once the group is committed, or why it is not.
    fn answer(self: Box<Self>, failed: Option<&str>);
}

struct Asked<W: Write> {
    write: Option<W>,
    outcome: Option<Result<W::Output, StoreError>>,
    answer: oneshot::Sender<Result<W::Output, StoreError>>,
}

#[async_trait]
impl<W: Write> Job for Asked<W> {
    async fn apply(&mut self, on: &mut SqliteConnection, sealer: &Sealer) -> bool {
        if let Some(write) = self.write.take() {
            self.outcome = Some(write.apply(on, sealer).await);
        }
        matches!(self.outcome, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, failed: Option<&str>) {
        let outcome = match (failed, self.outcome) {
            (None, Some(outcome)) => outcome,
            // What this request met itself says more than that its group failed.
            (Some(_), Some(Err(error @ (StoreError::Corrupt(_) | StoreError::Unavailable(_))))) => Err(error),
            (Some(why), _) => Err(StoreError::Unavailable(why.to_owned())),
            (None, None) => Err(closed()),
        };
        // Whoever asked may have gone away; the write stands.
        let _ = self.answer.send(outcome);
    }
}

struct Task {
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    sealer: Sealer,
}

impl Task {
    async fn run(mut self, mut requests: mpsc::Receiver<Message>) {
        let mut messages = Vec::with_capacity(GROUP);
        let mut closing = Vec::new();
        while requests.recv_many(&mut messages, GROUP).await > 0 {
            let mut group = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Write(job) => group.push(job),
                    Message::Close(done) => closing.push(done),
                }
            }
            if !group.is_empty() {
                self.commit(group).await;
            }
            if !closing.is_empty() {
                requests.close();
            }
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed in order");
        }
        for done in closing {
            let _ = done.send(());
        }
    }

    async fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        let failed = self.transaction(&mut group).await.err().map(|error| {
            // Dropping the connection rolls back whatever it had open; the next group gets a new one.
            drop(self.connection.take());
            tracing::error!(%error, requests = group.len(), "a group of writes was not committed");
            match fault(&error) {
                StoreError::Corrupt(why) | StoreError::Unavailable(why) => why,
                StoreError::Conflict(conflict) => conflict.to_string(),
            }
        });
        for job in group {
            job.answer(failed.as_deref());
        }
    }

    async fn transaction(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.options.connect().await?),
        };
        // One call for what stands between two requests: each costs a change of threads.
        let mut between = "BEGIN IMMEDIATE; SAVEPOINT request";
        let mut last = "COMMIT";
        for job in group {
            statement(connection, between).await?;
            (between, last) = if job.apply(connection, &self.sealer).await {
                ("RELEASE request; SAVEPOINT request", "COMMIT")
            } else {
                // Fails when the engine has given up the whole transaction, as it does on a full disk.
                ("ROLLBACK TO request; RELEASE request; SAVEPOINT request", "ROLLBACK TO request; COMMIT")
            };
        }
        statement(connection, last).await
    }
}

async fn statement(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(connection).await.map(mem::drop)
}

#[cfg(test)]
mod tests;

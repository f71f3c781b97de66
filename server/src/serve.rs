//! `passerelle serve`: puts everything together and runs it.

use crate::{
    commands::{Failure, open_store},
    config::{PublicUrl, ServeOptions},
    http,
    keys::AwsLc,
    listener::{self, tls::Certificate},
    mail::Smtp,
    messages::Gateway,
    outbound::{AllowUpstream, Outbound},
    output,
    system::{SystemClock, SystemEntropy},
};
use domain::{Clock, Entropy};
use federation::{
    Federation, Origin, Ports,
    ports::{Http, Mail, Messages, NoTransport},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};

/// How often expired rows are deleted.
const PURGE_EVERY: Duration = Duration::from_secs(30);

/// Runs the server until it is told to stop.
pub async fn serve(mut options: ServeOptions) -> Result<(), Failure> {
    if options.reset {
        crate::commands::forget(&options.store)?;
    }
    let certificate = match &options.tls {
        Some(files) => Some(Arc::new(
            Certificate::read(&files.chain, &files.key).map_err(|error| Failure::new(error.to_string()))?,
        )),
        None => None,
    };
    let listener = bind(options.listen, "--listen").await?;
    let operations = match options.ops_listen {
        Some(address) => Some(bind(address, "--ops-listen").await?),
        None => None,
    };
    let bound = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
    let public_url = options.public_url(bound);
    let origin = Origin::new(&public_url.origin());

    if options.demo {
        // The demo's provider is this server itself.
        if let Ok(itself) = public_url.authority().parse::<AllowUpstream>() {
            options.outbound.allow.push(itself);
        }
    }
    let store = open_store(&options.store).await?;
    let outbound = Outbound::new(&options.outbound).map_err(|error| Failure::new(error.to_string()))?;
    let outbound: Arc<dyn Http> = Arc::new(outbound);
    let mail: Arc<dyn Mail> = match &options.mail {
        Some(mail) => Arc::new(Smtp::new(mail.url.expose(), &mail.from).map_err(Failure::new)?),
        None => Arc::new(NoTransport),
    };
    let messages: Arc<dyn Messages> = match &options.messages {
        Some(gateway) => Arc::new(Gateway {
            http: Arc::clone(&outbound),
            url: gateway.url.to_string(),
            token: gateway.token.clone(),
        }),
        None => Arc::new(NoTransport),
    };
    let federation = Arc::new(Federation::new(Ports {
        store,
        http: Arc::clone(&outbound),
        crypto: Arc::new(AwsLc),
        mail,
        messages,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        entropy: Arc::new(SystemEntropy) as Arc<dyn Entropy>,
        demo: options.demo,
    }));
    if options.demo {
        federation.ensure_demo(&origin).await.map_err(Failure::from)?;
    }
    if !crate::assets::are_built() {
        tracing::warn!(
            "this binary was built without the browser half; console and inspector will not load. Build it with `cargo xtask build`"
        );
    }
    announce(&federation, &public_url, options.demo).await?;

    let purge = purge(Arc::clone(&federation));
    let edge = http::Edge::new(federation, public_url).behind(options.trusted_proxies);
    let mut beside = vec![purge];
    if let Some(operations) = operations {
        let metrics = http::metrics::start().map_err(|error| Failure::new(error.to_string()))?;
        let router = http::operations(edge.clone(), metrics);
        beside.push(tokio::spawn(listener::serve(operations, None, router, std::future::pending())));
    }
    if let Some(certificate) = &certificate {
        beside.push(tokio::spawn(Arc::clone(certificate).keep_fresh()));
    }
    listener::serve(listener, certificate, http::router(edge), stopped()).await;
    for task in beside {
        task.abort();
    }
    Ok(())
}

async fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!(
            "{address} cannot be listened on ({error}); another program may use it. Give another address with {option}."
        ))
    })
}

/// Prints where the console is, and a one-time link for its first administrator.
async fn announce(federation: &Federation, public_url: &PublicUrl, demo: bool) -> Result<(), Failure> {
    let base = public_url.origin();
    output::line(format_args!("Passerelle {} answers at {base}", env!("CARGO_PKG_VERSION")));
    output::line(format_args!("console: {base}/console"));
    let nobody = federation.store().admin_count().await.map_err(|error| Failure::new(error.to_string()))? == 0;
    let nothing = federation.tenants().await?.is_empty();
    if demo || nobody || nothing {
        let admin = federation.ensure_admin("admin").await?;
        let link = crate::commands::sign_in_link(federation, public_url, &admin).await?;
        output::line(format_args!("first sign-in: {link}"));
    }
    Ok(())
}

/// Deletes expired rows for as long as the server runs.
fn purge(federation: Arc<Federation>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(PURGE_EVERY);
        loop {
            ticks.tick().await;
            match federation.purge().await {
                Ok(0) => {}
                Ok(rows) => tracing::debug!(rows, "expired rows were deleted"),
                Err(error) => tracing::warn!(%error, "expired rows could not be deleted"),
            }
        }
    })
}

/// Ctrl-C or SIGTERM.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}

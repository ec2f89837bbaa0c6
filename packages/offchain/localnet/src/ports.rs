//! Whether the ports are free, asked before anything is started.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::plan::{ports, rest_port, Role, PORT_BASE_MAX};

const POLL: Duration = Duration::from_millis(200);

/// The ports of a chain with what each is for.
pub fn of_chain(base: u16, role: Role) -> Vec<(u16, String)> {
    let p = ports(base, role);
    let named = [
        (p.rpc, "RPC"),
        (p.p2p, "peers"),
        (p.pprof, "profiler"),
        (p.grpc, "gRPC"),
    ];
    named
        .map(|(port, name)| (port, format!("{name} of the {role} chain")))
        .to_vec()
}

/// The relayer's port.
pub fn of_hermes(base: u16) -> Vec<(u16, String)> {
    vec![(rest_port(base), "REST of Hermes".into())]
}

/// Refuses a base whose ports do not all exist.
pub fn check_base(base: u16) -> Result<()> {
    if (1024..=PORT_BASE_MAX).contains(&base) {
        return Ok(());
    }
    Err(Error::BadInput(format!(
        "--port-base {base}: right would be 1024 to {PORT_BASE_MAX}"
    )))
}

/// Waits until nothing uses these ports; after that time it refuses them.
pub fn wait_until_free(ports: &[(u16, String)], within: Duration) -> Result<()> {
    let begun = Instant::now();
    loop {
        match check_free(ports) {
            Err(_) if begun.elapsed() < within => std::thread::sleep(POLL),
            ended => return ended,
        }
    }
}

/// Refuses ports that something listens on.
pub fn check_free(ports: &[(u16, String)]) -> Result<()> {
    for (port, purpose) in ports {
        if TcpListener::bind(("127.0.0.1", *port)).is_err() {
            return Err(Error::PortBusy {
                port: *port,
                purpose: purpose.clone(),
            });
        }
    }
    Ok(())
}

//! A relayer of the simulated chains.

use seawall_deploy::relayer::{ByHand, ChannelRequest, Relayer};
use seawall_deploy::{DeployError, DeployResult};
use simnet::{ConnectionRef, OpenRequest};

use super::{Shared, ROLES};

/// A relayer of the simulated chains.
pub struct SimRelayer(pub Shared);

impl Relayer for SimRelayer {
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()> {
        let mut world = self.0.borrow_mut();
        let (name, ..) = ROLES
            .iter()
            .find(|(_, id, _)| *id == request.a_chain)
            .unwrap();
        let chain = world.ix[*name];
        let number = request
            .a_connection
            .trim_start_matches("connection-")
            .parse()
            .unwrap();
        let connection = ConnectionRef { chain, number };
        let (a, b) = (request.a_port.clone(), request.b_port.clone());
        let open = OpenRequest::new(connection, a, b, request.version.clone());
        let opened = world.net.open_channel(open);
        opened.map(drop).map_err(|e| DeployError::Relayer {
            reason: e.to_string(),
            command: self.command(request),
        })
    }

    fn command(&self, request: &ChannelRequest) -> String {
        ByHand.command(request)
    }
}

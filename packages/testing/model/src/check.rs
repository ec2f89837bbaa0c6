//! One verdict about one model: its `always` properties by `stateright`, its ends by [`crate::explore`].
//! What must always hold: both visit the same number of states, so neither left anything out. Called by
//! the tests and by the binary.

use std::fmt::Debug;
use std::hash::Hash;
use std::time::Instant;

use stateright::{Checker, HasDiscoveries};

use crate::explore::{explore, Ends, Graph};

/// What is known of a model once every state was visited.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What was checked.
    pub name: String,
    /// The whole graph.
    pub graph: Graph,
    /// Properties that do not hold, each with the shortest way to a counterexample.
    pub broken: Vec<(String, Vec<String>)>,
    /// Wall time, seconds.
    pub seconds: f32,
}

impl Verdict {
    /// Does every property hold, and can an end be reached from everywhere?
    pub fn holds(&self) -> bool {
        self.broken.is_empty() && self.graph.stuck == 0 && self.graph.ends > 0
    }

    /// Is the property of this name broken?
    pub fn breaks(&self, property: &str) -> bool {
        self.broken.iter().any(|(name, _)| name.contains(property))
    }

    /// One line of a table: name, states, steps, ends, seconds.
    pub fn line(&self) -> String {
        let Graph {
            states,
            steps,
            ends,
            ..
        } = &self.graph;
        let held = if self.holds() { "holds" } else { "BROKEN" };
        format!(
            "{:<44} {states:>9} states {steps:>10} steps {ends:>7} ends {:>6.1} s  {held}",
            self.name, self.seconds
        )
    }
}

/// Visits every state of a model twice: once for its properties, once for its ends.
pub fn check<M>(name: &str, model: M) -> Verdict
where
    M: Ends + Clone + Send + Sync + 'static,
    M::State: Hash + Clone + Debug + Send + Sync + PartialEq,
    M::Action: Debug + Clone + PartialEq + Send + Sync,
{
    let began = Instant::now();
    // The first broken property is enough; a world with a mistake may have no end of states.
    let failed = HasDiscoveries::AnyFailures;
    let builder = model.clone().checker().threads(1).finish_when(failed);
    let checker = builder.spawn_bfs().join();
    let mut broken = vec![];
    for (property, path) in checker.discoveries() {
        let actions = path.into_actions();
        let way = actions.iter().map(|action| format!("{action:?}")).collect();
        broken.push((property.to_string(), way));
    }
    let graph = if broken.is_empty() {
        let graph = explore(&model);
        assert_eq!(checker.unique_state_count(), graph.states, "{name}");
        graph
    } else {
        Graph::default()
    };
    Verdict {
        name: name.to_string(),
        graph,
        broken,
        seconds: began.elapsed().as_secs_f32(),
    }
}

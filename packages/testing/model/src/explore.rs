//! The whole graph of a model, and whether an end can be brought about from each of its states.
//!
//! What must always hold: every state that can be reached is visited once; a state counts as stuck unless
//! someone has a move of which every answer leads to an end, or to a state of which that is true (INV-8).
//! Found by walking backwards from the ends; faults, and what nobody needs to do, are no moves. Called by
//! [`crate::check`].

use std::collections::{HashMap, VecDeque};
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

use stateright::Model;

/// A model whose processes must all be able to end.
pub trait Ends: Model {
    /// Is everything that began over, and known to everybody?
    fn is_end(&self, state: &Self::State) -> bool;

    /// Can anyone, or a network that delivers, bring this about? Then what is brought about, the same for
    /// all answers to it (prices, what another chain decides): nobody chooses among those. `None` for
    /// faults, and for what nobody needs to do.
    fn helps(&self, state: &Self::State, action: &Self::Action) -> Option<Self::Action>;
}

/// What a walk over the whole graph found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// States that can be reached.
    pub states: usize,
    /// Steps between them, those that change nothing left out.
    pub steps: usize,
    /// Of the states, ends.
    pub ends: usize,
    /// From so many no end can be reached.
    pub stuck: usize,
    /// The shortest way into one of these.
    pub way: Vec<String>,
}

/// Something that can be brought about in a state.
struct Move {
    /// In this state.
    from: u32,
    /// So many of its answers do not lead to an end yet, as far as is known.
    open: u32,
}

#[derive(Default)]
struct Walk {
    numbers: HashMap<u64, u32>,
    /// How each state was first reached: from which, by which of its actions.
    from: Vec<(u32, u32)>,
    steps: usize,
    moves: Vec<Move>,
    /// Where a move's answers lead, and the move.
    answers: Vec<(u32, u32)>,
    ends: Vec<u32>,
}

/// Visits every state.
pub fn explore<M: Ends>(model: &M) -> Graph
where
    M::State: Hash + Clone,
    M::Action: Debug + Clone + PartialEq,
{
    let mut walk = Walk::default();
    let mut queue = VecDeque::new();
    for state in model.init_states() {
        let at = number(&mut walk, &state, (u32::MAX, 0)).0;
        queue.push_back((at, state));
    }
    let mut actions = vec![];
    while let Some((at, state)) = queue.pop_front() {
        if model.is_end(&state) {
            walk.ends.push(at);
        }
        actions.clear();
        model.actions(&state, &mut actions);
        let mut moves = vec![];
        for (choice, action) in actions.drain(..).enumerate() {
            let helps = model.helps(&state, &action);
            let Some(next) = model.next_state(&state, action) else {
                continue;
            };
            let (to, new) = number(&mut walk, &next, (at, choice as u32));
            walk.steps += usize::from(to != at);
            if let Some(brought) = helps {
                answered(&mut walk, &mut moves, brought, (at, to));
            }
            if new {
                queue.push_back((to, next));
            }
        }
    }
    conclude(model, walk)
}

/// Notes where one answer to a move leads.
fn answered<A: PartialEq>(
    walk: &mut Walk,
    moves: &mut Vec<(A, u32)>,
    brought: A,
    (from, to): (u32, u32),
) {
    let known = moves.iter().find(|(other, _)| *other == brought);
    let at = known.map_or(walk.moves.len() as u32, |(_, at)| *at);
    if known.is_none() {
        walk.moves.push(Move { from, open: 0 });
        moves.push((brought, at));
    }
    if let Some(found) = walk.moves.get_mut(at as usize) {
        found.open += 1;
    }
    // One that may change nothing leads nowhere: it stays open.
    if to != from {
        walk.answers.push((to, at));
    }
}

fn number<S: Hash>(walk: &mut Walk, state: &S, from: (u32, u32)) -> (u32, bool) {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    let next = walk.from.len() as u32;
    let at = *walk.numbers.entry(hasher.finish()).or_insert(next);
    let new = at == next;
    if new {
        walk.from.push(from);
    }
    (at, new)
}

fn conclude<M: Ends>(model: &M, mut walk: Walk) -> Graph
where
    M::Action: Debug,
{
    // States are known by their numbers from here on.
    walk.numbers = HashMap::new();
    walk.answers.sort_unstable();
    let mut ending = vec![false; walk.from.len()];
    let mut queue = VecDeque::from(walk.ends.clone());
    while let Some(at) = queue.pop_front() {
        let Some(seen) = ending.get_mut(at as usize) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            continue;
        }
        let first = walk.answers.partition_point(|(to, _)| *to < at);
        let into = walk.answers.iter().skip(first);
        for (_, number) in into.take_while(|(to, _)| *to == at) {
            let Some(found) = walk.moves.get_mut(*number as usize) else {
                continue;
            };
            found.open -= 1;
            if found.open == 0 {
                queue.push_back(found.from);
            }
        }
    }
    let stuck = ending.iter().filter(|ends| !**ends).count();
    let first = ending.iter().position(|ends| !ends);
    Graph {
        states: walk.from.len(),
        steps: walk.steps,
        ends: walk.ends.len(),
        stuck,
        way: first.map_or(vec![], |at| way(model, &walk.from, at as u32)),
    }
}

/// The actions that lead into a state, replayed from the beginning.
fn way<M: Model>(model: &M, from: &[(u32, u32)], mut at: u32) -> Vec<String>
where
    M::Action: Debug,
{
    let mut choices = vec![];
    while let Some((parent, choice)) = from.get(at as usize).filter(|f| f.0 != u32::MAX) {
        choices.push(*choice as usize);
        at = *parent;
    }
    let mut states = model.init_states().into_iter();
    let Some(mut state) = states.nth(at as usize) else {
        return vec![];
    };
    let mut told = vec![];
    for choice in choices.into_iter().rev() {
        let mut actions = vec![];
        model.actions(&state, &mut actions);
        let Some(action) = actions.into_iter().nth(choice) else {
            break;
        };
        told.push(format!("{action:?}"));
        match model.next_state(&state, action) {
            Some(next) => state = next,
            None => break,
        }
    }
    told
}

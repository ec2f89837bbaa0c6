//! Chance that can be repeated: every draw comes from a seed and a purpose.
//!
//! Two purposes never share a stream, so adding a draw to one does not move another.

use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream of chance is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The borrowers of a scenario.
    Accounts,
    /// The noise of the synthetic price path.
    Prices,
    /// The blocks in which a keeper is away.
    Keepers,
    /// The order in which liquidators come to a block.
    Liquidators,
    /// The packets that get lost, where a scenario asks for it.
    Packets,
}

/// A stream of chance.
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream for `purpose` under `seed`.
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        Self::numbered(seed, purpose, 0)
    }

    /// The `number`th independent stream for `purpose`, for example one per keeper.
    pub fn numbered(seed: u64, purpose: Purpose, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((purpose as u64) << 48) | (number & 0xffff_ffff_ffff));
        Self(rng)
    }

    /// Uniform in `0.0..1.0`.
    pub fn uniform(&mut self) -> f64 {
        // The upper 53 bits fill a double's mantissa exactly.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in `0..below`; zero for zero.
    pub fn below(&mut self, below: u64) -> u64 {
        ((self.uniform() * below as f64) as u64).min(below.saturating_sub(1))
    }

    /// True with this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal (Box–Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Log-uniform in `low..high`.
    pub fn log_uniform(&mut self, low: f64, high: f64) -> f64 {
        (low.ln() + self.uniform() * (high.ln() - low.ln())).exp()
    }

    /// Pareto with this shape, cut to `low..high` (inverse of the bounded distribution function).
    pub fn pareto(&mut self, shape: f64, low: f64, high: f64) -> f64 {
        let tail = (low / high).powf(shape);
        (low * (1.0 - self.uniform() * (1.0 - tail)).powf(-1.0 / shape)).clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_give_the_same_stream() {
        let draw = |seed, purpose| {
            let mut chance = Chance::new(seed, purpose);
            [chance.uniform(), chance.uniform(), chance.normal()]
        };
        assert_eq!(draw(7, Purpose::Accounts), draw(7, Purpose::Accounts));
        assert_ne!(draw(7, Purpose::Accounts), draw(8, Purpose::Accounts));
        assert_ne!(draw(7, Purpose::Accounts), draw(7, Purpose::Prices));
    }

    #[test]
    fn numbered_streams_are_independent() {
        let first = |n| Chance::numbered(1, Purpose::Keepers, n).uniform();
        assert_ne!(first(0), first(1));
    }

    #[test]
    fn a_normal_stream_has_mean_zero_and_spread_one() {
        let mut chance = Chance::new(3, Purpose::Prices);
        let draws: Vec<f64> = (0..20_000).map(|_| chance.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let spread = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((spread - 1.0).abs() < 0.05, "{spread}");
    }

    #[test]
    fn a_cut_pareto_has_its_median_where_the_formula_says() {
        // The median on 100..1,000,000 is 100·(1 − 0.5·(1 − 10000^−1.16))^(−1/1.16).
        let mut chance = Chance::new(11, Purpose::Accounts);
        let mut draws: Vec<f64> = (0..20_001)
            .map(|_| chance.pareto(1.16, 100.0, 1e6))
            .collect();
        draws.sort_by(f64::total_cmp);
        assert!(draws.iter().all(|x| (100.0..=1e6).contains(x)));
        let median = draws.get(10_000).copied().unwrap_or_default();
        assert!((median - 181.8).abs() < 4.0, "{median}");
    }

    #[test]
    fn a_bounded_draw_stays_below_its_bound() {
        let mut chance = Chance::new(5, Purpose::Liquidators);
        assert!((0..1000).all(|_| chance.below(3) < 3));
        assert_eq!(chance.below(0), 0);
    }
}

//! Times, and what is taken of many.

use std::hint::black_box;
use std::time::Instant;

/// How many seconds something takes.
pub fn seconds<T>(what: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(what());
    start.elapsed().as_secs_f64()
}

/// The middle one; of an even number the mean of both.
pub fn median(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The value that so many in a hundred don't exceed.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let sorted = sorted(values);
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

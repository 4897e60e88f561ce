//! A step of thalweg beside a step of burn and of candle: see README.md.

mod burn;
mod candle;

use thalweg::{Error, optimizer::Rule};
use thalweg_bench_host::{Contest, Contestant, LENGTHS, guarded, roomy};
use thalweg_catalogue::rules;

fn main() -> Result<(), String> {
    roomy(measure).map_err(|error| error.to_string())
}

fn measure() -> Result<(), Error> {
    let mut contest = Contest::default();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            at::<$rule, { LENGTHS[0] }>(&mut contest, stringify!($name), $value)?;
            at::<$rule, { LENGTHS[1] }>(&mut contest, stringify!($name), $value)?;
            at::<$rule, { LENGTHS[2] }>(&mut contest, stringify!($name), $value)?;
        )*};
    }
    rules!(each);
    Ok(())
}

/// A rule that burn or candle has, at one length.
fn at<R: Rule + 'static, const N: usize>(
    contest: &mut Contest,
    name: &str,
    rule: R,
) -> Result<(), Error> {
    let theirs: Vec<Contestant> =
        [burn::contestant(name, N), candle::contestant(name, N)].into_iter().flatten().collect();
    if !theirs.is_empty() {
        let mut contestants = vec![guarded::<R, N, f32>("f32", rule)?];
        contestants.extend(theirs);
        contest.run(name, N, &mut contestants);
    }
    Ok(())
}

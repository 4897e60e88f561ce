//! What is said to help a fine-tuning, on the watch's eight people: what each method gives the new person, and what it costs the
//! people of before.
//!
//! `cargo run --release -p thalweg-examples --bin methods` prints, over three seeds, the accuracy on the new person's later windows
//! and the change of the old people's, of networks that were trained on the first 60 % of the others, and both beside plain
//! fine-tuning: mean and standard error over people. Nothing was chosen by this table.

use anyhow::Result;
use thalweg_examples::task::progress;
use thalweg_tasks_study::{
    mean,
    watch::{self, Method, Model, PLAIN, ROBUST},
};

const SEEDS: [u32; 3] = [1, 2, 3];

fn main() -> Result<()> {
    let people = watch::everyone()?;
    let bar = progress("tuning", 2 * people.len() * SEEDS.len());
    for (name, start) in [("plain", PLAIN), ("windows as worn, statistics half one's own", ROBUST)]
    {
        let mut rows = [const { Vec::new() }; Method::ALL.len()];
        for (index, person) in people.iter().enumerate() {
            let others: Vec<_> =
                (0..people.len()).filter(|i| *i != index).map(|i| &people[i]).collect();
            let mut sums = [[0.0; 2]; Method::ALL.len()];
            for seed in SEEDS {
                let model = Model::new(&others, start, true, seed)?;
                for (sum, method) in sums.iter_mut().zip(Method::ALL) {
                    let [new, old] = model.by(method, person, seed)?;
                    *sum = [sum[0] + new, sum[1] + old];
                }
                bar.inc(1);
            }
            let of = sums.map(|sum| sum.map(|sum| sum / SEEDS.len() as f64));
            rows.iter_mut().zip(of).for_each(|(row, of)| row.push(of));
        }
        bar.suspend(|| print(name, &rows));
    }
    bar.finish_and_clear();
    Ok(())
}

fn print(name: &str, rows: &[Vec<[f64; 2]>; Method::ALL.len()]) {
    println!("Pre-trained {name}:\n");
    println!("| | new, % | beside plain | old | beside plain |\n|---|---|---|---|---|");
    for (method, row) in Method::ALL.iter().zip(rows) {
        let of = |which: usize| mean(&row.iter().map(|of| of[which]).collect::<Vec<_>>());
        let beside = |which: usize| {
            let pairs = row.iter().zip(&rows[0]);
            let of = mean(&pairs.map(|(of, plain)| of[which] - plain[which]).collect::<Vec<_>>());
            format!("{:+.1} ± {:.1}", of.mean, of.error)
        };
        let [new, old] = [of(0).mean, of(1).mean];
        println!("| {method:?} | {new:.1} | {} | {old:+.1} | {} |", beside(0), beside(1));
    }
    println!();
}

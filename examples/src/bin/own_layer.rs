//! A layer of one's own: its shape and its two passes, and it stands in a network like any other.
//!
//! `cargo run --release -p thalweg-examples --bin own_layer` compares its gradient with central differences, then trains it on eleven
//! speakers' vowels beside tanh, and prints the accuracy on a speaker whom neither network knows.

use anyhow::{Result, ensure};
use thalweg::{
    Error,
    nn::{Dense, Keeps, Layer, LayerList, Pass, Sequential, Shape, Tanh, Trace},
};
use thalweg_tasks_study::{Recipe, Update, accuracy, initial, of_class, train, vowels::Split};

/// y = x / (1 + |x|); ∂y/∂x = (1 − |y|)².
#[derive(Clone, Copy, Debug)]
struct Softsign(usize);

impl Layer for Softsign {
    fn shape(&self) -> Result<Shape, Error> {
        Ok(Shape { for_dx: Keeps::Output, ..Shape::plain(self.0, self.0) })
    }
    fn forward(
        &self,
        parameters: &[f32],
        x: &[f32],
        y: &mut [f32],
        memory: &mut [f32],
        _: Pass,
    ) -> Result<(), Error> {
        self.shape()?.check_forward(parameters, x, y, memory)?;
        y.iter_mut().zip(x).for_each(|(y, x)| *y = x / (1.0 + x.abs()));
        Ok(())
    }
    fn backward(
        &self,
        parameters: &[f32],
        trace: Trace<'_>,
        gradient: Option<&mut [f32]>,
        dx: Option<&mut [f32]>,
    ) -> Result<(), Error> {
        self.shape()?.check_backward(parameters, &trace, gradient.as_deref(), dx.as_deref())?;
        let slopes = trace.y.iter().zip(trace.dy).map(|(y, dy)| dy * (1.0 - y.abs()).powi(2));
        dx.into_iter().flatten().zip(slopes).for_each(|(dx, slope)| *dx = slope);
        Ok(())
    }
}

const N: usize = Dense::new(10, 24).parameters() + Dense::new(24, 11).parameters();
const RECIPE: Recipe =
    Recipe { update: Update::Adam, learning_rate: 5e-3, epochs: 20, batch: 16, replayed: 0 };

fn main() -> Result<()> {
    for x in [-3.0, -0.4, 0.7, 2.0] {
        let (mut y, mut ends, mut dx) = ([0.0], [[0.0]; 2], [0.0]);
        Softsign(1).forward(&[], &[x], &mut y, &mut [], Pass::Inference)?;
        for (end, x) in ends.iter_mut().zip([x - 1e-2, x + 1e-2]) {
            Softsign(1).forward(&[], &[x], end, &mut [], Pass::Inference)?;
        }
        let trace = Trace { x: &[], y: &y, dy: &[1.0], memory: &mut [], pass: Pass::Inference };
        Softsign(1).backward(&[], trace, None, Some(&mut dx))?;
        let difference = (ends[1][0] - ends[0][0]) / 2e-2;
        ensure!((difference - dx[0]).abs() < 1e-3, "{difference} is not {}", dx[0]);
    }
    println!("its gradient is that of central differences\n\n| | accuracy, % |\n|---|---|");
    let split = Split::read()?;
    let (below, above) = (Dense::new(10, 24), Dense::new(24, 11));
    let own = Sequential::new((below, Softsign(24), above))?;
    println!("| softsign | {:.1} |", trained(&own, &split)?);
    let tanh = Sequential::new((below, Tanh::new(24), above))?;
    println!("| tanh | {:.1} |", trained(&tanh, &split)?);
    Ok(())
}

fn trained<T: LayerList>(network: &Sequential<T>, split: &Split) -> Result<f64> {
    let mut parameters: [f32; N] = initial(&[(0..264, 10), (264..N, 24)], 1)?;
    train(network, &mut parameters, 0..N, &split.known, &[], &RECIPE, 1, of_class)?;
    Ok(accuracy(network, &parameters, &split.later)?)
}

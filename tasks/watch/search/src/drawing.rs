//! Accuracy over the learning rate, a line for each rule and number of epochs.

use crate::{candidates::Candidate, choice::everyone, rows::Rows};
use anyhow::{Error, Result};
use plotters::prelude::*;
use std::collections::BTreeMap;

pub(crate) fn draw(
    candidates: &[Candidate],
    people: usize,
    seeds: &[u64],
    rows: &Rows,
) -> Result<String> {
    let mut lines: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for candidate in candidates {
        let accuracy = everyone(candidate, people, seeds, rows)?;
        lines.entry(&candidate.family).or_default().push((candidate.rate.into(), accuracy));
    }
    let points = || lines.values().flatten();
    let least = points().map(|(_, y)| *y).fold(100.0, f64::min).max(0.0) - 1.0;
    let (from, to) =
        points().fold((f64::MAX, f64::MIN_POSITIVE), |(a, b), (x, _)| (a.min(*x), b.max(*x)));
    let mut svg = String::new();
    {
        let sheet = SVGBackend::with_string(&mut svg, (720, 440)).into_drawing_area();
        sheet.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&sheet)
            .caption("accuracy after fine-tuning, mean over people", ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d((from.max(1e-9)..to.max(from * 1.01)).log_scale(), least..100.0)?;
        chart.configure_mesh().x_desc("peak of the learning rate").y_desc("%").draw()?;
        for (number, (name, line)) in lines.iter().enumerate() {
            let colour = Palette99::pick(number).to_rgba();
            let mut line = line.clone();
            line.sort_by(|a, b| a.0.total_cmp(&b.0));
            let dots = line.clone().into_iter().map(|at| Circle::new(at, 3, colour.filled()));
            chart.draw_series(dots)?;
            chart
                .draw_series(LineSeries::new(line, colour.stroke_width(2)))?
                .label(*name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour));
        }
        chart.configure_series_labels().background_style(WHITE.mix(0.8)).draw()?;
        sheet.present().map_err(Error::from)?;
    }
    Ok(svg)
}

//! Accuracy by round, for those who took part and for those who did not.

use crate::Round;
use anyhow::Result;
use plotters::prelude::*;

/// A name, its colour, and what of a round it shows.
type Line = (&'static str, RGBColor, fn(&Round) -> f64);

const LINES: [Line; 3] = [
    ("members", RGBColor(0x1f, 0x6f, 0xb4), |round| round.members),
    ("a new person", RGBColor(0xc2, 0x5a, 0x12), |round| round.new),
    ("the factory's people", RGBColor(0x70, 0x70, 0x70), |round| round.old),
];

pub(crate) fn draw(rounds: &[Round]) -> Result<String> {
    let last = rounds.last().map_or(1, |round| round.round.max(1));
    let all = rounds.iter().flat_map(|round| LINES.map(|(_, _, of)| of(round)));
    let least = (all.fold(100.0, f64::min) / 10.0).floor() * 10.0;
    let mut svg = String::new();
    {
        let sheet = SVGBackend::with_string(&mut svg, (720, 400)).into_drawing_area();
        sheet.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&sheet)
            .caption("accuracy by round, before anyone's own fine-tuning", ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d(0..last, least..100.0)?;
        chart.configure_mesh().x_desc("round").y_desc("%").draw()?;
        for (name, colour, of) in LINES {
            let line = rounds.iter().map(|round| (round.round, of(round)));
            chart
                .draw_series(LineSeries::new(line, colour.stroke_width(2)))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour));
        }
        let corner = SeriesLabelPosition::LowerRight;
        chart.configure_series_labels().position(corner).background_style(WHITE).draw()?;
        sheet.present()?;
    }
    Ok(svg)
}

//! Curves on one SVG sheet, each under its name and over the line of Rust that it is.

mod panels;

pub use panels::panels;

use anyhow::{Error, Result};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

/// Panels in a row.
const COLUMNS: usize = 4;
/// Width and height of a panel in pixels.
const PANEL: (u32, u32) = (300, 180);
/// The value at the top of a panel, unless the curve rises higher.
const TOP: f32 = 0.1;
/// Characters of code that fit in a line of a panel.
const CODE_WIDTH: usize = 46;

/// One curve of the sheet.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it is called.
    pub name: &'static str,
    /// The Rust that makes it.
    pub code: String,
    /// What kind of thing it is: panels of a kind have one colour.
    pub kind: Kind,
    /// Its values from step 0 on.
    pub values: Vec<f32>,
}

/// What a panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One family.
    Family,
    /// A composition of several.
    Composition,
    /// A rate that follows a metric.
    Feedback,
}

impl Kind {
    const fn colour(self) -> RGBColor {
        match self {
            Self::Family => RGBColor(0x1f, 0x6f, 0xb4),
            Self::Composition => RGBColor(0xc2, 0x5a, 0x12),
            Self::Feedback => RGBColor(0x2e, 0x86, 0x4a),
        }
    }
}

/// The sheet as SVG.
///
/// # Errors
/// What the plotting library reports.
pub fn draw(panels: &[Panel]) -> Result<String> {
    let rows = panels.len().div_ceil(COLUMNS);
    let size = (PANEL.0 * COLUMNS as u32, PANEL.1 * rows as u32);
    let mut svg = String::new();
    {
        let sheet = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        sheet.fill(&WHITE)?;
        for (area, panel) in sheet.split_evenly((rows, COLUMNS)).iter().zip(panels) {
            draw_panel(area, panel)?;
        }
        sheet.present()?;
    }
    Ok(svg)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw_panel(area: &Area<'_>, panel: &Panel) -> Result<()> {
    let text = |text: &str, y: i32, style: TextStyle<'_>| {
        area.draw_text(text, &style.pos(Pos::new(HPos::Left, VPos::Top)), (12, y))
    };
    let colour = panel.kind.colour();
    text(panel.name, 8, ("sans-serif", 18).into_font().style(FontStyle::Bold).color(&colour))?;
    let lines = wrap(&panel.code);
    let below = PANEL.1 as i32 - 6 - 13 * lines.len() as i32;
    for (line, y) in lines.iter().zip((below..).step_by(13)) {
        text(line, y, ("monospace", 12).into_font().color(&BLACK))?;
    }
    let plot = area.margin(28, PANEL.1 as i32 - below + 4, 12, 12);
    draw_curve(&plot, &panel.values, colour)
}

fn draw_curve(area: &Area<'_>, values: &[f32], colour: RGBColor) -> Result<()> {
    let highest = values.iter().copied().fold(TOP, f32::max);
    let (width, height) = area.dim_in_pixel();
    let last = values.len().saturating_sub(1).max(1);
    let scale = (width as f32 / last as f32, height as f32 / highest);
    let kept = simplified(values, scale);
    let mut chart = ChartBuilder::on(area).build_cartesian_2d(0..last, 0.0..highest)?;
    let points = kept.iter().map(|&step| (step, values[step]));
    let series =
        AreaSeries::new(points, 0.0, colour.mix(0.12)).border_style(colour.stroke_width(2));
    chart.draw_series(series).map_err(Error::from)?;
    area.draw(&PathElement::new([(0, height as i32), (width as i32, height as i32)], BLACK))?;
    Ok(())
}

/// The steps that a drawing needs: between two of them, no value is further from the straight line
/// than a fifth of a pixel.
fn simplified(values: &[f32], (_, pixels): (f32, f32)) -> Vec<usize> {
    let straight = |from: usize, to: usize| {
        let slope = (values[to] - values[from]) / (to - from) as f32;
        (from..to).all(|step| {
            let on_line = values[from] + slope * (step - from) as f32;
            (values[step] - on_line).abs() * pixels <= 1.0 / 5.0
        })
    };
    let mut kept = vec![0];
    let mut from = 0;
    while from + 1 < values.len() {
        let far = (from + 2..values.len()).take_while(|&to| straight(from, to)).last();
        from = far.unwrap_or(from + 1);
        kept.push(from);
    }
    kept
}

/// Code in lines that fit, broken after a space or before the dot of a method.
fn wrap(code: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = code;
    while rest.len() > CODE_WIDTH {
        let breaks = |at: &usize| {
            let (before, after) = rest.split_at(*at);
            before.ends_with(' ') || (before.ends_with(['?', ')']) && after.starts_with('.'))
        };
        let at = (1..=CODE_WIDTH).rev().find(breaks).unwrap_or(CODE_WIDTH);
        let (line, after) = rest.split_at(at);
        lines.push(line.trim_end().to_owned());
        rest = after;
    }
    lines.push(rest.to_owned());
    lines
}

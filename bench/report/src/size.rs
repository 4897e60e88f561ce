//! Flash, RAM and stack of every optimizer and precision of its state.

use crate::{
    board::{self, Built, LONG},
    counted::{self, Counted},
    graph::Graph,
    record::{Record, Report},
};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf};
use thalweg_catalogue::Board;
use xtask::{shell, toolchain::Toolchain};

/// What is built for, on the boards where the stack is painted.
pub(crate) fn boards() -> impl Iterator<Item = &'static Board> {
    board::measured().filter(|board| board.thorough)
}

/// Bytes by which a stack that was seen may exceed that of the call graph, as the compiler inlines what it
/// likes in each program.
const INLINED: u64 = 64;

/// What one optimizer takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Size {
    /// Bytes of flash: to make it and to step at a rate that is given.
    pub(crate) flash: u64,
    /// The same with a cosine schedule.
    pub(crate) flash_with_cosine: u64,
    /// Bytes of RAM for 1,024 parameters, those not counted.
    pub(crate) ram: u32,
    /// How much of it each parameter takes.
    pub(crate) ram_per_parameter: f64,
    /// Bytes of stack of making it, at most: it is made on the stack and then moved.
    pub(crate) stack_to_make: u64,
    /// Bytes of stack of a step, at most.
    pub(crate) stack: u64,
    /// The same with a cosine schedule.
    pub(crate) stack_with_cosine: u64,
    /// Bytes of stack of a step that were found painted over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_painted: Option<u64>,
}

/// The sizes of every optimizer, by one compiler.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sizes {
    pub(crate) target: String,
    pub(crate) compiler: String,
    /// By rule and state, with a point between.
    pub(crate) optimizers: BTreeMap<String, Size>,
}

/// Measures every target.
pub(crate) fn measure() -> Result<Report> {
    let tables = boards().map(|Board { target, core, .. }| painted(target, core));
    Ok(report(&tables.collect::<Result<Vec<_>>>()?))
}

/// The tables as people read them, and their records.
pub(crate) fn report(tables: &[Sizes]) -> Report {
    let mut report = Report::default();
    report.heading("Flash, RAM and stack of an optimizer");
    report.paragraph(METHOD);
    tables.iter().for_each(|table| table.print(&mut report));
    report
}

const METHOD: &str = include_str!("../methods/sizes.md");

/// Measures one target by its call graphs.
pub(crate) fn of(target: &str) -> Result<Sizes> {
    let toolchain = Toolchain::find(target)?;
    let graph = Graph::read(&build(&toolchain)?)?;
    let mut optimizers = BTreeMap::new();
    for name in graph.names("step_") {
        let [new, step, cosine] = ["new", "step", "cosine"].map(|what| format!("{what}_{name}"));
        let ram = graph.number(&format!("ram_{name}"))?;
        let half = graph.number(&format!("half_{name}"))?;
        let size = Size {
            flash: graph.flash(&[&new, &step])?,
            flash_with_cosine: graph.flash(&[&new, &cosine])?,
            ram,
            ram_per_parameter: f64::from(ram - half) / (LONG / 2) as f64,
            stack_to_make: graph.stack(&new).context(new)?,
            stack: graph.stack(&step).context(step)?,
            stack_with_cosine: graph.stack(&cosine).context(cosine)?,
            stack_painted: None,
        };
        optimizers.insert(name.to_owned(), size);
    }
    ensure!(!optimizers.is_empty(), "no optimizer was found");
    Ok(Sizes { target: target.to_owned(), compiler: toolchain.version()?, optimizers })
}

fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo("rustc", &shell::root().join("bench/size"));
    cargo.args(["--lib", "--", "-Zemit-stack-sizes"]).env("RUSTC_BOOTSTRAP", "1");
    shell::quiet("building every optimizer to look at its size", &mut cargo)?;
    Ok(toolchain.product("libthalweg_bench_size.a"))
}

/// Measures one target by its call graphs, and by the stack that a step on its core has painted over.
pub(crate) fn painted(target: &str, core: &str) -> Result<Sizes> {
    let mut sizes = of(target)?;
    let lines = Built::of(core)?.run("painted")?;
    let mut painted: BTreeMap<_, _> =
        counted::lines(&lines)?.iter().filter(|line| line.n == LONG).map(stack).collect();
    for (name, size) in &mut sizes.optimizers {
        let seen = painted.remove(name).with_context(|| format!("{core}: {name} was not run"))?;
        ensure!(
            seen <= size.stack + INLINED,
            "{core}: {name} took {seen} bytes of stack, by its call graph at most {}",
            size.stack
        );
        size.stack_painted = Some(seen);
    }
    Ok(sizes)
}

fn stack(line: &Counted) -> (String, u64) {
    (line.key(), line.stack)
}

impl Sizes {
    fn print(&self, report: &mut Report) {
        report.paragraph(&format!("**{}** ({})", self.target, self.compiler));
        report.table(HEADER, self.optimizers.iter().map(|(name, size)| size.row(name)).collect());
        let record = |(name, size): (&String, &Size)| size.record(&self.target, name);
        report.records.extend(self.optimizers.iter().map(record));
    }
}

const HEADER: [&str; 9] = [
    "optimizer",
    "state",
    "flash",
    "with cosine",
    "RAM",
    "stack",
    "painted",
    "with cosine",
    "to make",
];

impl Size {
    fn row(&self, name: &str) -> [String; 9] {
        let (rule, state) = name.split_once('.').unwrap_or((name, ""));
        let each = self.ram_per_parameter;
        let rest = f64::from(self.ram) - each * LONG as f64;
        [
            rule.to_owned(),
            state.to_owned(),
            self.flash.to_string(),
            self.flash_with_cosine.to_string(),
            if each == 0.0 { self.ram.to_string() } else { format!("{each} N + {rest}") },
            self.stack.to_string(),
            self.stack_painted.map_or(String::new(), |painted| painted.to_string()),
            self.stack_with_cosine.to_string(),
            self.stack_to_make.to_string(),
        ]
    }

    fn record(&self, target: &str, name: &str) -> Record {
        let (rule, state) = name.split_once('.').unwrap_or((name, ""));
        let fixed = state == "fixed";
        Record {
            target: target.to_owned(),
            name: rule.to_owned(),
            state: state.to_owned(),
            backend: if fixed { "integer" } else { "libm" }.to_owned(),
            guard: !fixed,
            n: LONG,
            flash_bytes: Some(self.flash),
            ram_bytes: Some(self.ram.into()),
            stack_bytes: Some(self.stack),
            state_bytes_per_parameter: Some(self.ram_per_parameter),
            ..Record::default()
        }
    }
}

//! Flash, RAM and stack of every optimizer and precision of its state, at every level.

use crate::{
    board::{self, LONG},
    build::Build,
    graph::Graph,
    opt_level::OptLevel,
    painted::{self, Painted, same_stack},
    record::{Record, Report},
};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf};
use thalweg_catalogue::Board;
use xtask::{shell, toolchain::Toolchain};

/// What is built for, on the boards where the stack is painted.
pub(crate) fn boards() -> impl Iterator<Item = &'static Board> {
    board::measured().filter(|board| board.thorough)
}

/// Each of these boards at each level.
pub(crate) fn builds() -> impl Iterator<Item = (&'static Board, OptLevel)> {
    boards().flat_map(|board| OptLevel::ALL.map(|level| (board, level)))
}

/// Bytes by which the stacks of two shapes may differ, as the compiler inlines what it likes: less than the rows of
/// which one has more, in words.
const INLINED: u64 = 128;

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
    /// How much of it is the optimizer itself, apart from the memory that is lent to it.
    pub(crate) handle: u32,
    /// Bytes of stack of making it, at most; not known where a call goes through a pointer.
    pub(crate) stack_to_make: Option<u64>,
    /// Bytes of stack of a step, at most.
    pub(crate) stack: Option<u64>,
    /// The same with a cosine schedule.
    pub(crate) stack_with_cosine: Option<u64>,
    /// What was found painted over; not where flash alone is asked for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) painted: Option<Painted>,
}

/// The sizes of every optimizer, by one compiler at one level.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sizes {
    pub(crate) target: String,
    pub(crate) opt_level: OptLevel,
    /// With the feature `small`: measured, and held to nothing.
    #[serde(skip)]
    pub(crate) small: bool,
    pub(crate) compiler: String,
    /// By rule and state, with a point between.
    pub(crate) optimizers: BTreeMap<String, Size>,
    /// What is no optimizer, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) parts: BTreeMap<String, Part>,
}

/// What a part of the crate takes that is no optimizer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Bytes of flash of all its functions together.
    pub(crate) flash: u64,
    /// Bytes of stack of that which takes most; not known where a call goes through a pointer.
    pub(crate) stack: Option<u64>,
}

impl Part {
    fn of(graph: &Graph, name: &str) -> Result<Self> {
        let prefix = format!("{PART}{name}.");
        let functions: Vec<_> =
            graph.names(&prefix).iter().map(|function| format!("{prefix}{function}")).collect();
        let stacks = functions.iter().map(|function| graph.stack(function));
        let stacks: Option<Vec<_>> = stacks.collect::<Result<Vec<_>>>()?.into_iter().collect();
        Ok(Self {
            flash: graph.flash(&functions.iter().map(String::as_str).collect::<Vec<_>>())?,
            stack: stacks.and_then(|stacks| stacks.into_iter().max()),
        })
    }

    /// Every part of which there are functions.
    fn all(graph: &Graph) -> Result<BTreeMap<String, Self>> {
        let functions = graph.names(PART).into_iter();
        let names = functions.filter_map(|function| Some(function.split_once('.')?.0));
        names.map(|name| Ok((name.to_owned(), Self::of(graph, name)?))).collect()
    }
}

const PART: &str = "part_";

/// Measures every target at every level, or what is asked for of it.
pub(crate) fn measure(
    core: Option<&str>,
    level: Option<OptLevel>,
    how: Build<'_>,
) -> Result<Report> {
    let tables = asked(core, level)?.map(|(board, level)| painted(board, Build { level, ..how }));
    Ok(report(&tables.collect::<Result<Vec<_>>>()?))
}

/// The builds of one core, of one level, or all.
pub(crate) fn asked(
    core: Option<&str>,
    level: Option<OptLevel>,
) -> Result<impl Iterator<Item = (&'static Board, OptLevel)>> {
    if let Some(core) = core {
        let cores: Vec<_> = boards().map(|board| board.core).collect();
        let allowed = cores.join(", ");
        ensure!(cores.contains(&core), "no sizes are measured on {core:?}; allowed: {allowed}");
    }
    Ok(builds().filter(move |(board, of)| {
        core.is_none_or(|core| core == board.core) && level.is_none_or(|level| level == *of)
    }))
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
pub(crate) fn of(target: &str, how: Build<'_>) -> Result<Sizes> {
    let toolchain = Toolchain::find(target)?;
    let graph = Graph::read(&build(&toolchain, how)?)?;
    let mut optimizers = BTreeMap::new();
    for name in graph.names("step_") {
        optimizers.insert(name.to_owned(), one(&graph, name).context(name.to_owned())?);
    }
    ensure!(!optimizers.is_empty(), "no optimizer was found");
    for name in graph.names("memory_") {
        let zeroed = graph.is_zeroed(&format!("memory_{name}"))?;
        ensure!(zeroed, "the memory of {name} does not begin as zeros: it takes flash");
    }
    for name in graph.names("widestep_") {
        let size = optimizers.get(name).with_context(|| format!("no narrow {name}"))?;
        for (what, narrow) in [("widenew", size.stack_to_make), ("widestep", size.stack)] {
            let wide = graph.stack(&format!("{what}_{name}"))?;
            let (Some(narrow), Some(wide)) = (narrow, wide) else { continue };
            same_stack(narrow, wide, INLINED)
                .with_context(|| format!("{target}, {how}: {what} of {name}, 64 × 256"))?;
        }
    }
    let compiler = toolchain.version()?;
    let parts = Part::all(&graph)?;
    Ok(Sizes {
        target: target.to_owned(),
        opt_level: how.level,
        small: how.small,
        compiler,
        optimizers,
        parts,
    })
}

/// One optimizer in the call graph.
fn one(graph: &Graph, name: &str) -> Result<Size> {
    let [new, step, cosine] = ["new", "step", "cosine"].map(|what| format!("{what}_{name}"));
    let ram = graph.number(&format!("ram_{name}"))?;
    let half = graph.number(&format!("half_{name}"))?;
    Ok(Size {
        flash: graph.flash(&[&new, &step])?,
        flash_with_cosine: graph.flash(&[&new, &cosine])?,
        ram,
        ram_per_parameter: f64::from(ram - half) / (LONG / 2) as f64,
        handle: graph.number(&format!("handle_{name}"))?,
        stack_to_make: graph.stack(&new).context(new)?,
        stack: graph.stack(&step).context(step)?,
        stack_with_cosine: graph.stack(&cosine).context(cosine)?,
        painted: None,
    })
}

fn build(toolchain: &Toolchain, how: Build<'_>) -> Result<PathBuf> {
    let folder = shell::root().join("bench/size");
    let mut cargo = how.cargo(toolchain, "rustc", &folder);
    cargo.args(["--lib", "--", "-Zemit-stack-sizes"]).env("RUSTC_BOOTSTRAP", "1");
    shell::quiet(&format!("building every optimizer at {how} to look at its size"), &mut cargo)?;
    Ok(toolchain.product_of(how.level.profile(), "libthalweg_bench_size.a"))
}

/// Measures one target by its call graphs, and by the stack that was painted over on its core.
pub(crate) fn painted(board: &'static Board, how: Build<'_>) -> Result<Sizes> {
    let mut sizes = of(board.target, how)?;
    paint(&mut sizes, board, how)?;
    let missed = sizes.optimizers.iter().find(|(_, size)| size.painted.is_none());
    match missed {
        Some((name, _)) => bail!("{}, {how}: {name}: was not run", board.core),
        None => Ok(sizes),
    }
}

/// The same, with the stack of those alone whose states are f32.
pub(crate) fn painted_in_f32(board: &'static Board, how: Build<'_>) -> Result<Sizes> {
    let mut sizes = of(board.target, how)?;
    paint(&mut sizes, board, Build { f32_alone: true, ..how })?;
    Ok(sizes)
}

/// Adds the stack that each took that was run.
fn paint(sizes: &mut Sizes, board: &'static Board, how: Build<'_>) -> Result<()> {
    let painted = painted::on(board, how)?;
    ensure!(!painted.is_empty(), "{}, {how}: nothing was run", board.core);
    for (name, seen) in painted {
        let size = sizes.optimizers.get_mut(&name);
        size.with_context(|| format!("{}, {how}: {name} has no size", board.core))?.painted =
            Some(seen);
    }
    Ok(())
}

impl Sizes {
    fn print(&self, report: &mut Report) {
        let Self { target, opt_level, small, compiler, .. } = self;
        let feature = if *small { ", feature small" } else { "" };
        report.paragraph(&format!("**{target}, opt-level {opt_level}{feature}** ({compiler})"));
        report.table(HEADER, self.optimizers.iter().map(|(name, size)| size.row(name)).collect());
        let record = |(name, size): (&String, &Size)| size.record(self, name);
        report.records.extend(self.optimizers.iter().map(record));
        if !self.parts.is_empty() {
            let rows = self.parts.iter().map(|(name, Part { flash, stack })| {
                let stack = stack.map_or(String::new(), |bytes| bytes.to_string());
                [name.clone(), flash.to_string(), stack]
            });
            report.table(["part", "flash", "stack"], rows.collect());
        }
    }
}

const HEADER: [&str; 11] = [
    "optimizer",
    "state",
    "flash",
    "with cosine",
    "RAM",
    "handle",
    "stack",
    "painted",
    "with cosine",
    "to make",
    "painted",
];

impl Size {
    fn row(&self, name: &str) -> [String; 11] {
        let (rule, state) = name.split_once('.').unwrap_or((name, ""));
        let each = self.ram_per_parameter;
        let rest = f64::from(self.ram) - each * LONG as f64;
        let known = |figure: Option<u64>| figure.map_or(String::new(), |bytes| bytes.to_string());
        let painted = |figure: fn(&Painted) -> u64| known(self.painted.as_ref().map(figure));
        [
            rule.to_owned(),
            state.to_owned(),
            self.flash.to_string(),
            self.flash_with_cosine.to_string(),
            if each == 0.0 { self.ram.to_string() } else { format!("{each} N + {rest}") },
            self.handle.to_string(),
            known(self.stack),
            painted(|painted| painted.stack_painted),
            known(self.stack_with_cosine),
            known(self.stack_to_make),
            painted(|painted| painted.stack_to_make_painted),
        ]
    }

    fn record(&self, table: &Sizes, name: &str) -> Record {
        let (rule, state) = name.split_once('.').unwrap_or((name, ""));
        let fixed = state == "fixed";
        Record {
            target: table.target.clone(),
            name: rule.to_owned(),
            state: state.to_owned(),
            backend: if fixed { "integer" } else { "libm" }.to_owned(),
            guard: !fixed,
            n: LONG,
            opt_level: table.opt_level,
            small: table.small,
            flash_bytes: Some(self.flash),
            ram_bytes: Some(self.ram.into()),
            stack_bytes: self.stack.or(self.painted.as_ref().map(|painted| painted.stack_painted)),
            state_bytes_per_parameter: Some(self.ram_per_parameter),
            ..Record::default()
        }
    }
}

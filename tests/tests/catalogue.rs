//! The catalogue holds everything of its kinds, as the sources of the core say: `cargo test -p thalweg-tests
//! --test catalogue`.

use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::{type_name, type_name_of_val},
    collections::BTreeSet,
    fmt::Debug,
    path::Path,
};
use thalweg_catalogue::{
    averages, feedbacks, fixed_averages, fixed_losses, fixed_rules, fixed_schedules, layers,
    losses, preparations, rules, schedules, tensor_rules, transforms,
};
use thalweg_sources::{Crate, Exceptions, Files, files, types_in};

/// What needs no place in a list.
const EXCEPTIONS: Exceptions<'_> = Exceptions {
    list: &[
        ("checkpoint::medium::Sink for checkpoint::medium::Buffer", MEDIUM),
        ("checkpoint::medium::Sink for checkpoint::store::writer::Writer", MEDIUM),
        ("checkpoint::medium::Source for checkpoint::medium::Bytes", MEDIUM),
        ("checkpoint::medium::Source for checkpoint::store::reader::Reader", MEDIUM),
        ("feedback::range::report::Suggestion", "what a range analysis returns"),
        ("fixed::arithmetic::Integer for i16", INTEGER),
        ("fixed::arithmetic::Integer for u16", INTEGER),
        ("fixed::arithmetic::Integer for u32", INTEGER),
        ("fixed::data::normalizer::Normalizer", OF_A_NETWORK),
        ("fixed::gradient::add_decayed_weights::AddDecayedWeights", OF_A_NETWORK),
        ("fixed::gradient::clip_by_global_norm::ClipByGlobalNorm", OF_A_NETWORK),
        ("fixed::gradient::skip_saturated::SkipSaturated", OF_A_NETWORK),
        ("fixed::nn::dense::Dense", OF_A_NETWORK),
        ("fixed::rounding::Rounding for fixed::rounding::Nearest", DEFAULT),
        ("fixed::schedule::Schedule for &", BORROWED),
        ("fixed::storage::Cells for &", STORAGE),
        ("fixed::storage::Storage for &", STORAGE),
        ("gradient::chain::Chain for _", CHAIN),
        ("gradient::transform::GradientPart for _", ITERATOR),
        ("group::layout::Layout for group::layout::Groups", LAYOUT),
        ("group::layout::Layout for group::layout::Layers", LAYOUT),
        ("group::layout::Layout for group::layout::Whole", LAYOUT),
        ("math::divisor::Root for math::divisor::ExactRoot", ROOT),
        ("math::divisor::Root for math::divisor::InverseRoot", ROOT),
        ("loss::l2_sp::L2Sp", "a penalty on parameters, which is no loss of a sample"),
        ("loss::triplet::Triplet", THREE),
        (
            "loss::softmax_cross_entropy::WeightedSoftmaxCrossEntropy",
            "the listed loss with weights that it borrows",
        ),
        ("nn::axis::Axis", "a setting of listed layers"),
        ("nn::frozen::Frozen", BORROWED_PARAMETERS),
        ("nn::initializer::Kaiming", START),
        ("nn::initializer::Xavier", START),
        ("nn::int8::Int8", BORROWED_PARAMETERS),
        ("nn::layer::Keeps", "what a shape says"),
        ("nn::layer::Layer for nn::frozen::Frozen", BORROWED_PARAMETERS),
        ("nn::layer::Layer for nn::int8::Int8", BORROWED_PARAMETERS),
        ("nn::layer::Layer for nn::low_rank::LowRank", BORROWED_PARAMETERS),
        ("nn::layer::Pass", "what a layer is told of a pass"),
        ("nn::layer::Shape", "what a layer says of itself"),
        ("nn::low_rank::LowRank", BORROWED_PARAMETERS),
        ("nn::prototypes::Prototypes", MEANS),
        ("nn::snapshot_ensemble::SnapshotEnsemble", SEVERAL),
        ("optimizer::rule::rule::Elements for _", ITERATOR),
        ("optimizer::rules::ftrl::Accumulator for optimizer::rules::ftrl::SquareRoot", DEFAULT),
        ("optimizer::state::Precision for optimizer::state::blockwise8::Blockwise8", PRECISION),
        ("optimizer::state::Precision for optimizer::state::float16::Bf16", PRECISION),
        ("optimizer::state::Precision for optimizer::state::float16::F16", PRECISION),
        (
            "optimizer::state::codebook::Codebook for optimizer::state::codebook::DynamicMap",
            PRECISION,
        ),
        (
            "optimizer::state::codebook::Codebook for optimizer::state::codebook::LinearMap",
            PRECISION,
        ),
        ("optimizer::state::float16::Float16 for optimizer::state::float16::Bf16", PRECISION),
        ("optimizer::state::float16::Float16 for optimizer::state::float16::F16", PRECISION),
        ("optimizer::state::storage::Cells for &", STORAGE),
        ("optimizer::state::storage::Storage for &", STORAGE),
        ("recipe::chain::StageChain for _", CHAIN),
        (
            "recipe::named_precision::NamedPrecision for optimizer::state::blockwise8::Blockwise8",
            PRECISION,
        ),
        ("recipe::named_precision::NamedPrecision for optimizer::state::float16::Bf16", PRECISION),
        ("recipe::named_precision::NamedPrecision for optimizer::state::float16::F16", PRECISION),
        (
            "recipe::rule_set::RuleSet for recipe::any_rule::AnyRule",
            "the choice of all listed rules",
        ),
        ("schedule::Schedule for &", BORROWED),
        ("schedule::Schedule for schedule::any::tree::Subtree", "a part of a listed tree"),
        ("zero::Zero for bool", ZERO),
        ("zero::Zero for fixed::adam::Moments", ZERO),
        ("zero::Zero for optimizer::kit::rows_and_columns::RowsAndColumns", ZERO),
        ("zero::Zero for optimizer::rules::prodigy::Distance", ZERO),
        ("zero::Zero for optimizer::rules::schedule_free::Weights", ZERO),
        ("zero::Zero for optimizer::rule::tensor::GroupState", ZERO),
        ("zero::Zero for u16", ZERO),
        ("zero::Zero for u32", ZERO),
        ("zero::Zero for u8", ZERO),
        ("zero::Zero for usize", ZERO),
    ],
    file: "tests/tests/catalogue.rs",
};
const INTEGER: &str = "what numbers are stored in, of which the tests of arithmetic take each";
const OF_A_NETWORK: &str =
    "a part of the network in fixed point that tests/tests/fixed, bits and proof are written with";
const MEDIUM: &str = "where the bytes of a checkpoint are, which its tests write and read";
const CHAIN: &str = "every transformation, which the list of them holds";
const ROOT: &str =
    "a way to divide by a root, which rules and Micromath around them are listed with";
const STORAGE: &str = "where memory is, of which every test of storage takes each";
const ZERO: &str = "memory that starts as zeros, part of what a listed rule keeps";
const BORROWED_PARAMETERS: &str =
    "a listed layer with parameters that it borrows, which bits are compared of in `unlisted`";
const THREE: &str =
    "a loss of three outputs at once, where the list takes one; its bits are in `unlisted`";
const MEANS: &str =
    "classes without a layer: means that are not trained; their bits are in `unlisted`";
const SEVERAL: &str = "no layer: parameters of several networks; its bits are in `unlisted`";
const START: &str =
    "where parameters start, of which tests of layers and `unlisted` of bits take each";
const BORROWED: &str = "the schedule that it borrows";
const DEFAULT: &str = "the default of a parameter, which no name of a type says: the lists hold it";
const ITERATOR: &str = "a name for an iterator, which everything that is one has";
const LAYOUT: &str = "one group, several or layers, of which every test of groups takes";
const PRECISION: &str = "a way to keep state: every one is asked for where precisions are compared";

/// The list that what implements a trait, or acts in a room, belongs into.
const LISTS: [(&str, &str); 12] = [
    ("average", "averages.rs"),
    ("data", "preparations.rs"),
    ("feedback", "feedbacks.rs"),
    ("fixed::average", "fixed_averages.rs"),
    ("fixed::loss", "fixed_losses.rs"),
    ("fixed::rule::Rule", "fixed_rules.rs"),
    ("fixed::schedule::Schedule", "fixed_schedules.rs"),
    ("gradient::transform::Transform", "transforms.rs"),
    ("loss", "losses.rs"),
    ("nn", "layers.rs"),
    ("optimizer::rule::rule::Rule", "rules.rs or tensor_rules.rs"),
    ("schedule::Schedule", "schedules.rs"),
];

/// How a value is written: that of every number, setting and state, which what it belongs to is listed by.
const WRITTEN: [&str; 4] =
    ["words::Words", "checkpoint::plain::Plain", CHECKPOINT, "checkpoint::checkpoint::MaxLength"];

/// How what is kept between steps is written.
const CHECKPOINT: &str = "checkpoint::checkpoint::Checkpoint";

/// What changes and is in no checkpoint.
const NOT_KEPT: Exceptions<'_> = Exceptions {
    list: &[
        ("fixed::grouped_partial_step::GroupedPartialStep", IN_A_STEP),
        ("fixed::partial_step::PartialStep", IN_A_STEP),
        ("optimizer::partial_step::PartialStep", IN_A_STEP),
    ],
    file: "tests/tests/catalogue.rs",
};
const IN_A_STEP: &str = "a step that has not ended, which no checkpoint is written in";

/// What has a medium or a format of its own, and is nothing that a training keeps.
const MEDIA: [&str; 3] = ["checkpoint", "recipe", "words"];

/// How layers are put together, of which the listed network takes one.
const PUT_TOGETHER: &str = "nn::list::LayerList";

/// Modules whose types are no implementers of a trait: layers, losses, …
const ROOMS: [&str; 10] = [
    "average",
    "data",
    "feedback",
    "fixed::average",
    "fixed::data",
    "fixed::gradient",
    "fixed::loss",
    "fixed::nn",
    "loss",
    "nn",
];

fn sources() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")).unwrap()
}

/// Every type that an entry of a list is or is made of.
fn listed() -> BTreeSet<String> {
    let mut listed = BTreeSet::new();
    let mut add = |name: &str| listed.extend(types_in(name, "thalweg").unwrap());
    macro_rules! types {
        ($($name:ident: $type:ty = $value:expr $(, $method:ident($($target:ident),*))?;)*) => {
            $(add(type_name::<$type>());)*
        };
    }
    macro_rules! values {
        ($($name:ident $(, $budget:literal)?: $value:expr;)*) => {
            $(add(type_name_of_val(&$value));)*
        };
    }
    rules!(types);
    tensor_rules!(types);
    fixed_rules!(types);
    fixed_losses!(types);
    transforms!(types);
    losses!(types);
    layers!(types);
    averages!(types);
    fixed_averages!(types);
    feedbacks!(types);
    preparations!(types);
    schedules!(values);
    fixed_schedules!(values);
    listed
}

/// What ought to be in a list and is not, each with where it belongs.
fn unlisted(files: &Files) -> Vec<(String, String)> {
    let (core, listed) = (Crate::new(files).unwrap(), listed());
    let list =
        |of: &str| LISTS.iter().find(|(kind, _)| *kind == of).map_or("lib.rs", |(_, file)| file);
    let what = |file: &str, kind: &str| {
        format!("defined in core/src/{file}; add it to core/catalogue/src/{}", list(kind))
    };
    let implementations =
        core.implementations().into_iter().filter(|found| !listed.contains(&found.of));
    let implementations = implementations
        .filter(|found| !WRITTEN.contains(&found.by.as_str()) && found.by != PUT_TOGETHER);
    let implementations = implementations
        .map(|found| (format!("{} for {}", found.by, found.of), what(&found.file, &found.by)));
    let is_in =
        |room: &str, of: &str| of.strip_prefix(room).is_some_and(|rest| rest.starts_with("::"));
    let room = |of: &str| ROOMS.iter().find(|room| is_in(room, of)).map(|room| (*room).to_owned());
    let acting = core.acting_types().into_iter().filter(|(of, _)| !listed.contains(of));
    let acting = acting.filter_map(|(of, file)| room(&of).map(|room| (of, what(&file, &room))));
    implementations.chain(acting).collect()
}

/// What changes between two calls and is not written in a checkpoint, each with what to do.
fn not_in_a_checkpoint(files: &Files) -> Vec<(String, String)> {
    let core = Crate::new(files).unwrap();
    let written = core.implementations().into_iter().filter(|found| found.by == CHECKPOINT);
    let written: BTreeSet<_> = written.map(|found| found.of).collect();
    // Words are read over the place of a configuration; between two steps nothing is.
    let elsewhere = [CHECKPOINT, "zero::Zero", "words::Words"];
    let changing = core.changing_types(&elsewhere).into_iter();
    let kept = changing.filter(|(of, _)| {
        let room = of.split("::").next().unwrap_or_default();
        of.contains("::") && !MEDIA.contains(&room) && !written.contains(of)
    });
    kept.map(|(of, file)| {
        let what = format!("changes between steps in core/src/{file}; implement Checkpoint for it");
        (of, what)
    })
    .collect()
}

/// The sources of the core with a file more, and a line more in the module beside it.
fn sources_with(file: &str, text: &str, module: &str, line: &str) -> Files {
    let mut files = sources();
    files.insert(file.to_owned(), text.to_owned());
    files.get_mut(module).unwrap().push_str(line);
    files
}

/// The error for them, beside what is forgotten already.
fn with(file: &str, text: &str, module: &str, line: &str) -> String {
    let files = sources_with(file, text, module, line);
    let (before, now) = (unlisted(&sources()), unlisted(&files));
    let new: Vec<_> = now.into_iter().filter(|found| !before.contains(found)).collect();
    let exceptions = Exceptions { list: &[], ..EXCEPTIONS };
    exceptions.check(&new).unwrap_err().to_string()
}

#[test]
fn what_is_kept_between_steps_is_in_checkpoints() {
    NOT_KEPT.check(&not_in_a_checkpoint(&sources())).unwrap();
    assert!(
        Crate::new(&sources()).unwrap().changing_types(&[]).len() > 20,
        "what changes is not found"
    );
}

#[test]
fn what_is_forgotten_in_checkpoints_is_named() {
    let median = sources_with(
        "average/median.rs",
        "pub struct Median { of: [f32; 5] }
        impl Median { pub fn push(&mut self, x: f32) {} }",
        "average/mod.rs",
        "mod median; pub use median::Median;",
    );
    let error = NOT_KEPT.check(&not_in_a_checkpoint(&median)).unwrap_err().to_string();
    assert_eq!(
        error,
        "average::median::Median: changes between steps in core/src/average/median.rs; implement Checkpoint \
         for it, or except it in tests/tests/catalogue.rs with a reason"
    );
    let transform = sources_with(
        "gradient/delay.rs",
        "#[derive(Debug)] pub struct Delay;
        impl crate::gradient::Transform for Delay {
            fn begin(&mut self, _: &crate::gradient::Step<'_>) -> crate::gradient::Flow { todo!() }
        }",
        "gradient/mod.rs",
        "mod delay; pub use delay::Delay;",
    );
    let error = NOT_KEPT.check(&not_in_a_checkpoint(&transform)).unwrap_err().to_string();
    assert!(error.starts_with("gradient::delay::Delay: changes between steps"), "{error}");
}

#[test]
fn what_is_forgotten_is_named() {
    let error = with(
        "optimizer/rules/newton.rs",
        "use crate::optimizer::Rule;\n#[derive(Clone, Copy)]\npub struct Newton;\nimpl Rule for Newton {}",
        "optimizer/rules/mod.rs",
        "mod newton;\npub use newton::Newton;",
    );
    assert_eq!(
        error,
        "optimizer::rule::rule::Rule for optimizer::rules::newton::Newton: defined in \
         core/src/optimizer/rules/newton.rs; add it to core/catalogue/src/rules.rs or tensor_rules.rs, or \
         except it in tests/tests/catalogue.rs with a reason"
    );
    let error = with(
        "loss/hinge.rs",
        "pub struct Hinge;\nimpl Hinge { pub fn value_and_grad(&self) {} }",
        "loss/mod.rs",
        "mod hinge; pub use hinge::*;",
    );
    assert!(error.starts_with("loss::hinge::Hinge: defined in core/src/loss/hinge.rs; add it to core/catalogue/src/losses.rs"), "{error}");
    let error = with(
        "fixed/loss/huber.rs",
        "pub struct Huber;\nimpl Huber { pub fn value_and_grad(&self) {} }",
        "fixed/loss/mod.rs",
        "mod huber; pub use huber::*;",
    );
    assert!(error.contains("add it to core/catalogue/src/fixed_losses.rs"), "{error}");
    // What a macro writes is seen as well.
    let error = with(
        "schedule/square.rs",
        "macro_rules! squares { ($($name:ident),*) => { $(
            pub struct $name;
            impl crate::schedule::Schedule for $name { fn at(&self, _: u32) -> f32 { 0.0 } }
        )* } }
        squares!(Square, Cube);",
        "schedule/mod.rs",
        "pub mod square;",
    );
    assert!(error.contains("for schedule::square::Cube"), "{error}");
}

#[test]
fn what_is_excepted_in_vain_is_named() {
    let list = [EXCEPTIONS.list, &[("loss::huber::Huber", "old")]].concat();
    let excepted =
        |found: &(String, String)| EXCEPTIONS.list.iter().any(|(name, _)| *name == found.0);
    let unlisted: Vec<_> = unlisted(&sources()).into_iter().filter(excepted).collect();
    let error = Exceptions { list: &list, ..EXCEPTIONS }.check(&unlisted);
    let expected = "loss::huber::Huber: an exception that is needed no longer; remove it (tests/tests/catalogue.rs)";
    assert_eq!(error.unwrap_err().to_string(), expected);
}

/// What every entry is: it says what it is, can be copied, and moves between tasks.
fn is_plain<T: Clone + Debug + Send + Sync>(name: &str, value: &T) {
    let text = format!("{value:?}");
    assert!(!text.is_empty(), "{name}");
    assert_eq!(format!("{:?}", value.clone()), text, "{name}");
}

/// A configuration comes back from bytes and from text as it was.
fn comes_back<T: Debug + Serialize + DeserializeOwned>(name: &str, value: &T) {
    let bytes = postcard::to_allocvec(value).unwrap();
    let back: T = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(format!("{back:?}"), format!("{value:?}"), "{name}");
    let text = serde_json::to_string(value).unwrap();
    let back: T = serde_json::from_str(&text).unwrap();
    assert_eq!(format!("{back:?}"), format!("{value:?}"), "{name}: {text}");
}

#[test]
fn everything_listed_is_plain_data() {
    macro_rules! each {
        ($($name:ident $(, $budget:literal)?: $value:expr;)*) => {
            $(is_plain(stringify!($name), &$value.unwrap());)*
        };
    }
    macro_rules! configurations {
        ($($name:ident: $type:ty = $value:expr $(, $method:ident($($target:ident),*))?;)*) => {$(
            let value: $type = $value;
            is_plain(stringify!($name), &value);
            comes_back(stringify!($name), &value);
        )*};
    }
    macro_rules! values {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            is_plain::<$type>(stringify!($name), &$value);
        )*};
    }
    macro_rules! results {
        ($($name:ident: $type:ty = $value:expr;)*) => {$(
            is_plain::<$type>(stringify!($name), &$value.unwrap());
        )*};
    }
    rules!(configurations);
    tensor_rules!(configurations);
    fixed_rules!(values);
    losses!(configurations);
    layers!(configurations);
    preparations!(values);
    averages!(results);
    fixed_averages!(results);
    feedbacks!(results);
    schedules!(each);
    fixed_schedules!(each);
    transforms!(configurations);
}

#[test]
fn everything_of_its_kinds_is_in_the_catalogue() {
    EXCEPTIONS.check(&unlisted(&sources())).unwrap_or_else(|error| panic!("{error}"));
}

/// Types of a rule as it is written in the catalogue: its own, and those that it is made of.
fn names(rule: &str) -> impl Iterator<Item = &str> {
    let words = rule.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.starts_with(char::is_uppercase))
}

#[test]
fn each_rule_is_asked_what_a_step_of_it_tells() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/optimizer/told.rs");
    let told = std::fs::read_to_string(file).unwrap();
    let body = told.split_once("fn a_step_of_finite_numbers_tells_of_none").unwrap().1;
    let asked: BTreeSet<_> = names(body).collect();
    macro_rules! each {
        ($($name:ident: $rule:ty = $value:expr;)*) => {$(
            for name in names(stringify!($rule)) {
                assert!(asked.contains(name), "{} is not asked in optimizer/told.rs", stringify!($name));
            }
        )*};
    }
    rules!(each);
    tensor_rules!(each);
}

//! Bytes and text that come back, and bytes that were changed.

use crate::arbitrary::{Any, recipe};
use proptest::prelude::*;
use thalweg::{
    loss::L2Sp,
    optimizer::{Adam, AdamW},
    recipe::{AnyRule, Lora, Recipe, RecipeError, Trained, Unfreezing, WiseFt},
    schedule::{AnySchedule, Constant, Cosine},
    words::Malformed,
};

const ROOM: usize = 1 << 14;
const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);

fn encoded<R: thalweg::recipe::RuleSet, S: thalweg::words::Words>(
    recipe: &Recipe<R, S>,
) -> Vec<u8> {
    let mut buffer = [0; ROOM];
    recipe.encode(&mut buffer).unwrap().to_vec()
}

/// The same bytes with the length and the checksum that they ought to have.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 4 * 4);
    let length = u32::try_from(bytes.len()).unwrap();
    bytes[8..12].copy_from_slice(&length.to_le_bytes());
    let end = bytes.len() - 4;
    let checksum = CRC.checksum(&bytes[..end]);
    bytes[end..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn small() -> Recipe {
    Recipe::new(Adam::DEFAULT, Constant::new(0.1).unwrap().into())
}

proptest! {
    #[test]
    fn a_valid_recipe_comes_back_from_bytes_and_text(recipe in recipe()) {
        let wrong: Vec<_> = recipe.validate().collect();
        prop_assert!(wrong.is_empty(), "{wrong:?}");
        let bytes = encoded(&recipe);
        prop_assert_eq!(bytes.len(), recipe.encoded_len());
        prop_assert_eq!(&Any::decode(&bytes).unwrap(), &recipe);
        let text = serde_json::to_string(&recipe).unwrap();
        prop_assert_eq!(serde_json::from_str::<Any>(&text).unwrap(), recipe, "{}", text);
    }

    #[test]
    fn whatever_the_bytes_they_are_a_recipe_or_refused(
        recipe in recipe(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        length in any::<proptest::sample::Index>(),
        cut: bool,
    ) {
        let mut bytes = encoded(&recipe);
        for (place, to) in changes {
            let place = place.index(bytes.len());
            bytes[place] = to;
        }
        if cut {
            bytes.truncate(length.index(bytes.len()).max(16));
        }
        let _refused = Any::decode(&bytes);
        // With a checksum that holds, the decoder itself has to stand.
        if let Ok(read) = Any::decode(&sealed(bytes)) {
            let _wrong = read.validate().count();
            prop_assert_eq!(encoded(&read).len(), read.encoded_len());
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Any::decode(&bytes).is_err());
    }
}

#[test]
fn every_flip_of_one_bit_or_two_is_noticed() {
    let bytes = encoded(&small());
    let bits = bytes.len() * 8;
    let flip = |bytes: &mut Vec<u8>, bit: usize| bytes[bit / 8] ^= 1 << (bit % 8);
    let mut noticed = 0;
    for first in 0..bits {
        let mut changed = bytes.clone();
        flip(&mut changed, first);
        for second in first..bits {
            if second > first {
                flip(&mut changed, second);
            }
            noticed += usize::from(Recipe::<AnyRule>::decode(&changed).is_err());
            if second > first {
                flip(&mut changed, second);
            }
        }
    }
    println!("flips={noticed} of {}", bits * (bits + 1) / 2);
    assert_eq!(noticed, bits * (bits + 1) / 2);
}

/// The recipe with one more section, of words of 0, before the checksum.
fn with_section(recipe: &Recipe, tag: u16, words: u16) -> Vec<u8> {
    let mut bytes = encoded(recipe);
    let end = bytes.len() - 4;
    let mut section = (u32::from(tag) | u32::from(words * 4) << 16).to_le_bytes().to_vec();
    section.resize(4 + usize::from(words) * 4, 0);
    bytes.splice(end..end, section);
    sealed(bytes)
}

#[test]
fn an_unknown_section_is_refused_unless_it_may_be_skipped() {
    let refused = Recipe::<AnyRule>::decode(&with_section(&small(), 0x4d, 2));
    assert_eq!(refused, Err(RecipeError::UnknownSection { tag: 0x4d }));
    assert_eq!(Recipe::decode(&with_section(&small(), 0x8000 | 0x4d, 2)), Ok(small()));
}

/// What a fine-tuning may say, in one recipe.
fn fine_tuning() -> Recipe {
    Recipe {
        trained: Trained::Channels { layer: 1, first: 2, count: 3 },
        unfreezing: Some(Unfreezing { layers: 1, every: 7 }),
        l2_sp: Some(L2Sp { alpha: 0.01 }),
        wise: Some(WiseFt { share: 0.8 }),
        lora: Some(Lora { rank: 4, alpha: 8.0 }),
        replay: 2,
        ..small()
    }
}

/// The last words of a recipe left out, with a checksum that holds: no cut makes another recipe of it than one that ends
/// with a whole section.
#[test]
fn a_fine_tuning_that_is_cut_is_refused_or_ends_with_a_whole_section() {
    let bytes = encoded(&fine_tuning());
    let plain = encoded(&small()).len();
    let mut whole = 0;
    for length in (plain..bytes.len()).step_by(4) {
        let cut = sealed([&bytes[..length - 4], &[0; 4][..]].concat());
        match Recipe::<AnyRule>::decode(&cut) {
            Ok(recipe) => {
                assert_eq!(encoded(&recipe), cut);
                whole += 1;
            }
            Err(RecipeError::Section { section, reason: Malformed::Cut }) => {
                let sections =
                    ["header", "trained", "unfreezing", "l2_sp", "wise", "lora", "replay"];
                assert!(sections.contains(&section), "{section}");
            }
            Err(other) => panic!("{other}"),
        }
    }
    // After the schedule, and after each section but the last.
    assert_eq!(whole, 6);
    for length in 0..bytes.len() {
        assert!(Recipe::<AnyRule>::decode(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn numbers_of_no_variant_and_lengths_of_no_value_are_refused() {
    let message = |bytes: &[u8]| Recipe::<AnyRule>::decode(bytes).unwrap_err().to_string();
    let mut unknown = encoded(&Recipe { trained: Trained::LastLayers { layers: 1 }, ..small() });
    let number = unknown.len() - 12;
    unknown[number] = 4;
    let said = "section trained: Trained 4 does not exist; allowed: those of the format";
    assert_eq!(message(&sealed(unknown)), said);
    for (tag, name, words) in
        [(15, "trained", 1), (16, "unfreezing", 2), (17, "l2_sp", 1), (18, "wise", 1)]
            .into_iter()
            .chain([(19, "lora", 2), (20, "replay", 1)])
    {
        let long = format!("section {name} is 4 bytes too long; allowed: its value alone");
        assert_eq!(message(&with_section(&small(), tag, words + 1)), long);
        let cut = format!("section {name}: the bytes end within a value; allowed: all of it");
        assert_eq!(message(&with_section(&small(), tag, words - 1)), cut);
        let twice = Recipe::<AnyRule>::decode(&with_section(&fine_tuning(), tag, words));
        assert_eq!(twice, Err(RecipeError::Order { tag }));
    }
    // Behind the last there is none.
    let next = Recipe::<AnyRule>::decode(&with_section(&small(), 21, 1));
    assert_eq!(next, Err(RecipeError::UnknownSection { tag: 21 }));
}

#[test]
fn text_says_a_fine_tuning_by_the_names_of_its_fields() {
    let text = serde_json::to_value(fine_tuning()).unwrap();
    assert_eq!(
        text["trained"],
        serde_json::json!({"Channels": {"layer": 1, "first": 2, "count": 3}})
    );
    assert_eq!(text["unfreezing"], serde_json::json!({"layers": 1, "every": 7}));
    assert_eq!(text["lora"], serde_json::json!({"rank": 4, "alpha": 8.0}));
    assert_eq!(text["replay"], 2);
    let mut unknown = text.clone();
    unknown["thawing"] = serde_json::json!(1);
    assert!(serde_json::from_value::<Recipe>(unknown).is_err());
    let mut unknown = text;
    unknown["trained"] = serde_json::json!("Some");
    assert!(serde_json::from_value::<Recipe>(unknown).is_err());
}

#[test]
fn a_section_comes_once_and_in_order() {
    for (tag, known) in [(1, "rule"), (3, "schedule")] {
        let refused = Recipe::<AnyRule>::decode(&with_section(&small(), tag, 0));
        assert_eq!(refused, Err(RecipeError::Order { tag }), "{known}");
    }
    let batch = Recipe { batch: 4, ..small() };
    let refused = Recipe::<AnyRule>::decode(&with_section(&batch, 7, 1));
    assert_eq!(refused, Err(RecipeError::Order { tag: 7 }));
}

#[test]
fn what_is_cut_or_too_long_says_so() {
    let message = |bytes: &[u8]| Recipe::<AnyRule>::decode(bytes).unwrap_err().to_string();
    let bytes = encoded(&small());
    for length in 12..bytes.len() {
        let stated = bytes.len();
        let expected =
            format!("the recipe has {length} bytes; allowed: the {stated} that it states");
        assert_eq!(message(&bytes[..length]), expected);
    }
    assert_eq!(message(b"THW"), "the bytes are no recipe; allowed: those that begin with THWR");
    let mut newer = bytes.clone();
    newer[4] = 2;
    assert_eq!(message(&newer), "the recipe's version is 2; allowed: 1");
    let long = with_section(&small(), 8, 2);
    assert_eq!(message(&long), "section batch is 4 bytes too long; allowed: its value alone");
    let short = with_section(&small(), 8, 0);
    let expected = "section batch: the bytes end within a value; allowed: all of it";
    assert_eq!(message(&short), expected);
    let bare = sealed([&bytes[..12], &[0; 4][..]].concat());
    let expected = "section rule is missing; allowed: rule and schedule in every recipe";
    assert_eq!(message(&bare), expected);
}

#[test]
fn a_schedule_out_of_its_range_is_refused_when_it_is_read() {
    let mut bytes = encoded(&small());
    let nan = f32::NAN.to_le_bytes();
    let rate = bytes.len() - 8;
    bytes[rate..rate + 4].copy_from_slice(&nan);
    let error = Recipe::<AnyRule>::decode(&sealed(bytes)).unwrap_err();
    assert!(matches!(
        error,
        RecipeError::Section { section: "schedule", reason: Malformed::Node { node: 0, .. } }
    ));
    let expected = "section schedule: node 0: value is NaN; allowed: finite and at least 0";
    assert_eq!(error.to_string(), expected);
}

thalweg::rule_set! {
    /// Two rules.
    enum Two { Adam(Adam), AdamW(AdamW) }
}

thalweg::schedule_set! {
    /// Two families and a combinator.
    enum Parts {
        Constant(Constant),
        Cosine(Cosine),
        Warmup(thalweg::schedule::Warmup<thalweg::schedule::Operand>)
    }
}

#[test]
fn a_choice_has_the_bytes_of_all_and_refuses_the_rest_by_name() {
    use thalweg::schedule::{Linear, ScheduleTree};
    type Chosen = Recipe<Two, ScheduleTree<Parts, 3>>;
    let cosine = Cosine::new(0.1, 0.0, 90).unwrap();
    let all = AnySchedule::from(cosine).warmup(10, 0.0).unwrap();
    let any: Recipe = Recipe::new(AdamW::DEFAULT, all);
    let bytes = encoded(&any);
    let chosen = Chosen::decode(&bytes).unwrap();
    assert_eq!(encoded(&chosen), bytes);
    assert_eq!(chosen.rule, Two::AdamW(AdamW::DEFAULT));

    let message = |recipe: &Recipe| Chosen::decode(&encoded(recipe)).unwrap_err().to_string();
    let lion = Recipe { rule: thalweg::optimizer::Lion::DEFAULT.into(), ..any.clone() };
    assert_eq!(message(&lion), "section rule: Lion is not linked; allowed: Adam, AdamW");
    let linear = Recipe { schedule: Linear::new(0.1, 0.0, 9).unwrap().into(), ..any.clone() };
    let expected = "section schedule: Linear is not linked; allowed: Constant, Cosine, Warmup";
    assert_eq!(message(&linear), expected);
    let raised = cosine.exponent(2.0).unwrap();
    let raised = Recipe { schedule: raised.into(), ..any };
    let expected = "section schedule: exponent of bits 1073741824 does not exist; allowed: those of the format";
    assert_eq!(message(&raised), expected);
}

use proptest::prelude::*;

use super::*;

fn read(body: &str) -> Result<Catalogue, Failure> {
    catalogue(&Reply {
        http_status: 200,
        body: body.into(),
        ..Reply::default()
    })
}

fn one(members: &str) -> Option<Model> {
    let body = format!(r#"{{"success":true,"data":[{{{members}}}]}}"#);
    read(&body)
        .ok()
        .and_then(|catalogue| catalogue.models.into_iter().next())
}

fn durations(value: &str) -> Option<Vec<u32>> {
    one(&format!(
        r#""id":"m","durations":{value},"aspectRatios":["16:9"],"resolutions":["720p"]"#
    ))
    .map(|model| model.durations)
}

#[test]
fn the_assumed_answer_is_read_whole() {
    let body = r#"{ "success": true, "data": [
      { "id": "seedance-2.0", "name": "Seedance 2.0",
        "durations": [4,5,6], "aspectRatios": ["16:9","9:16","1:1"], "resolutions": ["480p","720p","1080p"],
        "pricing": { "unit": "credits_per_second", "textToVideo": {"480p":4,"720p":8,"1080p":20},
                     "imageToVideo": {"480p":6.4,"720p":12.8,"1080p":32} } } ] }"#;
    let rate = |name: &str, thousandths| (name.to_owned(), Rate(thousandths));
    let expected = Catalogue {
        models: vec![Model {
            id: "seedance-2.0".into(),
            durations: vec![4, 5, 6],
            aspect_ratios: ["16:9", "9:16", "1:1"].map(String::from).into(),
            resolutions: ["480p", "720p", "1080p"].map(String::from).into(),
            prices: Some(Prices {
                text_to_video: vec![rate("480p", 4000), rate("720p", 8000), rate("1080p", 20_000)],
                image_to_video: vec![rate("480p", 6400), rate("720p", 12_800), rate("1080p", 32_000)],
            }),
        }],
        source: Source::Service,
    };
    assert_eq!(read(body), Ok(expected));
}

#[test]
fn lengths_are_read_in_several_spellings() {
    for (value, seconds) in [
        ("[10, 5, 5]", vec![5, 10]),
        (r#"["5", -1, 6.5, null, 0, 99999, 10]"#, vec![5, 10]),
        (r#"{"min":4,"max":6}"#, vec![4, 5, 6]),
        (r#"{"min":"4","max":"4"}"#, vec![4]),
        (r#""4-6""#, vec![4, 5, 6]),
        ("5", vec![5]),
        (r#""5""#, vec![5]),
    ] {
        assert_eq!(durations(value), Some(seconds), "{value}");
    }
    for nonsense in [
        "[]",
        "{}",
        "null",
        "true",
        r#""short""#,
        r#""-5""#,
        r#"{"min":9,"max":4}"#,
        r#"{"min":1,"max":4000000000}"#,
    ] {
        assert_eq!(durations(nonsense), None, "{nonsense}");
    }
    assert_eq!(durations("[1,2,3600]"), Some(vec![1, 2, 3600]));
    assert_eq!(
        durations(r#"{"min":1,"max":3600}"#).map(|seconds| seconds.len()),
        Some(MOST_VALUES)
    );
}

#[test]
fn a_model_that_cannot_be_read_is_left_out_and_the_others_stay() {
    let rest = r#""durations":[5],"aspectRatios":["16:9","a b"],"resolutions":["720p","720p"]"#;
    let body = format!(
        r#"{{"success":true,"data":[7, null, {{}}, [1], {{"id":"x y",{rest}}}, {{"id":"no-lengths"}},
            {{"model":"by-model",{rest}}}, {{"id":12,"name":"by.name",{rest}}}, {{"id":"by-model",{rest}}},
            {{"id":"twice","id":"twice",{rest}}}, {{"id":"{}",{rest}}}]}}"#,
        "x".repeat(LONGEST_ID + 1)
    );
    let model = |id: &str| Model {
        id: id.into(),
        durations: vec![5],
        aspect_ratios: vec!["16:9".into()],
        resolutions: vec!["720p".into()],
        prices: None,
    };
    assert_eq!(
        read(&body).map(|catalogue| catalogue.models),
        Ok(vec![model("by-model"), model("by.name")])
    );
    let many: Vec<String> = (0..40).map(|n| format!(r#"{{"id":"m{n}",{rest}}}"#)).collect();
    let many = read(&format!(r#"{{"success":true,"data":[{}]}}"#, many.join(",")));
    assert_eq!(many.map(|catalogue| catalogue.models.len()), Ok(MOST_MODELS));
}

#[test]
fn prices_count_only_in_credits_a_second_and_for_known_resolutions() {
    let prices = |pricing: &str| {
        one(&format!(
            r#""id":"m","durations":[5],"aspectRatios":["16:9"],"resolutions":["720p","1080p"],"pricing":{pricing}"#
        ))
        .map(|model| model.prices)
    };
    let expected = Prices {
        text_to_video: vec![("720p".into(), Rate(8000))],
        image_to_video: vec![],
    };
    let odd = r#"{"unit":"credits_per_second","textToVideo":{"720p":8,"1080p":"dear","4k":9},"imageToVideo":[1]}"#;
    assert_eq!(prices(odd), Some(Some(expected)));
    for none in [
        "null",
        "8",
        "{}",
        r#"{"unit":"usd","textToVideo":{"720p":8}}"#,
        r#"{"unit":"credits_per_second","textToVideo":{"720p":-8}}"#,
    ] {
        assert_eq!(prices(none), Some(None), "{none}");
    }
}

#[test]
fn no_usable_list_is_a_failure_that_says_why() {
    let kind = |body: &str| read(body).map_err(|failure| failure.kind);
    for body in [
        "",
        "{}",
        r#"{"success":true}"#,
        r#"{"success":true,"data":{}}"#,
        r#"{"success":true,"data":[]}"#,
    ] {
        assert_eq!(kind(body), Err(FailureKind::Unreadable), "{body}");
    }
    let refused = r#"{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}"#;
    assert_eq!(kind(refused), Err(FailureKind::Unauthorized));
}

proptest! {
    #[test]
    fn whatever_is_taken_keeps_the_bounds(values in prop::collection::vec("[0-9\"{}:,\\[\\]a-z-]{0,12}", 4)) {
        let [id, lengths, ratios, prices] = &values[..] else { unreachable!("four were made") };
        let lengths = if durations(lengths).is_some() { lengths } else { "[5]" };
        if let Some(model) = one(&format!(
            r#""id":"m{id}","durations":{lengths},"aspectRatios":["{ratios}"],"resolutions":["1"],"pricing":{prices}"#
        )) {
            prop_assert!(model.id.len() <= LONGEST_ID);
            prop_assert!(model.durations.is_sorted() && model.durations.len() <= MOST_VALUES);
            prop_assert!(model.durations.iter().all(|seconds| (1..=LONGEST_CLIP).contains(seconds)));
            prop_assert!(!model.durations.is_empty() && !model.aspect_ratios.is_empty() && !model.resolutions.is_empty());
        }
    }
}

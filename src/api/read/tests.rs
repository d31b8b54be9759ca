use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;
use crate::job::{Credits, FailureOrigin};

fn reply(http_status: u16, body: impl AsRef<[u8]>) -> Reply {
    Reply {
        http_status,
        body: body.as_ref().to_vec(),
        ..Reply::default()
    }
}

fn submit(http_status: u16, body: impl AsRef<[u8]>) -> SubmitOutcome {
    submit_outcome(&reply(http_status, body))
}

fn id() -> RemoteId {
    RemoteId::parse("req_1").unwrap()
}

fn look(http_status: u16, body: impl AsRef<[u8]>) -> Poll {
    poll(&id(), Timestamp::UNIX_EPOCH, &reply(http_status, body))
}

fn failure(kind: FailureKind, code: Option<&str>, detail: &str) -> Failure {
    Failure {
        kind,
        code: code.map(str::to_owned),
        detail: detail.to_owned(),
    }
}

fn accepted(status: Status, credits: Option<Credits>) -> SubmitOutcome {
    SubmitOutcome::Accepted {
        remote_id: id(),
        status,
        credits,
    }
}

const UNAUTHORIZED: &str = r#"{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}"#;

#[test]
fn an_acceptance_is_2xx_with_success_true_and_a_sound_id() {
    let documented = r#"{ "success": true, "requestId": "req_1", "status": "queued", "creditsCharged": 40 }"#;
    for http_status in [200, 201, 202, 299] {
        let expected = accepted(Status::Queued, Some(Credits::whole(40)));
        assert_eq!(submit(http_status, documented), expected, "{http_status}");
    }
    for (body, status, credits) in [
        (r#"{"success":true,"requestId":"req_1"}"#, Status::Queued, None),
        (
            "\u{feff} \n{\"requestId\":\"req_1\",\"success\":true,\"more\":[{}]} \n",
            Status::Queued,
            None,
        ),
        (
            r#"{"success":true,"requestId":"req_1","status":"processing"}"#,
            Status::Processing,
            None,
        ),
        (
            r#"{"success":true,"requestId":"req_1","status":7}"#,
            Status::Queued,
            None,
        ),
        (
            r#"{"success":true,"requestId":"req_1","status":"pending"}"#,
            Status::Other("pending".into()),
            None,
        ),
        (
            r#"{"success":true,"requestId":"req_1","creditsCharged":"6.4"}"#,
            Status::Queued,
            Some(Credits(6400)),
        ),
        (
            r#"{"success":true,"requestId":"\u0072eq_1","error":null}"#,
            Status::Queued,
            None,
        ),
    ] {
        assert_eq!(submit(200, body), accepted(status, credits), "{body}");
    }
    for nonsense in [
        "null",
        "-3",
        "1e400",
        "9999999999999999999999",
        "true",
        "{}",
        "[]",
        r#""free""#,
    ] {
        let body = format!(r#"{{"success":true,"requestId":"req_1","creditsCharged":{nonsense}}}"#);
        assert_eq!(submit(200, &body), accepted(Status::Queued, None), "{nonsense}");
    }
}

#[test]
fn a_rejection_is_a_readable_refusal_with_2xx_or_4xx_other_than_408() {
    for (http_status, kind) in [
        (400, FailureKind::Invalid),
        (401, FailureKind::Unauthorized),
        (402, FailureKind::Payment),
        (403, FailureKind::Forbidden),
        (404, FailureKind::NotFound),
        (409, FailureKind::Conflict),
        (422, FailureKind::Invalid),
        (429, FailureKind::RateLimited),
        (499, FailureKind::Invalid),
    ] {
        let expected = SubmitOutcome::Rejected {
            failure: failure(kind, Some("a_code"), "Some words"),
            retry_after: None,
        };
        let body = r#"{"success":false,"error":{"code":"a_code","message":"Some words"}}"#;
        assert_eq!(submit(http_status, body), expected, "{http_status}");
    }
    for (body, kind, code, detail) in [
        (
            UNAUTHORIZED,
            FailureKind::Unauthorized,
            Some("unauthorized"),
            "Invalid API key",
        ),
        (
            r#"{"success":false,"error":{"code":"insufficient_credits"}}"#,
            FailureKind::Payment,
            Some("insufficient_credits"),
            "insufficient_credits",
        ),
        (
            r#"{"success":false,"error":{"code":"rate_limited","message":"m"}}"#,
            FailureKind::Invalid,
            Some("rate_limited"),
            "m",
        ),
        (
            r#"{"success":false,"error":{"code":5,"message":"m"}}"#,
            FailureKind::Invalid,
            None,
            "m",
        ),
        (
            r#"{"success":false,"error":"no more"}"#,
            FailureKind::Invalid,
            None,
            "no more",
        ),
    ] {
        let expected = SubmitOutcome::Rejected {
            failure: failure(kind, code, detail),
            retry_after: None,
        };
        assert_eq!(submit(200, body), expected, "{body}");
    }
}

#[test]
fn only_a_429_says_when_a_refused_submit_is_welcome_again() {
    let wait = |http_status| {
        let reply = Reply {
            retry_after: Some(Duration::from_secs(7)),
            ..reply(http_status, UNAUTHORIZED)
        };
        match submit_outcome(&reply) {
            SubmitOutcome::Rejected { retry_after, .. } => retry_after,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(wait(429), Some(Duration::from_secs(7)));
    assert_eq!(wait(400), None);
}

#[test]
fn everything_else_is_unknown_and_says_what_came() {
    let good = r#"{"success":true,"requestId":"req_1"}"#;
    let html = "<!doctype html><title>Bad gateway</title>";
    for (http_status, body, kind, detail) in [
        (200, "", FailureKind::Unreadable, "HTTP 200 and an empty answer"),
        (200, " \r\n", FailureKind::Unreadable, "HTTP 200 and an empty answer"),
        (200, html, FailureKind::Unreadable, "HTTP 200 and an HTML page"),
        (
            200,
            "null",
            FailureKind::Unreadable,
            "HTTP 200 and text that is no JSON object",
        ),
        (
            200,
            r#"[true,"req_1"]"#,
            FailureKind::Unreadable,
            "HTTP 200 and text that is no JSON object",
        ),
        (
            200,
            "{}",
            FailureKind::Unreadable,
            "HTTP 200 and an answer that neither reports success nor says why not",
        ),
        (
            200,
            r#"{"success":false}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer that neither reports success nor says why not",
        ),
        (
            200,
            r#"{"success":"true","requestId":"req_1"}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer that neither reports success nor says why not",
        ),
        (
            200,
            r#"{"success":true}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an acceptance without a usable request id",
        ),
        (
            200,
            r#"{"success":true,"requestId":"../x"}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an acceptance without a usable request id",
        ),
        (
            200,
            r#"{"success":true,"requestId":12}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an acceptance without a usable request id",
        ),
        (302, "", FailureKind::Redirected, "HTTP 302 and an empty answer"),
        (
            302,
            good,
            FailureKind::Redirected,
            "HTTP 302 and an answer that does not say why",
        ),
        (400, "", FailureKind::Invalid, "HTTP 400 and an empty answer"),
        (
            400,
            good,
            FailureKind::Invalid,
            "HTTP 400 and an answer that does not say why",
        ),
        (
            402,
            r#"{"message":"Insufficient credits"}"#,
            FailureKind::Payment,
            "Insufficient credits",
        ),
        (
            400,
            r#"{"success":false,"error":{"code":"","message":" "}}"#,
            FailureKind::Invalid,
            r#"{"code":"","message":" "}"#,
        ),
        (403, html, FailureKind::Forbidden, "HTTP 403 and an HTML page"),
        (429, html, FailureKind::RateLimited, "HTTP 429 and an HTML page"),
        (
            500,
            good,
            FailureKind::Server,
            "HTTP 500 and an answer that does not say why",
        ),
        (502, html, FailureKind::Server, "HTTP 502 and an HTML page"),
        (999, "", FailureKind::Unreadable, "HTTP 999 and an empty answer"),
    ] {
        let expected = SubmitOutcome::Unknown(failure(kind, None, detail));
        assert_eq!(submit(http_status, body), expected, "{http_status} {body}");
        let ours = failure(kind, None, detail).origin() != FailureOrigin::Service;
        assert_eq!(ours, detail.starts_with("HTTP "), "{detail}");
    }
    for (http_status, kind) in [(408, FailureKind::TimedOut), (503, FailureKind::Server)] {
        let expected = failure(kind, Some("unauthorized"), "Invalid API key");
        assert_eq!(submit(http_status, UNAUTHORIZED), SubmitOutcome::Unknown(expected));
    }
}

#[test]
fn an_answer_that_contradicts_itself_or_does_not_end_is_unknown() {
    for body in [
        r#"{"success":true,"success":false,"requestId":"req_1","error":"no"}"#,
        r#"{"success":true,"requestId":"req_1","requestId":"req_2"}"#,
        r#"{"success":true,"requestId":"req_1""#,
        r#"{"success":true,"requestId":"req_1"}<!-- -->"#,
        r#"{"success":true,"requestId":"req_1"}{}"#,
        r#"{"success":true,"requestId":"req_1",}"#,
        r"{'success':true}",
    ] {
        for http_status in [200, 400] {
            let outcome = submit(http_status, body);
            assert!(
                matches!(outcome, SubmitOutcome::Unknown(_)),
                "{http_status} {body} {outcome:?}"
            );
        }
    }
    let not_text = submit(200, b"{\"success\":true,\"requestId\":\"req_1\",\"x\":\"\xff\"}");
    let expected = failure(FailureKind::Unreadable, None, "HTTP 200 and bytes that are not text");
    assert_eq!(not_text, SubmitOutcome::Unknown(expected));
}

#[test]
fn a_cut_answer_counts_if_all_of_it_is_there_and_else_names_the_cut() {
    let cut = Failure::new(FailureKind::Interrupted, "reset");
    let submit = |body: &str| {
        submit_outcome(&Reply {
            cut: Some(cut.clone()),
            ..reply(200, body)
        })
    };
    assert_eq!(
        submit(r#"{"success":true,"requestId":"req_1"}"#),
        accepted(Status::Queued, None)
    );
    assert_eq!(
        submit(r#"{"success":true,"requestId":"req_"#),
        SubmitOutcome::Unknown(cut.clone())
    );
    assert_eq!(submit(""), SubmitOutcome::Unknown(cut.clone()));
}

/// Each layer hides the next in a string under the name that makes `serde_json` start a parser within the parser: values made from
/// such text overflow the stack, whatever the depth limit says.
#[test]
fn no_nesting_overflows_the_stack() {
    const TOKEN: &str = "$serde_json::private::RawValue";
    let mut layers = "1".to_owned();
    for _ in 0..40 {
        // `\u005c` for a backslash: quotes grow by five bytes a layer rather than doubling
        let escaped = layers.replace('\\', r"\u005c").replace('"', r"\u0022");
        layers = format!(r#"{}{{"{TOKEN}":"{escaped}"}}{}"#, "[".repeat(120), "]".repeat(120));
    }
    let deep = format!("{}{}", "[".repeat(400_000), "]".repeat(400_000));
    let object = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    for hostile in [layers, deep, object] {
        for member in [
            "success",
            "requestId",
            "status",
            "creditsCharged",
            "output",
            "error",
            "data",
            "more",
        ] {
            let body = format!(r#"{{"{member}":{hostile}}}"#);
            assert!(matches!(submit(200, &body), SubmitOutcome::Unknown(_)), "{member}");
        }
        let body = format!(r#"{{"success":true,"requestId":"req_1","status":"failed","error":{hostile}}}"#);
        assert!(matches!(look(200, &body), Poll::Seen(_)));
        let body = format!(r#"{{"success":true,"data":[{{"id":{hostile},"pricing":{hostile}}}]}}"#);
        assert!(super::super::models::catalogue(&reply(200, body)).is_err());
    }
}

#[test]
fn a_look_reads_the_documented_answer() {
    let body = r#"{ "success": true, "requestId": "req_1", "status": "succeeded",
        "model": "seedance-2.0", "prompt": "A river", "duration": 5, "aspectRatio": "16:9",
        "output": { "type": "video", "url": "https://pub-your-bucket.r2.dev/open-api-results/req_1.mp4" },
        "error": null }"#;
    let expected = Snapshot {
        asked_at: Timestamp::UNIX_EPOCH,
        status: Status::Succeeded,
        video_url: Some("https://pub-your-bucket.r2.dev/open-api-results/req_1.mp4".into()),
        failure: None,
        model: Some("seedance-2.0".into()),
        prompt: Some("A river".into()),
        aspect_ratio: Some("16:9".into()),
        duration: Some(5),
        answer: Answer {
            http_status: Some(200),
            body: body.into(),
        },
    };
    assert_eq!(look(200, body), Poll::Seen(Box::new(expected)));
}

#[test]
fn output_and_error_are_read_whatever_their_shape() {
    let job = |code: Option<&str>, detail: &str| Some(failure(FailureKind::Job, code, detail));
    let long = format!(
        r#""status":"succeeded","output":{{"url":"https://{}"}}"#,
        "x".repeat(4096)
    );
    for (members, status, url, failure) in [
        (r#""status":"queued""#, Status::Queued, None, None),
        (
            r#""status":"processing","output":null,"error":"odd""#,
            Status::Processing,
            None,
            None,
        ),
        (r#""status":"expired""#, Status::Other("expired".into()), None, None),
        (r#""status":"succeeded""#, Status::Succeeded, None, None),
        (
            r#""status":"succeeded","output":{"url":""}"#,
            Status::Succeeded,
            None,
            None,
        ),
        (
            r#""status":"succeeded","output":{"url":7}"#,
            Status::Succeeded,
            None,
            None,
        ),
        (r#""status":"succeeded","output":["u"]"#, Status::Succeeded, None, None),
        (&long, Status::Succeeded, None, None),
        (
            r#""status":"succeeded","output":{"url":"u"},"error":"odd""#,
            Status::Succeeded,
            Some("u"),
            None,
        ),
        (
            r#""status":"succeeded","error":{"code":"c","message":"m"}"#,
            Status::Succeeded,
            None,
            job(Some("c"), "m"),
        ),
        (r#""status":"cancelled""#, Status::Cancelled, None, None),
        (
            r#""status":"cancelled","error":"too late""#,
            Status::Cancelled,
            None,
            job(None, "too late"),
        ),
        (
            r#""status":"failed""#,
            Status::Failed,
            None,
            job(None, "the service gave no reason"),
        ),
        (
            r#""status":"failed","error":{"code":"c","message":"m"}"#,
            Status::Failed,
            None,
            job(Some("c"), "m"),
        ),
        (
            r#""status":"failed","error":{"message":"m"}"#,
            Status::Failed,
            None,
            job(None, "m"),
        ),
        (
            r#""status":"failed","error":["m", 1]"#,
            Status::Failed,
            None,
            job(None, r#"["m", 1]"#),
        ),
        (
            r#""status":"failed","error":"OutputVideoSensitiveContentDetected""#,
            Status::Failed,
            None,
            Some(self::failure(
                FailureKind::Moderation,
                None,
                "OutputVideoSensitiveContentDetected",
            )),
        ),
    ] {
        match look(200, format!(r#"{{"success":true,{members}}}"#)) {
            Poll::Seen(seen) => assert_eq!(
                (seen.status, seen.video_url.as_deref(), seen.failure),
                (status, url, failure),
                "{members}"
            ),
            missed @ Poll::Missed { .. } => panic!("{members}: {missed:?}"),
        }
    }
}

#[test]
fn a_look_that_shows_nothing_sound_is_missed_and_says_why() {
    for (http_status, body, kind, detail) in [
        (200, "", FailureKind::Unreadable, "HTTP 200 and an empty answer"),
        (200, "<html>", FailureKind::Unreadable, "HTTP 200 and an HTML page"),
        (
            200,
            r#"{"success":true}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer without a status",
        ),
        (
            200,
            r#"{"success":true,"status":""}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer without a status",
        ),
        (
            200,
            r#"{"success":true,"status":"queued","requestId":"req_2"}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer about another job",
        ),
        (
            200,
            r#"{"status":"failed"}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer that neither reports success nor says why not",
        ),
        (200, r#"{"success":false,"error":"no"}"#, FailureKind::Invalid, "no"),
        (404, r#"{"error":{"message":"gone"}}"#, FailureKind::NotFound, "gone"),
        (404, "<html>", FailureKind::NotFound, "HTTP 404 and an HTML page"),
        (401, "", FailureKind::Unauthorized, "HTTP 401 and an empty answer"),
        (402, "", FailureKind::Payment, "HTTP 402 and an empty answer"),
        (403, "", FailureKind::Forbidden, "HTTP 403 and an empty answer"),
        (409, "", FailureKind::Conflict, "HTTP 409 and an empty answer"),
        (418, "", FailureKind::Invalid, "HTTP 418 and an empty answer"),
        (429, "", FailureKind::RateLimited, "HTTP 429 and an empty answer"),
        (500, "", FailureKind::Server, "HTTP 500 and an empty answer"),
        (503, "", FailureKind::Server, "HTTP 503 and an empty answer"),
        (301, "", FailureKind::Redirected, "HTTP 301 and an empty answer"),
    ] {
        let expected = Poll::Missed {
            failure: failure(kind, None, detail),
            retry_after: None,
        };
        assert_eq!(look(http_status, body), expected, "{http_status} {body}");
    }
}

#[test]
fn a_cancel_is_taken_refused_for_good_or_missed() {
    let ask = |http_status, body| {
        cancel(
            &id(),
            &Reply {
                retry_after: Some(Duration::from_secs(3)),
                ..reply(http_status, body)
            },
        )
    };
    let missed = |failure| CancelOutcome::Missed {
        failure,
        retry_after: Some(Duration::from_secs(3)),
    };
    let documented = r#"{ "success": true, "requestId": "req_1", "status": "cancelled" }"#;
    assert_eq!(ask(200, documented), CancelOutcome::Taken);
    assert_eq!(ask(202, r#"{"success":true}"#), CancelOutcome::Taken);
    let late = r#"{"success":false,"error":{"code":"not_cancellable","message":"too late"}}"#;
    let refused = CancelOutcome::Refused(failure(FailureKind::Conflict, Some("not_cancellable"), "too late"));
    assert_eq!(ask(409, late), refused);
    assert_eq!(ask(200, late), refused);
    let busy = r#"{"success":false,"error":"slow down"}"#;
    let busy_failure = failure(FailureKind::RateLimited, None, "slow down");
    assert_eq!(ask(429, busy), missed(busy_failure));
    for (http_status, body, kind, detail) in [
        (409, "<html>", FailureKind::Conflict, "HTTP 409 and an HTML page"),
        (
            200,
            r#"{"success":true,"requestId":"req_2"}"#,
            FailureKind::Unreadable,
            "HTTP 200 and an answer about another job",
        ),
        (200, "", FailureKind::Unreadable, "HTTP 200 and an empty answer"),
        (500, "", FailureKind::Server, "HTTP 500 and an empty answer"),
        (307, "", FailureKind::Redirected, "HTTP 307 and an empty answer"),
    ] {
        assert_eq!(
            ask(http_status, body),
            missed(failure(kind, None, detail)),
            "{http_status}"
        );
    }
}

/// Bodies that come close: an envelope of likely and unlikely members, sometimes cut, spoiled or wrapped.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec![
        "success",
        "requestId",
        "status",
        "creditsCharged",
        "output",
        "error",
        "message",
        "data",
        "other",
        "$serde_json::private::Number",
        "$serde_json::private::RawValue",
    ]);
    let value = prop::sample::select(vec![
        "true",
        "false",
        "null",
        "\"true\"",
        "\"req_1\"",
        "\"req 1\"",
        "\"\"",
        "\"queued\"",
        "\"failed\"",
        "\"succeeded\"",
        "40",
        "-1e999",
        "00",
        "{\"code\":\"c\",\"message\":\"m\"}",
        "{\"code\":\"c\"}",
        "{\"code\":1}",
        "{\"url\":\"https://a/b\"}",
        "{\"$serde_json::private::Number\":\"x\"}",
        "[]",
        "\"\\ud800\"",
        "\"words\"",
    ]);
    let members = prop::collection::vec((name, value), 0..6).prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    });
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        "\\PC{0,40}".prop_map(String::into_bytes),
        members.clone().prop_map(String::into_bytes),
        (members.clone(), 0usize..80).prop_map(|(text, at)| text.into_bytes().into_iter().take(at).collect()),
        (members, 0usize..80, any::<u8>()).prop_map(|(text, at, byte)| {
            let mut bytes = text.into_bytes();
            bytes.insert(at.min(bytes.len()), byte);
            bytes
        }),
    ]
}

/// The rules again, by another reader than ours: the members of an object, as they came.
fn says(body: &[u8]) -> BTreeMap<String, Box<RawValue>> {
    serde_json::from_slice(body).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_panic_and_nothing_unproved_is_called_accepted_or_refused(
        http_status in prop_oneof![Just(200u16), Just(201), Just(400), Just(401), Just(408), Just(429), Just(500), any::<u16>()],
        body in bodies(),
    ) {
        let reply = reply(http_status, &body);
        let success = (200..300).contains(&http_status);
        let text = |name: &str| serde_json::from_str::<String>(says(&body)[name].get()).unwrap();
        match submit_outcome(&reply) {
            SubmitOutcome::Accepted { remote_id, .. } => {
                prop_assert!(success && says(&body)["success"].get() == "true");
                prop_assert_eq!(text("requestId"), remote_id.as_str());
            }
            SubmitOutcome::Rejected { failure, .. } => {
                let heard = success || (400..500).contains(&http_status) && http_status != 408;
                prop_assert!(heard && says(&body)["success"].get() == "false");
                prop_assert!(says(&body)["error"].get().contains(&failure.detail) && !failure.detail.is_empty());
                prop_assert_eq!(failure.kind == FailureKind::RateLimited, http_status == 429);
            }
            SubmitOutcome::NotSent(_) => prop_assert!(false, "an answer is no proof that nothing was sent"),
            SubmitOutcome::Unknown(failure) => prop_assert!(!failure.detail.is_empty()),
        }
        if let Poll::Seen(snapshot) = poll(&id(), Timestamp::UNIX_EPOCH, &reply) {
            prop_assert!(success && says(&body)["success"].get() == "true");
            prop_assert_eq!(snapshot.status == Status::Failed, text("status") == "failed");
        }
        if cancel(&id(), &reply) == CancelOutcome::Taken {
            prop_assert!(success && says(&body)["success"].get() == "true");
        }
        let _ = super::super::models::catalogue(&reply);
    }
}

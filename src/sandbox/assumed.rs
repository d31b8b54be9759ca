//! Everything that the Open API's pages leave open and that a working sandbox needs all the same:
//! prices, defaults, error codes, HTTP codes, times, and the words in a prompt that ask for an end
//! other than success. None of it is a promise of the real service; [`banner`] says so to whoever
//! runs the sandbox. What the pages do state is in `documented.rs`.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::documented::{AspectRatio, Model, Resolution};
use super::faults::Faults;
use super::job::Fate;

// ── Requests ────────────────────────────────────────────────────────────────────────────────────

/// What a request that leaves these fields out gets. The pages' own examples all use these values.
pub(super) const DEFAULT_ASPECT_RATIO: AspectRatio = AspectRatio::Wide;
pub(super) const DEFAULT_DURATION: u32 = 5;
pub(super) const DEFAULT_RESOLUTION: Resolution = Resolution::P720;

/// The largest request body that is read, in bytes.
pub(super) const LARGEST_BODY: usize = 16 * 1024 * 1024;

// ── Prices ──────────────────────────────────────────────────────────────────────────────────────

/// Hundredths of a credit for one second of video. The two documented charges (5 s at 720p on
/// seedance-2.0: 40 from text, 64 from media) come out right; every other number is a guess.
pub(super) fn rate(model: Model, resolution: Resolution, with_media: bool) -> u32 {
    let hundredths = if with_media { 1280 } else { 800 };
    let hundredths = match resolution {
        Resolution::P480 => hundredths / 2,
        Resolution::P720 => hundredths,
        Resolution::P1080 => hundredths * 5 / 2,
    };
    match model {
        Model::Standard => hundredths,
        Model::Fast => hundredths * 4 / 5,
        Model::Pro15 => hundredths / 2,
    }
}

/// Whole credits, rounded up; taken when a request is accepted, never given back.
pub(super) fn charge(rate: u32, seconds: u32) -> u64 {
    (u64::from(rate) * u64::from(seconds)).div_ceil(100)
}

/// The body of `GET /models`. Documented: `success`, `data` and that it tells durations, aspect
/// ratios, resolutions and prices. The name of every field below `data` is assumed.
pub(super) fn models() -> Value {
    let data: Vec<Value> = Model::ALL
        .into_iter()
        .map(|model| {
            json!({
                "id": model,
                "name": match model {
                    Model::Standard => "Seedance 2.0",
                    Model::Fast => "Seedance 2.0 Fast",
                    Model::Pro15 => "Seedance 1.5 Pro",
                },
                "durations": model.durations(),
                "aspectRatios": AspectRatio::ALL,
                "resolutions": Resolution::ALL,
                "pricing": {
                    "unit": "credits_per_second",
                    "textToVideo": prices(model, false),
                    "imageToVideo": prices(model, true),
                },
            })
        })
        .collect();
    json!({ "success": true, "data": data })
}

fn prices(model: Model, with_media: bool) -> Value {
    Resolution::ALL
        .into_iter()
        .filter_map(|resolution| {
            let rate = rate(model, resolution, with_media);
            let credits = if rate.is_multiple_of(100) {
                json!(rate / 100)
            } else {
                json!(f64::from(rate) / 100.0)
            };
            Some((json!(resolution).as_str()?.to_owned(), credits))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

// ── Refusals ────────────────────────────────────────────────────────────────────────────────────

/// How one kind of refusal looks on the wire: the HTTP status and `error.code`.
pub(super) struct Code {
    pub(super) http: StatusCode,
    pub(super) word: &'static str,
}

const fn code(http: StatusCode, word: &'static str) -> Code {
    Code { http, word }
}

/// The body of this one is documented; that it comes with a 401 is not.
pub(super) const UNAUTHORIZED: Code = code(StatusCode::UNAUTHORIZED, "unauthorized");
pub(super) const INVALID: Code = code(StatusCode::BAD_REQUEST, "invalid_request");
pub(super) const TOO_LARGE: Code = code(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request");
pub(super) const NO_CREDITS: Code = code(StatusCode::PAYMENT_REQUIRED, "insufficient_credits");
pub(super) const NOT_FOUND: Code = code(StatusCode::NOT_FOUND, "not_found");
pub(super) const WRONG_METHOD: Code = code(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
pub(super) const NOT_CANCELLABLE: Code = code(StatusCode::CONFLICT, "not_cancellable");
pub(super) const RATE_LIMITED: Code = code(StatusCode::TOO_MANY_REQUESTS, "rate_limited");
pub(super) const BROKEN: Code = code(StatusCode::INTERNAL_SERVER_ERROR, "internal_error");

/// Seconds that a 429 of the in-flight limit asks the client to wait.
pub(super) const RETRY_AFTER_SECONDS: u32 = 2;

// ── Account ─────────────────────────────────────────────────────────────────────────────────────

/// Credits that one run of the sandbox has to spend, unless told otherwise.
pub(super) const BALANCE: u64 = 10_000_000;
/// Jobs that one run of the sandbox keeps unfinished at a time, unless told otherwise.
pub(super) const IN_FLIGHT: usize = 20_000;

// ── Times ───────────────────────────────────────────────────────────────────────────────────────

/// Milliseconds of the reference job: seedance-2.0, 720p, 5 s.
pub(super) const QUEUED_MS: u64 = 2_000;
pub(super) const PROCESSING_MS: u64 = 4_200;

/// After this many milliseconds a finished job is gone, when that fault is on. The documentation
/// names no retention; without the fault, jobs stay.
pub(super) const RETENTION_MS: u64 = 60_000;

/// How much longer than the reference job this one is processed, in percent. The real service
/// takes minutes; the sandbox keeps the order (fast is faster, 1080p is slower) in seconds.
pub(super) fn effort(model: Model, resolution: Resolution, seconds: u32) -> u64 {
    let model = match model {
        Model::Standard => 100,
        Model::Fast => 80,
        Model::Pro15 => 90,
    };
    let resolution = match resolution {
        Resolution::P480 => 85,
        Resolution::P720 => 100,
        Resolution::P1080 => 130,
    };
    model * resolution * (75 + 5 * u64::from(seconds)) / 10_000
}

// ── Webhooks ────────────────────────────────────────────────────────────────────────────────────

/// How often a webhook is tried, and the pause before each try. Short, as all times here are.
pub(super) const WEBHOOK_TRIES: [Duration; 3] =
    [Duration::ZERO, Duration::from_millis(250), Duration::from_millis(500)];
/// How long a try may take.
pub(super) const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(5);
/// How much later than the end a late webhook goes out.
pub(super) const WEBHOOK_LATE_MS: u64 = 10_000;

// ── Words in a prompt ───────────────────────────────────────────────────────────────────────────

/// What a word in a prompt asks for.
pub(super) enum Wish {
    /// The job ends this way.
    End(Fate),
    /// The job takes this many times as long.
    Slower(u64),
}

/// The words, in any case, anywhere in a prompt. The first that names an end wins.
pub(super) const WISHES: [(&str, Wish, &str); 5] = [
    ("[fail]", Wish::End(Fate::Failed), "fails with an error of the provider"),
    (
        "[fail text]",
        Wish::End(Fate::FailedInText),
        "fails with `error` as a plain string",
    ),
    (
        "[moderation]",
        Wish::End(Fate::Refused),
        "fails because the result was refused",
    ),
    ("[stick]", Wish::End(Fate::Stuck), "processes for ever"),
    ("[slow]", Wish::Slower(10), "takes ten times as long"),
];

/// How long a job takes and how it ends, as its prompt asks: (fate, times as long).
pub(super) fn wishes_of(prompt: &str) -> (Fate, u64) {
    let prompt = prompt.to_lowercase();
    let mut fate = None;
    let mut slower = 1;
    for (word, wish, _) in &WISHES {
        if prompt.contains(word) {
            match wish {
                Wish::End(end) => fate = fate.or(Some(*end)),
                Wish::Slower(times) => slower *= times,
            }
        }
    }
    (fate.unwrap_or(Fate::Succeeded), slower)
}

/// `error` of a failed task. That it is an object like the envelope's is assumed; the codes are
/// those of the upstream provider, which resellers pass on with its request id at the end.
pub(super) fn failure(fate: Fate, request_id: &str) -> Value {
    let upstream = request_id.trim_start_matches("req_");
    let text = |says: &str| format!("{says} Request id: {upstream}");
    match fate {
        Fate::Succeeded | Fate::Stuck => Value::Null,
        Fate::Failed => json!({
            "code": "InternalServiceError",
            "message": text("The service encountered an unexpected internal error."),
        }),
        Fate::Refused => json!({
            "code": "OutputVideoSensitiveContentDetected",
            "message": text("The request failed because the output video may contain sensitive information."),
        }),
        Fate::FailedInText => json!(text("The service encountered an unexpected internal error.")),
    }
}

// ── In words ────────────────────────────────────────────────────────────────────────────────────

/// What the sandbox assumes and how to steer it, as lines of plain text for a person.
pub(super) fn banner(origin: &str, faults: &Faults) -> String {
    let mut lines = format!(
        "\
SANDBOX of the Seedance 2.0 Open API at {origin}/api/open/v1
Nothing here leaves this computer and nothing costs money.

Copied from the documentation: endpoints, models, request fields and their values, the bodies of
submit, status and cancel, the status words, the body for a bad key.

ASSUMED, because the documentation does not say (the real service may differ):
- prices, except 5 s at 720p on seedance-2.0: 40 credits from text, 64 from media
- the charge is taken at submit and not given back on failure or cancel
- defaults of a request: 16:9, 5 s, 720p
- every field inside `data` of /models, and that /models needs no key
- HTTP codes, all error codes but `unauthorized`, the `error` of a failed task
- cancel answers 409 once a task has ended
- times: jobs end within seconds here, within minutes or hours there
- results are sample clips: only their shape is the one asked for; their links last
- jobs are known for 30 days; balance and limits hold for one run of the sandbox
- webhooks: POST of the status body at the end, no signature, three tries; delivered to loopback
  addresses only, any other is accepted and never contacted

Words in a prompt that steer its job:
"
    );
    // Writing to a `String` cannot fail.
    for (word, _, does) in &WISHES {
        let _ = writeln!(lines, "  {word:<13} {does}");
    }
    if *faults != Faults::default() {
        let _ = writeln!(lines, "\nFaults switched on: {faults}");
    }
    lines
}

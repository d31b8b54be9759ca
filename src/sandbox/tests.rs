//! The sandbox over the wire: every body is written by hand here, and compared whole.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Options, Pace, Sandbox, StartError, Stocked, start, stock};

const NOON: u64 = 1_800_000_000_000;
/// Longer than any ordinary job takes at the usual pace.
const LONG: u64 = 60_000;

/// A folder, a clock that is set by hand, and options over both.
struct World {
    dir: TempDir,
    now: Arc<AtomicU64>,
}

impl World {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            now: Arc::new(AtomicU64::new(NOON)),
        }
    }

    fn options(&self) -> Options {
        let now = Arc::clone(&self.now);
        let clock = Arc::new(move || now.load(Ordering::SeqCst));
        Options {
            clock,
            ..Options::new(self.dir.path())
        }
    }

    async fn start(&self) -> Api {
        self.start_with(self.options()).await
    }

    async fn start_with(&self, options: Options) -> Api {
        let sandbox = start(options).await.unwrap();
        let client = Client::builder()
            .no_proxy()
            .retry(reqwest::retry::never())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Api { sandbox, client }
    }

    async fn start_faulty(&self, faults: &str) -> Api {
        self.start_with(Options {
            faults: faults.parse().unwrap(),
            ..self.options()
        })
        .await
    }

    /// How many jobs were accepted.
    fn jobs(&self) -> usize {
        files(&self.dir.path().join("jobs"), ".json")
    }

    fn pass(&self, millis: u64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }
}

struct Api {
    sandbox: Sandbox,
    client: Client,
}

impl Api {
    fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.sandbox.base_url()))
    }

    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, &format!("/api/open/v1{path}"))
            .bearer_auth(self.sandbox.key())
    }

    async fn post(&self, body: impl Into<reqwest::Body>) -> (u16, Value) {
        told(
            self.call(Method::POST, "/video/generations")
                .body(body)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    async fn submit(&self, prompt: &str) -> String {
        let body = json!({ "model": "seedance-2.0", "prompt": prompt }).to_string();
        let (http, body) = self.post(body).await;
        assert_eq!(http, 200, "{body}");
        body["requestId"].as_str().unwrap().to_owned()
    }

    async fn status(&self, id: &str) -> (u16, Value) {
        let path = format!("/video/generations/{id}");
        told(self.call(Method::GET, &path).send().await.unwrap()).await
    }

    async fn word(&self, id: &str) -> String {
        self.status(id).await.1["status"].as_str().unwrap().to_owned()
    }

    async fn cancel(&self, id: &str) -> (u16, Value) {
        let path = format!("/video/generations/{id}/cancel");
        told(self.call(Method::POST, &path).send().await.unwrap()).await
    }
}

async fn told(response: Response) -> (u16, Value) {
    let http = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        http,
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{http}: not JSON: {text:?}")),
    )
}

fn text(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_documented_text_to_video_example() {
    let world = World::new();
    let api = world.start().await;
    let (http, accepted) = api
        .post(
            r#"{"model":"seedance-2.0","prompt":"A river flowing through an autumn forest",
                "aspectRatio":"16:9","duration":5,"resolution":"720p","metadata":{"n":1},
                "webhookUrl":"https://example.com/done","seed":7}"#,
        )
        .await;
    let id = accepted["requestId"].as_str().unwrap().to_owned();
    assert!(id.starts_with("req_"), "{id}");
    assert_eq!(http, 200);
    assert_eq!(
        accepted.to_string(),
        format!(r#"{{"success":true,"requestId":"{id}","status":"queued","creditsCharged":40}}"#)
    );

    let body = |status: &str, output: &str| {
        format!(
            r#"{{"success":true,"requestId":"{id}","status":"{status}","model":"seedance-2.0","prompt":"A river flowing through an autumn forest","duration":5,"aspectRatio":"16:9","output":{output},"error":null}}"#
        )
    };
    assert_eq!(api.status(&id).await.1.to_string(), body("queued", "null"));
    world.pass(3_000);
    assert_eq!(api.status(&id).await.1.to_string(), body("processing", "null"));
    world.pass(LONG);
    let url = format!("{}/open-api-results/{id}.mp4", api.sandbox.base_url());
    let output = format!(r#"{{"type":"video","url":"{url}"}}"#);
    let (http, done) = api.status(&id).await;
    assert_eq!((http, done.to_string()), (200, body("succeeded", &output)));
}

#[tokio::test]
async fn the_documented_image_to_video_example_costs_64() {
    let world = World::new();
    let api = world.start().await;
    let (http, accepted) = api
        .post(
            r#"{"model":"seedance-2.0","prompt":"p","mediaUrls":["https://example.com/a.JPG?x=1"],
                "aspectRatio":"16:9","duration":5,"resolution":"720p"}"#,
        )
        .await;
    assert_eq!((http, &accepted["creditsCharged"]), (200, &json!(64)));
}

#[tokio::test]
async fn models_answer_without_a_key() {
    let world = World::new();
    let api = world.start().await;
    let request = api.bare(Method::GET, "/api/open/v1/models");
    let (http, models) = told(request.send().await.unwrap()).await;
    let expected = text(
        r#"{"success":true,"data":[
            {"id":"seedance-2.0","name":"Seedance 2.0","durations":[4,5,6,7,8,9,10,11,12,13,14,15],
             "aspectRatios":["16:9","9:16","1:1"],"resolutions":["480p","720p","1080p"],
             "pricing":{"unit":"credits_per_second",
                "textToVideo":{"480p":4,"720p":8,"1080p":20},
                "imageToVideo":{"480p":6.4,"720p":12.8,"1080p":32}}},
            {"id":"seedance-2.0-fast","name":"Seedance 2.0 Fast",
             "durations":[4,5,6,7,8,9,10,11,12,13,14,15],
             "aspectRatios":["16:9","9:16","1:1"],"resolutions":["480p","720p","1080p"],
             "pricing":{"unit":"credits_per_second",
                "textToVideo":{"480p":3.2,"720p":6.4,"1080p":16},
                "imageToVideo":{"480p":5.12,"720p":10.24,"1080p":25.6}}},
            {"id":"seedance-1.5-pro","name":"Seedance 1.5 Pro","durations":[5,10],
             "aspectRatios":["16:9","9:16","1:1"],"resolutions":["480p","720p","1080p"],
             "pricing":{"unit":"credits_per_second",
                "textToVideo":{"480p":2,"720p":4,"1080p":10},
                "imageToVideo":{"480p":3.2,"720p":6.4,"1080p":16}}}]}"#,
    );
    assert_eq!((http, models), (200, expected));
}

#[tokio::test]
async fn every_other_endpoint_wants_the_key() {
    let world = World::new();
    let api = world.start().await;
    let refused = text(r#"{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}"#);
    for (method, path) in [
        (Method::POST, "/api/open/v1/video/generations"),
        (Method::GET, "/api/open/v1/video/generations/req_1"),
        (Method::POST, "/api/open/v1/video/generations/req_1/cancel"),
    ] {
        for key in [None, Some("Bearer sd2_live_wrong"), Some("Bearer "), Some("Basic eDp5")] {
            let request = api.bare(method.clone(), path);
            let request = key.into_iter().fold(request, |it, key| it.header("authorization", key));
            let answer = told(request.send().await.unwrap()).await;
            assert_eq!(answer, (401, refused.clone()), "{method} {path} {key:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_request_names_its_field() {
    let world = World::new();
    let api = world.start().await;
    let six = r#"["https://e.com/1.png","https://e.com/2.png","https://e.com/3.png",
                  "https://e.com/4.png","https://e.com/5.png","https://e.com/6.png"]"#;
    let six = format!(r#""mediaUrls":{six}"#);
    let table = [
        (r#""model":"sora""#, "model"),
        (r#""model":null"#, "model"),
        (r#""model":2"#, "model"),
        (r#""prompt":" \n""#, "prompt"),
        (r#""prompt":7"#, "prompt"),
        (r#""prompt":null"#, "prompt"),
        (r#""duration":3"#, "duration"),
        (r#""duration":16"#, "duration"),
        (r#""duration":5.0"#, "duration"),
        (r#""duration":"5""#, "duration"),
        (r#""duration":-5"#, "duration"),
        (r#""model":"seedance-1.5-pro","duration":6"#, "duration"),
        (r#""resolution":"4k""#, "resolution"),
        (r#""aspectRatio":"4:3""#, "aspectRatio"),
        (r#""mediaUrls":[]"#, "mediaUrls"),
        (r#""mediaUrls":"https://e.com/a.png""#, "mediaUrls"),
        (&six, "mediaUrls"),
        (
            r#""mediaUrls":["https://e.com/a.png","http://e.com/a.png"]"#,
            "mediaUrls[1]",
        ),
        (r#""mediaUrls":["ftp://e.com/a.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["javascript:alert(1)"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["a.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["https://e.com/a b.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":[" https://e.com/a.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["https://e.com/a.txt"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["https://localhost/a.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["https://192.168.0.1/a.png"]"#, "mediaUrls[0]"),
        (r#""mediaUrls":["https://[::1]/a.png"]"#, "mediaUrls[0]"),
        (r#""webhookUrl":"http://e.com/""#, "webhookUrl"),
        (r#""webhookUrl":"here""#, "webhookUrl"),
        (r#""metadata":[1]"#, "metadata"),
        (r#""metadata":"x""#, "metadata"),
    ];
    for (wrong, field) in table {
        // A later field of the same name replaces the earlier one.
        let body = format!(r#"{{"model":"seedance-2.0","prompt":"p",{wrong}}}"#);
        let (http, told) = api.post(body).await;
        let message = told["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.starts_with(&format!("{field}: ")), "{wrong}: {told}");
        let expected = json!({
            "success": false, "error": { "code": "invalid_request", "message": message },
        });
        assert_eq!((http, told), (400, expected), "{wrong}");
    }
    for body in ["", "hello", "[]", "null", "{", "\u{0}"] {
        let (http, told) = api.post(body).await;
        assert_eq!(
            (http, &told["error"]["code"]),
            (400, &json!("invalid_request")),
            "{body:?}"
        );
    }
    for (body, message) in [
        (r#"{"prompt":"p"}"#, "model: is required"),
        (r#"{"model":"seedance-2.0"}"#, "prompt: is required"),
        (
            r#"{"model":"seedance-1.5-pro","prompt":"p","duration":7}"#,
            "duration: must be one of 5, 10 for this model, not 7",
        ),
    ] {
        let expected = json!({
            "success": false, "error": { "code": "invalid_request", "message": message },
        });
        assert_eq!(api.post(body).await, (400, expected));
    }
}

/// Each layer hides the next in a string under the name that makes `serde_json` start a parser within the parser:
/// values made from such text overflow the stack, whatever the depth limit says.
#[tokio::test]
async fn no_nesting_overflows_the_stack() {
    const TOKEN: &str = "$serde_json::private::RawValue";
    let world = World::new();
    let api = world.start().await;
    let mut layers = "1".to_owned();
    for _ in 0..40 {
        // `\u005c` for a backslash: quotes grow by five bytes a layer rather than doubling.
        let escaped = layers.replace('\\', r"\u005c").replace('"', r"\u0022");
        layers = format!(r#"{}{{"{TOKEN}":"{escaped}"}}{}"#, "[".repeat(120), "]".repeat(120));
    }
    let lists = format!("{}{}", "[".repeat(400_000), "]".repeat(400_000));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    for hostile in [&layers, &lists, &objects] {
        for field in [
            "model",
            "prompt",
            "mediaUrls",
            "aspectRatio",
            "duration",
            "resolution",
            "webhookUrl",
        ] {
            let body = format!(r#"{{"model":"seedance-2.0","prompt":"p","{field}":{hostile}}}"#);
            let (http, told) = api.post(body).await;
            let message = told["error"]["message"].as_str().unwrap_or_default().to_owned();
            assert!(http == 400 && message.starts_with(&format!("{field}: ")), "{message}");
        }
        let body = format!(r#"{{"model":"seedance-2.0","prompt":"p","more":{hostile}}}"#);
        assert_eq!(api.post(body).await.0, 200);
        assert_eq!(api.post(hostile.clone()).await.0, 400);
    }
    let body = format!(r#"{{"model":"seedance-2.0","prompt":"p","metadata":{{"a":{layers}}}}}"#);
    let (_, accepted) = api.post(body).await;
    assert_eq!(api.word(accepted["requestId"].as_str().unwrap()).await, "queued");
}

#[tokio::test]
async fn what_may_be_left_out_has_a_default() {
    let world = World::new();
    let api = world.start().await;
    for body in [
        r#"{"model":"seedance-2.0","prompt":"p"}"#,
        r#"{"model":"seedance-2.0","prompt":"p","aspectRatio":null,"duration":null,
            "resolution":null,"mediaUrls":null,"webhookUrl":null,"metadata":null}"#,
        r#"{"model":"seedance-2.0","prompt":"p","webhookUrl":"http://127.0.0.1:9/x"}"#,
    ] {
        let (http, accepted) = api.post(body).await;
        assert_eq!((http, &accepted["creditsCharged"]), (200, &json!(40)), "{body}");
        let (_, status) = api.status(accepted["requestId"].as_str().unwrap()).await;
        assert_eq!(
            (&status["duration"], &status["aspectRatio"]),
            (&json!(5), &json!("16:9"))
        );
    }
}

#[tokio::test]
async fn a_body_beyond_all_bounds_is_refused() {
    let world = World::new();
    let api = world.start().await;
    let (http, told) = api.post(vec![b' '; super::assumed::LARGEST_BODY + 1]).await;
    assert_eq!((http, &told["error"]["code"]), (413, &json!("invalid_request")));
}

#[tokio::test]
async fn unknown_jobs_paths_and_methods() {
    let world = World::new();
    let api = world.start().await;
    let none = |code: &str, message: &str| json!({ "success": false, "error": { "code": code, "message": message } });
    let no_task = none("not_found", "no such task");
    for id in [
        "req_1",
        "x",
        "req_",
        "req_..%2F..%2Fkey",
        "..%2Fkey",
        "req_%00",
        "req_%FF",
        "req_%E0%B8%81",
    ] {
        assert_eq!(api.status(id).await, (404, no_task.clone()), "{id}");
        assert_eq!(api.cancel(id).await, (404, no_task.clone()), "{id}");
        let result = api.bare(Method::GET, &format!("/open-api-results/{id}.mp4"));
        assert_eq!(told(result.send().await.unwrap()).await, (404, no_task.clone()), "{id}");
    }
    let path = told(api.call(Method::GET, "/credits").send().await.unwrap()).await;
    assert_eq!(path, (404, no_task));
    let method = told(api.call(Method::DELETE, "/video/generations").send().await.unwrap()).await;
    assert_eq!(method, (405, none("method_not_allowed", "no such method here")));
}

#[tokio::test]
async fn a_job_that_was_stocked_lives_and_ends() {
    let world = World::new();
    let stocked = |id: &str, model: &str, millis| Stocked {
        id: id.to_owned(),
        body: format!(r#"{{"model":"{model}","prompt":"p","metadata":{{"a":1}}}}"#),
        processing: Duration::from_millis(millis),
    };
    let jobs = [
        stocked("req_fill_0000001", "seedance-2.0", 3_600_000),
        stocked("req_fill_0000002", "seedance-2.0", 0),
        // the name is taken
        stocked("req_fill_0000002", "seedance-2.0", 3_600_000),
    ];
    stock(world.dir.path(), NOON, jobs).unwrap();
    let api = world.start().await;
    let status = async |id: &str| api.status(id).await.1["status"].clone();
    assert_eq!(status("req_fill_0000001").await, "processing");
    assert_eq!(status("req_fill_0000002").await, "succeeded");
    let (http, told) = api.cancel("req_fill_0000001").await;
    assert_eq!((http, &told["status"]), (200, &json!("cancelled")));
    for (id, model) in [("req_fill/1", "seedance-2.0"), ("req_3", "sora")] {
        let refused = stock(world.dir.path(), NOON, [stocked(id, model, 0)]).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput, "{id}");
    }
}

#[tokio::test]
async fn prompts_choose_the_end() {
    let world = World::new();
    let api = world.start().await;
    let fail = api.submit("a storm [FAIL]").await;
    let plain = api.submit("a storm [fail text]").await;
    let refused = api.submit("a storm [moderation]").await;
    let stuck = api.submit("a storm [stick]").await;
    let slow = api.submit("a storm [slow]").await;
    world.pass(14_000);
    assert_eq!(api.word(&slow).await, "queued".to_owned());
    world.pass(9_000);
    assert_eq!(api.word(&slow).await, "processing".to_owned());
    world.pass(10 * LONG);
    let (_, failed) = api.status(&fail).await;
    let upstream = &fail["req_".len()..];
    assert_eq!(
        failed,
        json!({
            "success": true, "requestId": fail, "status": "failed", "model": "seedance-2.0",
            "prompt": "a storm [FAIL]", "duration": 5, "aspectRatio": "16:9", "output": null,
            "error": { "code": "InternalServiceError", "message": format!(
                "The service encountered an unexpected internal error. Request id: {upstream}") },
        })
    );
    let (_, failed) = api.status(&plain).await;
    let upstream = &plain["req_".len()..];
    let says = format!("The service encountered an unexpected internal error. Request id: {upstream}");
    assert_eq!((&failed["status"], &failed["error"]), (&json!("failed"), &json!(says)));
    let (_, failed) = api.status(&refused).await;
    assert_eq!(failed["error"]["code"], json!("OutputVideoSensitiveContentDetected"));
    assert_eq!(api.word(&stuck).await, "processing".to_owned());
    assert_eq!(api.word(&slow).await, "succeeded".to_owned());
}

#[tokio::test]
async fn cancel_before_and_after_the_end() {
    let world = World::new();
    let api = world.start().await;
    let (queued, processing) = (api.submit("a").await, api.submit("b").await);
    let (stuck, done) = (api.submit("[stick]").await, api.submit("d").await);
    let cancelled = |id: &str| {
        text(&format!(
            r#"{{"success":true,"requestId":"{id}","status":"cancelled"}}"#
        ))
    };
    let too_late = |status: &str| {
        let message = format!("the task has already ended: {status}");
        let error = json!({ "code": "not_cancellable", "message": message });
        (409, json!({ "success": false, "error": error }))
    };
    assert_eq!(api.cancel(&queued).await, (200, cancelled(&queued)));
    world.pass(3_000);
    assert_eq!(api.word(&processing).await, "processing");
    assert_eq!(api.cancel(&processing).await, (200, cancelled(&processing)));
    assert_eq!(api.cancel(&processing).await, too_late("cancelled"));
    world.pass(LONG);
    assert_eq!(api.cancel(&stuck).await, (200, cancelled(&stuck)));
    assert_eq!(api.cancel(&done).await, too_late("succeeded"));
    assert_eq!(api.word(&done).await, "succeeded");
    let (_, status) = api.status(&queued).await;
    assert_eq!(
        status,
        json!({
            "success": true, "requestId": queued, "status": "cancelled", "model": "seedance-2.0",
            "prompt": "a", "duration": 5, "aspectRatio": "16:9", "output": null, "error": null,
        })
    );
}

#[tokio::test]
async fn many_cancels_at_once_agree_on_one() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    for _ in 0..10 {
        let id = one.submit("a").await;
        let cancels = (0..8).map(|n| if n % 2 == 0 { &one } else { &other }.cancel(&id));
        let answers = futures_util::future::join_all(cancels).await;
        let won = answers.iter().filter(|(http, _)| *http == 200).count();
        assert_eq!(won, 1, "{answers:?}");
    }
}

#[tokio::test]
async fn a_told_success_cannot_be_cancelled_even_if_the_clock_goes_back() {
    let world = World::new();
    let api = world.start().await;
    let id = api.submit("a").await;
    world.pass(LONG);
    assert_eq!(api.word(&id).await, "succeeded");
    world.now.store(NOON, Ordering::SeqCst);
    assert_eq!(api.cancel(&id).await.0, 409);
    assert_eq!(api.word(&id).await, "succeeded");
}

#[tokio::test]
async fn sandboxes_over_one_folder_answer_for_each_other() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    assert_eq!(one.sandbox.key(), other.sandbox.key());
    assert_ne!(one.sandbox.address(), other.sandbox.address());
    let (kept, dropped) = (one.submit("kept").await, other.submit("dropped").await);
    assert_eq!(other.status(&kept).await, one.status(&kept).await);
    assert_eq!(one.cancel(&dropped).await.0, 200);
    assert_eq!(other.word(&dropped).await, "cancelled");

    // A quicker sandbox changes nothing for jobs accepted before, and both go away.
    one.sandbox.stop().await;
    other.sandbox.stop().await;
    let pace = Pace {
        queued: Duration::ZERO,
        processing: Duration::ZERO,
    };
    let third = world
        .start_with(Options {
            pace,
            ..world.options()
        })
        .await;
    assert_eq!(third.word(&kept).await, "queued");
    world.pass(LONG);
    let (_, status) = third.status(&kept).await;
    let url = format!("{}/open-api-results/{kept}.mp4", third.sandbox.base_url());
    assert_eq!(status["output"]["url"], json!(url));
    let at_once = third.submit("at once").await;
    assert_eq!(third.word(&at_once).await, "succeeded");
}

#[tokio::test]
async fn results_are_videos_of_the_asked_shape() {
    let world = World::new();
    let api = world.start().await;
    let mut seen = Vec::new();
    for ratio in ["16:9", "9:16", "1:1"] {
        let body = json!({ "model": "seedance-2.0", "prompt": "p", "aspectRatio": ratio });
        let (_, accepted) = api.post(body.to_string()).await;
        let id = accepted["requestId"].as_str().unwrap().to_owned();
        let path = format!("/open-api-results/{id}.mp4");
        let early = api.bare(Method::GET, &path).send().await.unwrap();
        assert_eq!(early.status(), StatusCode::NOT_FOUND);
        world.pass(LONG);

        let head = api.bare(Method::HEAD, &path).send().await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        let length: usize = header(&head, "content-length").parse().unwrap();
        let whole = api.bare(Method::GET, &path).send().await.unwrap();
        assert_eq!(whole.status(), StatusCode::OK);
        assert_eq!(header(&whole, "content-type"), "video/mp4");
        assert_eq!(header(&whole, "content-length"), length.to_string());
        let whole = whole.bytes().await.unwrap();
        assert_eq!(whole.len(), length);
        assert_eq!(&whole[4..8], b"ftyp");
        assert!(whole.len() <= 120 * 1024, "{ratio}: {} bytes", whole.len());
        let index = |name: &[u8]| whole.windows(4).position(|four| four == name);
        assert!(
            index(b"moov") < index(b"mdat"),
            "the index comes first, so that it streams"
        );
        seen.push(picture_size(&whole));
    }
    assert_eq!(seen, [(640, 360), (360, 640), (480, 480)]);
}

/// Width and height of the first track: the last eight bytes of its header, as 16.16 numbers.
fn picture_size(mp4: &[u8]) -> (u16, u16) {
    let name = mp4.windows(4).position(|four| four == b"tkhd").unwrap();
    let size = u32::from_be_bytes(mp4[name - 4..name].try_into().unwrap()) as usize;
    let end = name - 4 + size;
    let number = |at: usize| u16::from_be_bytes(mp4[at..at + 2].try_into().unwrap());
    (number(end - 8), number(end - 4))
}

#[tokio::test]
async fn a_player_can_seek() {
    let world = World::new();
    let api = world.start().await;
    let id = api.submit("p").await;
    world.pass(LONG);
    let path = format!("/open-api-results/{id}.mp4");
    let whole = api
        .bare(Method::GET, &path)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let size = whole.len();
    for (asked, first, last) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=4-7".to_owned(), 4, 7),
        ("bytes=100-".to_owned(), 100, size - 1),
        ("bytes=-10".to_owned(), size - 10, size - 1),
        (format!("bytes=0-{}", size * 2), 0, size - 1),
        (format!("bytes=-{}", size * 2), 0, size - 1),
        (format!("bytes=0-{}", u64::MAX), 0, size - 1),
    ] {
        let part = api
            .bare(Method::GET, &path)
            .header("range", &asked)
            .send()
            .await
            .unwrap();
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT, "{asked}");
        assert_eq!(header(&part, "content-range"), format!("bytes {first}-{last}/{size}"));
        assert_eq!(header(&part, "content-type"), "video/mp4");
        assert_eq!(header(&part, "content-length"), (last - first + 1).to_string());
        assert_eq!(part.bytes().await.unwrap(), whole[first..=last], "{asked}");
    }
    for asked in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let none = api
            .bare(Method::GET, &path)
            .header("range", &asked)
            .send()
            .await
            .unwrap();
        assert_eq!(none.status(), StatusCode::RANGE_NOT_SATISFIABLE, "{asked}");
        assert_eq!(header(&none, "content-range"), format!("bytes */{size}"));
    }
    for asked in [
        "bytes=5-2",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "bytes=0-1,3-4",
        "lines=0-1",
    ] {
        let all = api
            .bare(Method::GET, &path)
            .header("range", asked)
            .send()
            .await
            .unwrap();
        assert_eq!(all.status(), StatusCode::OK, "{asked}");
        assert_eq!(all.bytes().await.unwrap(), whole, "{asked}");
    }
}

#[tokio::test]
async fn credits_run_out() {
    let world = World::new();
    let api = world
        .start_with(Options {
            balance: 100,
            ..world.options()
        })
        .await;
    api.submit("forty").await;
    api.submit("forty").await;
    let (http, told) = api.post(r#"{"model":"seedance-2.0","prompt":"p"}"#).await;
    let message = "this needs 40 credits, the balance is 20";
    let error = json!({ "code": "insufficient_credits", "message": message });
    assert_eq!((http, told), (402, json!({ "success": false, "error": error })));
    let (http, _) = api.post(r#"{"model":"seedance-1.5-pro","prompt":"p"}"#).await;
    assert_eq!(http, 200, "20 credits are enough for this one");
}

#[tokio::test]
async fn too_many_in_flight_are_asked_to_wait() {
    let world = World::new();
    let api = world
        .start_with(Options {
            in_flight: 2,
            ..world.options()
        })
        .await;
    let first = api.submit("[stick]").await;
    api.submit("b").await;
    let third = api.call(Method::POST, "/video/generations");
    let third = third
        .body(r#"{"model":"seedance-2.0","prompt":"p"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(header(&third, "retry-after"), "2");
    let message = "2 tasks are unfinished, which is the limit";
    let error = json!({ "code": "rate_limited", "message": message });
    assert_eq!(told(third).await, (429, json!({ "success": false, "error": error })));
    // A cancelled job and an ended one free their places; a stuck one never does.
    api.cancel(&first).await;
    api.submit("[stick]").await;
    world.pass(LONG);
    api.submit("[stick]").await;
    assert_eq!(api.post(r#"{"model":"seedance-2.0","prompt":"p"}"#).await.0, 429);
}

fn files(dir: &Path, ending: &str) -> usize {
    let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().ends_with(ending)).count()
}

const PLAIN: &str = r#"{"model":"seedance-2.0","prompt":"p"}"#;

#[tokio::test]
async fn faults_of_submit() {
    let world = World::new();
    for (fault, http, body, accepted) in [
        ("submit-401", 401, Some(r#""unauthorized""#), 0),
        ("submit-429", 429, Some(r#""rate_limited""#), 0),
        ("submit-429-bare", 429, Some(r#""rate_limited""#), 0),
        ("submit-429-html", 429, Some("<h1>429 Too Many Requests</h1>"), 0),
        ("submit-500", 500, Some(r#""internal_error""#), 0),
        ("answer-502", 502, Some("<h1>502 Bad Gateway</h1>"), 1),
        ("answer-empty", 200, None, 1),
        ("answer-html", 200, Some("<!doctype html>"), 1),
        ("answer-large", 200, Some(r#""requestId":"req_"#), 1),
    ] {
        let api = world.start_faulty(&format!("{fault}=1")).await;
        let before = world.jobs();
        let submit = api.call(Method::POST, "/video/generations");
        let answer = submit.body(PLAIN).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), http, "{fault}");
        let waits = if fault == "submit-429" { "2" } else { "" };
        assert_eq!(header(&answer, "retry-after"), waits, "{fault}");
        let told = answer.text().await.unwrap();
        match body {
            Some(part) => assert!(told.contains(part), "{fault}: {told}"),
            None => assert_eq!(told, "", "{fault}"),
        }
        assert_eq!(told.len() > 1024 * 1024, fault == "answer-large", "{fault}");
        assert_eq!(world.jobs() - before, accepted, "{fault}");
        api.submit("the second time all is well").await;
    }
}

#[tokio::test]
async fn redirects_do_nothing_and_lead_to_the_same_address() {
    let world = World::new();
    let id = world.start().await.submit("p").await;
    let follow_none = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for http in [301, 302, 303, 307, 308] {
        let faults = format!("submit-{http}=1,poll-{http}=1,cancel-{http}=1");
        let mut api = world.start_faulty(&faults).await;
        api.client = follow_none.clone();
        for (method, path) in [
            (Method::POST, "/video/generations".to_owned()),
            (Method::GET, format!("/video/generations/{id}")),
            (Method::POST, format!("/video/generations/{id}/cancel")),
        ] {
            let answer = api.call(method, &path).body(PLAIN).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), http, "{path}");
            assert_eq!(header(&answer, "location"), "?redirected", "{path}");
        }
        assert_eq!((world.jobs(), api.word(&id).await.as_str()), (1, "queued"), "{http}");
    }
    // Who follows a 307 with the body has asked twice: here the second is accepted.
    let api = world.start_faulty("submit-307=1").await;
    api.submit("followed").await;
    assert_eq!(world.jobs(), 2);
}

/// One request byte by byte, and all that comes back until the connection is closed.
async fn raw(address: SocketAddr, request: String) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut told = Vec::new();
    // Reset or closed: either way what counts is what came.
    let read = stream.read_to_end(&mut told);
    let _ = tokio::time::timeout(Duration::from_secs(10), read)
        .await
        .expect("closed");
    told
}

fn post_in_bytes(api: &Api, path: &str, body: &str) -> String {
    format!(
        "POST /api/open/v1/video/generations{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: {}\r\n\r\n{body}",
        api.sandbox.key(),
        body.len(),
    )
}

#[tokio::test]
async fn an_answer_is_lost_after_acceptance() {
    let world = World::new();
    let api = world.start_faulty("answer-lost,cancel-lost").await;
    let told = raw(api.sandbox.address(), post_in_bytes(&api, "", PLAIN)).await;
    assert_eq!((told.as_slice(), world.jobs()), (&b""[..], 1));

    let id = world.start().await.submit("p").await;
    let cancel = post_in_bytes(&api, &format!("/{id}/cancel"), "");
    assert_eq!(raw(api.sandbox.address(), cancel).await, b"");
    assert_eq!(api.word(&id).await, "cancelled");
}

#[tokio::test]
async fn half_of_an_answer_arrives_after_acceptance() {
    let world = World::new();
    let api = world.start_faulty("answer-cut").await;
    let told = raw(api.sandbox.address(), post_in_bytes(&api, "", PLAIN)).await;
    let told = String::from_utf8(told).unwrap();
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{told}");
    assert!(body.starts_with(r#"{"success":true,"requestId":"req_"#), "{told}");
    assert_eq!(body.len(), length / 2);
    assert_eq!(world.jobs(), 1);
}

#[tokio::test]
async fn a_stalled_answer_leaves_the_connection_open() {
    let world = World::new();
    let api = world
        .start_faulty("answer-stall,poll-stall,cancel-stall,result-stall")
        .await;
    let honest = world.start().await;
    let id = honest.submit("p").await;
    let key = api.sandbox.key();
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n");
    let mut silent = Vec::new();
    for request in [
        post_in_bytes(&api, "", PLAIN),
        post_in_bytes(&api, &format!("/{id}/cancel"), ""),
        get(&format!("/api/open/v1/video/generations/{id}")),
        get(&format!("/open-api-results/{id}.mp4")),
    ] {
        let mut stream = TcpStream::connect(api.sandbox.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        silent.push(stream);
    }
    let done = async {
        while world.jobs() < 2 || honest.word(&id).await != "cancelled" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), done).await.unwrap();
    // What was sent later has been answered, and these have not.
    let models = api.bare(Method::GET, "/api/open/v1/models");
    assert_eq!(models.send().await.unwrap().status(), StatusCode::OK);
    for stream in silent {
        let told = stream.try_read(&mut [0]).map_err(|error| error.kind());
        assert_eq!(told, Err(std::io::ErrorKind::WouldBlock));
    }
}

#[tokio::test]
async fn faults_of_polls() {
    let world = World::new();
    let honest = world.start().await;
    let id = honest.submit("p").await;
    let path = format!("/video/generations/{id}");
    let (http, truth) = honest.status(&id).await;
    assert_eq!(http, 200);

    for (fault, http, wait, part) in [
        ("poll-401", 401, "", r#""unauthorized""#),
        ("poll-404", 404, "", r#""not_found""#),
        ("poll-429", 429, "2", r#""rate_limited""#),
        ("poll-429-bare", 429, "", r#""rate_limited""#),
        ("poll-429-html", 429, "", "<h1>429"),
        ("poll-500", 500, "", r#""internal_error""#),
        ("poll-503", 503, "", "<h1>503"),
        ("poll-html", 200, "", "<h1>200"),
    ] {
        let api = world.start_faulty(&format!("{fault}=2")).await;
        for _ in 0..2 {
            let answer = api.call(Method::GET, &path).send().await.unwrap();
            let told = (answer.status().as_u16(), header(&answer, "retry-after"));
            assert_eq!(told, (http, wait), "{fault}");
            let told = answer.text().await.unwrap();
            assert!(told.contains(part), "{fault}: {told}");
        }
        assert_eq!(api.status(&id).await, (200, truth.clone()), "{fault}");
    }

    let api = world.start_faulty("poll-empty=1,poll-large=1,poll-cut=1").await;
    let mut read = Vec::new();
    for _ in 0..3 {
        let answer = api.call(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        read.push(answer.text().await);
    }
    assert_eq!(read[0].as_deref().unwrap(), "");
    // A fault before the call strikes first; those after it, in the order of the text.
    let large = read[1].as_deref().unwrap();
    assert_eq!((text(large), large.len() > 1024 * 1024), (truth, true));
    assert!(read[2].is_err(), "{read:?}");
    let api = world.start_faulty("poll-lost").await;
    assert!(api.call(Method::GET, &path).send().await.is_err());
}

#[tokio::test]
async fn faults_of_what_a_poll_tells() {
    let world = World::new();
    let api = world.start_faulty("unknown-status=1,back-to-queued=1,no-url=1").await;
    let id = api.submit("p").await;
    assert_eq!(api.word(&id).await, "queued");
    world.pass(2_500);
    assert_eq!(api.word(&id).await, "expired");
    assert_eq!(api.word(&id).await, "processing");
    world.pass(2_500);
    assert_eq!(api.word(&id).await, "queued", "half-way through it goes back");
    assert_eq!(api.word(&id).await, "processing");
    world.pass(LONG);
    assert_eq!(api.status(&id).await.1["output"], json!({ "type": "video" }));
    let url = format!("{}/open-api-results/{id}.mp4", api.sandbox.base_url());
    assert_eq!(
        api.status(&id).await.1["output"],
        json!({ "type": "video", "url": url })
    );
}

#[tokio::test]
async fn a_job_is_forgotten_some_time_after_its_end() {
    let world = World::new();
    let api = world.start_faulty("forgotten").await;
    let (done, cancelled) = (api.submit("p").await, api.submit("q").await);
    let stuck = api.submit("[stick]").await;
    api.cancel(&cancelled).await;
    world.pass(super::assumed::RETENTION_MS);
    assert_eq!(api.word(&cancelled).await, "cancelled");
    world.pass(1);
    assert_eq!(api.status(&cancelled).await.0, 404);
    assert_eq!(api.word(&done).await, "succeeded", "it ended later");
    world.pass(LONG);
    let no_task = text(r#"{"success":false,"error":{"code":"not_found","message":"no such task"}}"#);
    assert_eq!(api.status(&done).await, (404, no_task.clone()));
    assert_eq!(api.cancel(&done).await, (404, no_task));
    assert_eq!(api.word(&stuck).await, "processing");
    assert_eq!(world.start().await.word(&done).await, "succeeded", "without the fault");
}

#[tokio::test]
async fn faults_of_cancels() {
    let world = World::new();
    let api = world.start_faulty("cancel-429=1,cancel-500=1").await;
    let id = api.submit("p").await;
    assert_eq!(api.cancel(&id).await.0, 429);
    assert_eq!(api.cancel(&id).await.0, 500);
    assert_eq!(api.word(&id).await, "queued");

    let api = world.start_faulty("cancel-late").await;
    assert_eq!(api.cancel(&id).await.0, 409);
    assert_eq!(api.word(&id).await, "succeeded", "it has just ended, and stays so");
    let stuck = api.submit("[stick]").await;
    assert_eq!(api.cancel(&stuck).await.0, 200, "no end can come before this one");
}

#[tokio::test]
async fn faults_of_results() {
    let world = World::new();
    let honest = world.start().await;
    let (_, accepted) = honest
        .post(r#"{"model":"seedance-2.0","prompt":"p","aspectRatio":"9:16"}"#)
        .await;
    world.pass(LONG);
    let path = format!("/open-api-results/{}.mp4", accepted["requestId"].as_str().unwrap());
    let clip = honest.bare(Method::GET, &path).send().await.unwrap();
    let clip = clip.bytes().await.unwrap();

    for (fault, http) in [
        ("result-403", 403),
        ("result-404", 404),
        ("result-429", 429),
        ("result-html", 200),
    ] {
        let api = world.start_faulty(&format!("{fault}=1")).await;
        let spoilt = api.bare(Method::GET, &path).send().await.unwrap();
        let told = (spoilt.status().as_u16(), header(&spoilt, "content-type"));
        assert_eq!(told, (http, "text/html; charset=utf-8"), "{fault}");
        let second = api.bare(Method::GET, &path).send().await.unwrap();
        assert_eq!(second.bytes().await.unwrap(), clip, "{fault}");
    }

    let api = world.start_faulty("result-cut=1,result-short=1,result-wide=1").await;
    // The shape is chosen before the answer is spoilt, so the first is a wide one, cut.
    let cut = api.bare(Method::GET, &path).send().await.unwrap();
    assert_eq!(cut.status(), StatusCode::OK);
    assert!(cut.bytes().await.is_err());
    let short = api.bare(Method::GET, &path).send().await.unwrap();
    assert_eq!(header(&short, "content-length"), (clip.len() / 2).to_string());
    assert_eq!(short.bytes().await.unwrap(), clip[..clip.len() / 2]);
    let whole = api.bare(Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.bytes().await.unwrap(), clip);

    let api = world.start_faulty("result-wide").await;
    let wide = api.bare(Method::GET, &path).send().await.unwrap();
    assert_eq!(picture_size(&clip), (360, 640));
    assert_eq!(picture_size(&wide.bytes().await.unwrap()), (640, 360));
}

#[tokio::test]
async fn faults_that_choose_a_fate() {
    let world = World::new();
    for (fault, word, error) in [
        ("stuck", "processing", "null"),
        ("failed", "failed", "object"),
        ("error-text", "failed", "string"),
    ] {
        let api = world.start_faulty(fault).await;
        let id = api.submit("p").await;
        world.pass(10 * LONG);
        let (_, status) = api.status(&id).await;
        let kind = match &status["error"] {
            Value::Null => "null",
            Value::Object(_) => "object",
            Value::String(_) => "string",
            other => panic!("{other}"),
        };
        assert_eq!((status["status"].as_str(), kind), (Some(word), error), "{fault}");
    }
}

#[tokio::test]
async fn only_loopback() {
    let world = World::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let listen: SocketAddr = address.parse().unwrap();
        let refused = start(Options {
            listen,
            ..world.options()
        })
        .await
        .unwrap_err();
        assert!(matches!(refused, StartError::NotLoopback(told) if told == listen));
    }
}

#[tokio::test]
async fn a_taken_port_and_an_unusable_folder_are_told() {
    let world = World::new();
    let api = world.start().await;
    let listen = api.sandbox.address();
    let refused = start(Options {
        listen,
        ..world.options()
    })
    .await
    .unwrap_err();
    assert!(matches!(refused, StartError::Listen { address, .. } if address == listen));

    let file = world.dir.path().join("a file");
    std::fs::write(&file, "").unwrap();
    let refused = start(Options {
        dir: file.clone(),
        ..world.options()
    })
    .await
    .unwrap_err();
    assert!(matches!(refused, StartError::Folder { dir, .. } if dir == file));
}

#[tokio::test]
async fn stopping_closes_the_port_and_waits_for_no_idle_connection() {
    let world = World::new();
    let api = world.start().await;
    let address = api.sandbox.address();
    api.submit("leaves a connection open in the client's pool").await;
    let _silent = TcpStream::connect(address).await.unwrap();
    let stopped = tokio::time::timeout(super::STOP_LIMIT / 2, api.sandbox.stop()).await;
    assert!(stopped.is_ok());
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_stops_too() {
    let world = World::new();
    let api = world.start().await;
    let address = api.sandbox.address();
    drop(api);
    let closed = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closed).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_this_user_alone_and_leave_nothing_behind() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let dir = world.dir.path().join("deep").join("sandbox");
    let api = world
        .start_with(Options {
            dir: dir.clone(),
            ..world.options()
        })
        .await;
    let id = api.submit("p").await;
    api.cancel(&id).await;
    api.cancel(&id).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for folder in [dir.parent().unwrap(), &dir, &dir.join("jobs")] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    let job = dir.join("jobs").join(format!("{id}.json"));
    for file in [&dir.join("key"), &job, &job.with_extension("end")] {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    assert_eq!(files(&dir.join("jobs"), ""), 2);
    assert_eq!(files(&dir, ""), 2);
}

#[tokio::test]
async fn jobs_older_than_thirty_days_are_cleared_out_at_the_start() {
    let world = World::new();
    let api = world.start().await;
    let (old, recent) = (api.submit("old").await, api.submit("recent").await);
    api.cancel(&old).await;
    api.cancel(&recent).await;
    let jobs = world.dir.path().join("jobs");
    let age = |name: &str, days: u64| {
        let file = std::fs::File::options().append(true).open(jobs.join(name)).unwrap();
        let written = std::time::SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
        file.set_modified(written).unwrap();
    };
    std::fs::write(jobs.join("not ours.json"), "").unwrap();
    for (name, days) in [
        (format!("{old}.json"), 31),
        (format!("{recent}.json"), 29),
        ("not ours.json".to_owned(), 31),
    ] {
        age(&name, days);
    }
    let next = world.start().await;
    let cleared = async {
        while files(&jobs, "") > 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), cleared).await.unwrap();
    assert_eq!(next.status(&old).await.0, 404);
    assert_eq!(next.word(&recent).await, "cancelled");
    assert!(jobs.join("not ours.json").exists());
}

#[tokio::test]
async fn the_key_is_the_given_one_or_the_kept_one() {
    let world = World::new();
    let given = Options {
        key: Some("sd2_test".to_owned()),
        ..world.options()
    };
    let api = world.start_with(given).await;
    assert_eq!(api.sandbox.key(), "sd2_test");
    api.submit("p").await;
    assert!(!world.dir.path().join("key").exists());
    assert!(world.start().await.sandbox.key().starts_with("sd2_sandbox_"));
}

/// An address for webhooks, read byte by byte.
struct Mailbox(TcpListener);

impl Mailbox {
    async fn open() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// A job whose webhook comes here.
    async fn submit(&self, api: &Api, prompt: &str) -> String {
        let url = format!("http://localhost:{}/hook?a=1", self.port());
        let body = json!({ "model": "seedance-2.0", "prompt": prompt, "webhookUrl": url });
        let (http, accepted) = api.post(body.to_string()).await;
        assert_eq!(http, 200, "{accepted}");
        accepted["requestId"].as_str().unwrap().to_owned()
    }

    /// The head and the body of the next webhook, which is answered with this.
    async fn next(&self, answer: &str) -> (String, Value) {
        let take = async {
            let (mut stream, _) = self.0.accept().await.unwrap();
            let mut told = Vec::new();
            loop {
                assert!(stream.read_buf(&mut told).await.unwrap() > 0, "{told:?}");
                let so_far = String::from_utf8_lossy(&told);
                let Some((head, body)) = so_far.split_once("\r\n\r\n") else {
                    continue;
                };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() == length.unwrap().parse::<usize>().unwrap() {
                    let answer = format!("HTTP/1.1 {answer}\r\nconnection: close\r\n\r\n");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                    return (head.to_owned(), text(body));
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), take).await.unwrap()
    }

    /// The id and the status word of the next webhook.
    async fn next_word(&self) -> (String, String) {
        let (_, body) = self.next("204 No Content").await;
        let word = |name: &str| body[name].as_str().unwrap().to_owned();
        (word("requestId"), word("status"))
    }
}

fn letter(id: &str, word: &str) -> (String, String) {
    (id.to_owned(), word.to_owned())
}

#[tokio::test]
async fn a_webhook_brings_the_status_body_when_the_end_has_come() {
    let world = World::new();
    let api = world.start().await;
    let mailbox = Mailbox::open().await;
    let id = mailbox.submit(&api, "nobody polls").await;
    world.pass(LONG);
    let (head, body) = mailbox.next("200 OK").await;
    let mut lines: Vec<&str> = head.lines().collect();
    lines.sort_unstable();
    let host = format!("host: localhost:{}", mailbox.port());
    let length = format!("content-length: {}", body.to_string().len());
    assert_eq!(
        lines,
        [
            "POST /hook?a=1 HTTP/1.1",
            "accept-encoding: gzip",
            "accept: */*",
            &length,
            "content-type: application/json",
            &host,
        ]
    );
    assert_eq!(api.status(&id).await, (200, body));

    let failed = mailbox.submit(&api, "[fail]").await;
    world.pass(LONG);
    assert_eq!(mailbox.next_word().await, letter(&failed, "failed"));
    let cancelled = mailbox.submit(&api, "p").await;
    api.cancel(&cancelled).await;
    assert_eq!(mailbox.next_word().await, letter(&cancelled, "cancelled"));
}

#[tokio::test]
async fn a_webhook_is_tried_three_times_and_follows_no_redirect() {
    let world = World::new();
    let api = world.start().await;
    let (mailbox, trap) = (Mailbox::open().await, Mailbox::open().await);
    mailbox.submit(&api, "p").await;
    world.pass(LONG);
    let to_the_trap = format!("307 Temporary Redirect\r\nlocation: http://127.0.0.1:{}/", trap.port());
    let (_, first) = mailbox.next(&to_the_trap).await;
    let (_, second) = mailbox.next("500 Internal Server Error").await;
    let (_, third) = mailbox.next("500 Internal Server Error").await;
    assert_eq!((&second, &third), (&first, &first));
    assert!(futures_util::FutureExt::now_or_never(trap.0.accept()).is_none());
}

#[tokio::test]
async fn a_webhook_goes_out_once_however_many_see_the_end() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let mailbox = Mailbox::open().await;
    let id = mailbox.submit(&one, "p").await;
    world.pass(LONG);
    futures_util::future::join_all((0..8).map(|n| if n % 2 == 0 { &one } else { &other }.status(&id))).await;
    assert_eq!(one.cancel(&id).await.0, 409);
    assert_eq!(other.cancel(&id).await.0, 409);
    assert_eq!(mailbox.next_word().await, letter(&id, "succeeded"));
    let next = mailbox.submit(&one, "p").await;
    one.cancel(&next).await;
    assert_eq!(mailbox.next_word().await, letter(&next, "cancelled"));
}

#[tokio::test]
async fn faults_of_webhooks() {
    let world = World::new();
    let mailbox = Mailbox::open().await;

    let api = world.start_faulty("webhook-twice=1,webhook-old=1").await;
    for second in ["cancelled", "processing"] {
        let id = mailbox.submit(&api, "p").await;
        api.cancel(&id).await;
        assert_eq!(mailbox.next_word().await, letter(&id, "cancelled"));
        assert_eq!(mailbox.next_word().await, letter(&id, second));
    }

    let api = world.start_faulty("webhook-late=1,webhook-never=1").await;
    let ids = [
        mailbox.submit(&api, "late").await,
        mailbox.submit(&api, "never").await,
        mailbox.submit(&api, "as it should").await,
    ];
    for id in &ids {
        api.cancel(id).await;
    }
    assert_eq!(mailbox.next_word().await, letter(&ids[2], "cancelled"));
    world.pass(super::assumed::WEBHOOK_LATE_MS);
    assert_eq!(mailbox.next_word().await, letter(&ids[0], "cancelled"));
}

#[tokio::test]
async fn the_banner_says_what_is_assumed_every_word_of_a_prompt_and_the_faults() {
    let world = World::new();
    let api = world.start().await;
    let banner = api.sandbox.banner();
    let first = format!(
        "SANDBOX of the Seedance 2.0 Open API at {}/api/open/v1\n",
        api.sandbox.base_url()
    );
    assert!(banner.starts_with(&first), "{banner}");
    for part in [
        "ASSUMED",
        "webhooks",
        "[fail] ",
        "[fail text] ",
        "[moderation] ",
        "[stick] ",
        "[slow] ",
    ] {
        assert!(banner.contains(part), "{part}: {banner}");
    }
    assert!(!banner.contains("Faults"), "{banner}");
    assert!(banner.lines().all(|line| line.len() <= 100), "{banner}");

    let banner = world.start_faulty(" poll-503, answer-lost=1").await.sandbox.banner();
    assert!(
        banner.ends_with("\nFaults switched on: poll-503,answer-lost=1\n"),
        "{banner}"
    );
    assert!(banner.lines().count() < 38, "{banner}");
}

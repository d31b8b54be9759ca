//! A made-up history: jobs as a busy person leaves them behind, the same ones for the same seed.

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use uuid::{Builder, Uuid};

use crate::job::{
    Answer, Credits, Details, Event, Failure, FailureKind, Intent, IntentToken, Job, JobId, RemoteId, Request,
    Snapshot, Status, SubmitOutcome,
};

/// Jobs, oldest first, of which the last ones are live. Their request ids are `req_fill_0000001` and so on; not every job has one, but
/// the last always has.
#[derive(Debug)]
pub struct History {
    random: StdRng,
    until: Timestamp,
    number: u64,
    jobs: u64,
    live: u64,
    batch: u64,
}

/// What the request ids begin with, before the number.
pub(super) const NAMES: &str = "req_fill_";

/// Between two jobs, in milliseconds, on average.
const PACE: i64 = 45_000;

/// A live job was created at least so long ago, and one that ended so much longer, in milliseconds: nothing of it is to come.
const LIVE_SINCE: i64 = 31_000;
const ENDED_SINCE: i64 = 400_000;

const SCENES: [&str; 12] = [
    "A paper boat drifts down a rain gutter at dusk, neon signs mirrored in the water, slow dolly forward, shallow depth of field",
    "Drone shot over terraced rice fields at sunrise, mist in the valleys, a farmer walks along a narrow dike, warm light, 35mm",
    "Close-up of a watchmaker's hands under a brass lamp, tiny gears, dust in the beam, macro lens, calm piano, no subtitles",
    "A red fox runs through fresh snow between birches, the camera follows low and close, powder flies up, soft overcast light",
    "Night market in Bangkok, steam from a wok, handheld camera between the stalls, vendors laugh, lanterns swing in the wind",
    "An astronaut plants a tulip in grey dust, the earth rises behind, long shadows, absolute silence, wide anamorphic frame",
    "清晨的市场里，一个女人把新鲜的蔬菜放在河水边的小船上，镜头缓缓推近，阳光穿过薄雾，胶片质感，环境音是水声和叫卖声",
    "雨后的上海老弄堂，自行车从积水上驶过，霓虹灯倒映在地面，镜头低角度跟拍，电影感色彩，慢动作，没有字幕",
    "ตลาดน้ำยามเช้า แม่ค้าพายเรือขายผลไม้ แสงแดดอ่อนส่องผ่านหมอก กล้องเคลื่อนช้าๆ ไปตามลำคลอง เสียงน้ำและนกร้อง",
    "ถนนในกรุงเทพฯ ตอนกลางคืน ฝนเพิ่งหยุดตก รถตุ๊กตุ๊กวิ่งผ่านแอ่งน้ำ แสงไฟนีออนสะท้อนบนพื้น ภาพยนตร์ มุมกล้องต่ำ",
    "夕方の海辺、古い灯台の下で少女が凧を揚げる。カメラはゆっくり回り込み、波の音と風、フィルムの質感",
    "Un café à Paris sous la pluie, une femme referme son parapluie, reflets dans la vitrine, travelling lent, lumière dorée",
];

const TOUCHES: [&str; 16] = [
    "golden hour",
    "blue hour",
    "hard noon light",
    "soft window light",
    "thunder far away",
    "a cat looks into the camera",
    "hands only, no faces",
    "one continuous shot",
    "seamless loop",
    "kodak portra colours",
    "black and white",
    "pastel palette",
    "a train passes behind",
    "fireflies rise",
    "camera tilts up at the end",
    "ends on an empty frame",
];

const MODELS: [(&str, u64); 3] = [
    ("seedance-2.0", 8000),
    ("seedance-2.0-fast", 6400),
    ("seedance-1.5-pro", 4000),
];

impl History {
    /// So many jobs before that moment, the last `live` of them still running.
    pub fn new(jobs: u64, live: u64, seed: u64, until: Timestamp) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            until,
            number: 0,
            jobs,
            live,
            batch: 0,
        }
    }

    /// Others than those, and with the numbers behind theirs: for a ledger that has so many already.
    #[must_use]
    pub fn after(mut self, number: u64) -> Self {
        if number > 0 {
            self.random = StdRng::seed_from_u64(self.random.random::<u64>() ^ number);
        }
        self.number = number;
        self.jobs = self.jobs.saturating_add(number);
        self
    }

    fn request(&mut self, model: &str) -> Request {
        let random = &mut self.random;
        let pick = |random: &mut StdRng, from: &[&str]| from.choose(random).copied().unwrap_or_default().to_owned();
        let mut prompt = pick(random, &SCENES);
        for _ in 0..random.random_range(1..4) {
            prompt.push_str(", ");
            prompt.push_str(&pick(random, &TOUCHES));
        }
        if random.random_ratio(1, 12) {
            self.batch += 1;
        }
        let metadata = match random.random_range(0..3) {
            0 => None,
            _ => Some(format!(
                r#"{{"batch": "shots-{}", "scene": "s{:02}", "take": {}}}"#,
                self.batch,
                random.random_range(1..40),
                random.random_range(1..6)
            )),
        };
        let lengths = if model == "seedance-1.5-pro" {
            &[5, 5, 10][..]
        } else {
            &[5, 5, 5, 8, 10, 10, 15]
        };
        let media = if random.random_ratio(1, 3) {
            random.random_range(1..4)
        } else {
            0
        };
        Request {
            model: model.to_owned(),
            prompt,
            media_urls: (0..media)
                .map(|n| format!("https://media.example.com/{}/{n}.jpg", self.number))
                .collect(),
            aspect_ratio: pick(random, &["16:9", "16:9", "9:16", "9:16", "1:1"]),
            duration: *lengths.choose(random).unwrap_or(&5),
            resolution: pick(random, &["480p", "720p", "720p", "1080p"]),
            webhook_url: None,
            metadata,
        }
    }

    /// At an even pace, each somewhere within its share.
    fn next_moment(&mut self, live: bool) -> Timestamp {
        let left = i64::try_from(self.jobs - self.number).unwrap_or(i64::MAX);
        let since = if live { LIVE_SINCE } else { ENDED_SINCE };
        let ago = left.saturating_mul(PACE).saturating_add(since);
        later(self.until, -ago - self.random.random_range(1..PACE))
    }
}

fn later(moment: Timestamp, millis: i64) -> Timestamp {
    moment
        .saturating_add(SignedDuration::from_millis(millis))
        .unwrap_or(Timestamp::MAX)
}

fn answer(http_status: u16, body: String) -> Answer {
    Answer {
        http_status: Some(http_status),
        body: body.into(),
    }
}

impl Iterator for History {
    type Item = Details;

    fn next(&mut self) -> Option<Details> {
        if self.number == self.jobs {
            return None;
        }
        self.number += 1;
        let live = self.number + self.live > self.jobs;
        let at = self.next_moment(live);
        let (model, rate) = *MODELS[..]
            .choose_weighted(&mut self.random, |(_, rate)| *rate)
            .unwrap_or(&MODELS[0]);
        let request = self.request(model);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        let id = JobId(Builder::from_unix_timestamp_millis(millis, &self.random.random()).into_uuid());
        let token = IntentToken(Uuid::from_u128(self.random.random()));
        let body = request.body(token);
        let mut job = Job::new(id, request, at);
        let mut told = Told {
            job: &mut job,
            intents: vec![],
            submit: None,
            last: None,
        };
        told.intend(Intent { token, at, body });
        let fate = match self.random.random_range(100..1000) {
            _ if live => 0,
            fate if self.number == self.jobs => fate.min(859),
            fate => fate,
        };
        let name = format!("{NAMES}{:07}", self.number);
        let took = i64::from(told.job.request.duration) * self.random.random_range(6_000..24_000);
        let charge = Credits(rate * u64::from(told.job.request.duration));
        match fate {
            0..860 => {
                told.accept(token, &name, charge, later(at, 900));
                let word = match fate {
                    0 if self.random.random_ratio(1, 3) => "queued",
                    0 => "processing",
                    100..740 => "succeeded",
                    740..830 => "failed",
                    _ => "cancelled",
                };
                told.see(word, &name, later(at, if live { 30_000 } else { 900 + took }));
            }
            860..985 => told.reject(token, later(at, 700)),
            985..999 => {
                let failure = Failure::new(FailureKind::Unreachable, "tcp connect error: connection refused");
                told.end(token, SubmitOutcome::NotSent(failure), later(at, 700));
            }
            _ => {
                let failure = Failure::new(FailureKind::TimedOut, "operation timed out");
                told.end(token, SubmitOutcome::Unknown(failure), later(at, 120_000));
            }
        }
        let Told {
            intents, submit, last, ..
        } = told;
        job.archived = !live && self.random.random_ratio(1, 12) && job.status != Status::Unknown;
        Some(Details {
            job,
            intents,
            submit_answer: submit,
            last_answer: last,
        })
    }
}

/// A job while its history is made up.
struct Told<'a> {
    job: &'a mut Job,
    intents: Vec<Intent>,
    submit: Option<Answer>,
    last: Option<Answer>,
}

impl Told<'_> {
    fn intend(&mut self, intent: Intent) {
        let at = intent.at;
        self.intents.push(intent.clone());
        self.job.apply(&Event::Intended(intent), at);
    }

    fn accept(&mut self, token: IntentToken, name: &str, charge: Credits, at: Timestamp) {
        let Some(remote_id) = RemoteId::parse(name) else { return };
        let outcome = SubmitOutcome::Accepted {
            remote_id,
            status: Status::Queued,
            credits: Some(charge),
        };
        let body = format!(r#"{{"success":true,"requestId":"{name}","status":"queued","creditsCharged":{charge}}}"#);
        self.submit = Some(answer(200, body));
        self.job.apply(
            &Event::Answered {
                token,
                outcome,
                answer: None,
            },
            at,
        );
    }

    fn see(&mut self, word: &str, name: &str, at: Timestamp) {
        let status = Status::from_service(word);
        let seen = answer(
            200,
            format!(r#"{{"success":true,"requestId":"{name}","status":"{word}"}}"#),
        );
        let snapshot = Snapshot {
            asked_at: at,
            video_url: (status == Status::Succeeded)
                .then(|| format!("https://open-api-results.example.com/{name}.mp4")),
            failure: (status == Status::Failed)
                .then(|| Failure::new(FailureKind::Moderation, "the output was refused by a filter")),
            status,
            model: None,
            prompt: None,
            aspect_ratio: None,
            duration: None,
            answer: seen.clone(),
        };
        self.last = Some(seen);
        self.job.apply(&Event::seen(snapshot), at);
    }

    /// The service says no.
    fn reject(&mut self, token: IntentToken, at: Timestamp) {
        let words = "the prompt was refused";
        self.submit = Some(answer(
            400,
            format!(r#"{{"success":false,"error":{{"code":"invalid_request","message":"{words}"}}}}"#),
        ));
        let outcome = SubmitOutcome::Rejected {
            failure: Failure {
                code: Some("invalid_request".into()),
                ..Failure::new(FailureKind::Invalid, words)
            },
            retry_after: None,
        };
        self.end(token, outcome, at);
    }

    /// It never got that far.
    fn end(&mut self, token: IntentToken, outcome: SubmitOutcome, at: Timestamp) {
        self.job.apply(
            &Event::Answered {
                token,
                outcome,
                answer: None,
            },
            at,
        );
    }
}

//! English for what is wrong: with a draft, with a job, with the road to the service.

use crate::job::{BadJson, BadUrl, FailureKind, MAX_MEDIA, Problem, Status, TOKEN_MEMBER};
use crate::words::road::Cause;

pub(super) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::PromptEmpty => "say what the video shows".into(),
        Problem::PromptLong { beyond, .. } => format!("some hosts read only the first {beyond} characters"),
        Problem::MediaTooMany { count } => format!("{count} media: at most {MAX_MEDIA}"),
        Problem::MediaTwice { line, first } => format!("line {line}: the same as line {first}"),
        Problem::MediaKind { line, ending } => {
            format!("line {line}: .{ending} is no image, video or audio that the service takes")
        }
        Problem::MediaNoEnding { line } => format!("line {line}: no file ending, so its kind cannot be told"),
        Problem::Url { line, bad } => {
            let why = match bad {
                BadUrl::Space => "an address has no spaces",
                BadUrl::Unreadable => "not an address; it starts with https://",
                BadUrl::NotHttps => "only https:// addresses",
                BadUrl::NotPublic => "the service cannot reach this host; it has to be public",
                BadUrl::Credentials => "no user name or password in an address",
            };
            match line {
                Some(line) => format!("line {line}: {why}"),
                None => why.to_owned(),
            }
        }
        Problem::NotOffered => "not offered; ← and → choose".into(),
        Problem::MetadataNotObject { bad, line, column } => {
            let place = match line {
                Some(line) => format!("line {line}, character {column}"),
                None => format!("character {column}"),
            };
            match bad {
                BadJson::NotAnObject => "has to be a JSON object, {…}".into(),
                BadJson::EndsTooSoon => "this JSON object has no end: a } is missing".into(),
                BadJson::Comma => format!("{place}: a comma or }} is missing here"),
                BadJson::CommaInList => format!("{place}: a comma or ] is missing here"),
                BadJson::Colon => format!("{place}: a colon is missing here"),
                BadJson::Name => format!("{place}: a name in \"quotes\" belongs here"),
                BadJson::LastComma => format!("{place}: no comma belongs before the end"),
                BadJson::Value => format!("{place}: no value of JSON (texts are in \"quotes\")"),
                BadJson::TooMuch => format!("{place}: the object has ended before this"),
                BadJson::Text => format!("{place}: a text may not hold this (\\n is a line break)"),
                BadJson::Other => format!("{place}: this is not JSON"),
            }
        }
        Problem::MetadataToken => format!("the name {TOKEN_MEMBER} is ours; choose another"),
    }
}

pub(super) fn failure_name(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => "key refused",
        FailureKind::Payment => "too few credits",
        FailureKind::Forbidden => "not allowed",
        FailureKind::NotFound => "not found",
        FailureKind::Conflict => "not possible",
        FailureKind::RateLimited => "rate limited",
        FailureKind::Invalid => "refused",
        FailureKind::Server => "service fault",
        FailureKind::Redirected => "redirected",
        FailureKind::Unreadable => "not readable",
        FailureKind::TooLarge => "answer too big",
        FailureKind::Unreachable => "not reachable",
        FailureKind::Interrupted => "connection lost",
        FailureKind::TimedOut => "timed out",
        FailureKind::Moderation => "content refused",
        FailureKind::Capacity => "no capacity",
        FailureKind::Job => "failed at service",
        FailureKind::NoVideo => "no video given",
        FailureKind::NotCreated => "not created",
        FailureKind::Ledger => "ledger fault",
        FailureKind::Local => "fault here",
    }
}

pub(super) fn road(kind: FailureKind, host: &str, cause: Option<Cause>) -> String {
    if kind == FailureKind::TimedOut {
        return format!("{host} did not answer in time");
    }
    let what = if kind == FailureKind::Unreachable {
        format!("could not connect to {host}")
    } else {
        format!("the connection to {host} broke")
    };
    let why = match cause {
        Some(Cause::Refused) => "refused",
        Some(Cause::NoSuchHost) => "its name could not be looked up",
        Some(Cause::NoRoute) => "no way there",
        Some(Cause::Certificate) => "its certificate is not trusted",
        Some(Cause::Proxy) => "stopped by a proxy",
        Some(Cause::Closed) => "closed from there",
        Some(Cause::TooLong) => "it took too long",
        None => return what,
    };
    format!("{what}: {why}")
}

pub(super) fn job_advice(status: &Status, kind: FailureKind) -> &'static str {
    match (status, kind) {
        (Status::Unknown, _) => {
            "Look on the service's own pages whether it exists before you send it again. ‹jobs.settle› settles it, and has a note for support."
        }
        (status, _) if status.is_live() => {
            "It goes on, and was not cancelled as far as is known. ‹jobs.cancel› asks for that again."
        }
        (Status::Rejected, FailureKind::NotFound) => {
            "The service has no such address. Check SEEDANCE_BASE_URL. Nothing is charged."
        }
        (Status::Rejected, FailureKind::Conflict) => {
            "The service says that this is not possible now. Nothing is charged."
        }
        (Status::Rejected, FailureKind::Server) => {
            "The service has a fault of its own. ‹jobs.run_again› runs the same again later."
        }
        (Status::NotSent, FailureKind::Unreachable) => {
            "Nothing was delivered. Check the network and SEEDANCE_BASE_URL, then press ‹jobs.run_again›."
        }
        (_, kind) => failure_advice(kind),
    }
}

pub(super) fn failure_advice(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => {
            "The key is wrong, expired or revoked. Mend it, then press ‹jobs.look› or restart."
        }
        FailureKind::Payment => "Add credits on the service's pages, then press ‹jobs.run_again› or ‹jobs.edit_again›.",
        FailureKind::Forbidden => "This key may not do that. See the service's pages.",
        FailureKind::NotFound => "The service knows no such request. It may be too new, or too old to be kept.",
        FailureKind::Conflict => "The job is past the point where this works.",
        FailureKind::RateLimited => {
            "The service wants fewer requests. Wait a little, then press ‹jobs.run_again› or ‹jobs.edit_again›."
        }
        FailureKind::Invalid => {
            "Change the request as the words above say: ‹jobs.edit_again› fills the form from this job."
        }
        FailureKind::Server => "The service has a fault of its own. Looks go on by themselves.",
        FailureKind::Redirected => {
            "Something between here and the service answered instead. Check SEEDANCE_BASE_URL and the network."
        }
        FailureKind::Unreadable => "That was not an answer of this service: perhaps a proxy or a sign-in page.",
        FailureKind::TooLarge => "More came back than any answer of this service holds.",
        FailureKind::Unreachable => "Check the network and SEEDANCE_BASE_URL.",
        FailureKind::Interrupted => "The connection broke. What had arrived by then cannot be told.",
        FailureKind::TimedOut => "No answer came in time. What had arrived by then cannot be told.",
        FailureKind::Moderation => {
            "A content filter said no: to the prompt, to a face in a picture, or to the result. Change it with ‹jobs.edit_again›; the same may be refused again, and charged."
        }
        FailureKind::Capacity => {
            "The provider was full. Later it may work: ‹jobs.run_again› runs the same again, as a new charge."
        }
        FailureKind::Job => {
            "‹jobs.run_again› runs the same again, as a new charge; ‹jobs.edit_again› changes it first."
        }
        FailureKind::NoVideo => {
            "It ended well, but no address came with it. ‹jobs.look› asks again; then show support the request id."
        }
        FailureKind::NotCreated => "You settled it so. If it is charged after all, show support the token below.",
        FailureKind::Ledger => "Check that the disk has room and that the folder can be written.",
        FailureKind::Local => "Something on this computer is missing or failed.",
    }
}

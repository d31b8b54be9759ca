//! English.

mod faults;
mod keys;
mod line;
mod list;
pub(super) mod start;

use crate::job::{FailureOrigin as Origin, Field, MediaKind, Noted, Status};

use super::duration::{amount, brief, grouped};
use super::table::{Columns, DetailWords, Notices, Panes, Questions, SettlingWords, ThemeWords, WaitWords, Words};

/// English.
pub static ENGLISH: Words = Words {
    status: |status: &Status| status.word().to_owned(),
    meaning: list::meaning,
    time: brief,
    age: brief,
    field,
    problem: faults::problem,
    failure_name: faults::failure_name,
    reason: |failure| failure.detail.clone(),
    road: faults::road,
    noted: Noted::text,
    http_and: |http, what| format!("{http} and {what}"),
    http_to: |http, place| format!("{http} to {place}"),
    noted_before: |noted, before| format!("{noted}; before that: {before}"),
    failure_advice: faults::failure_advice,
    job_advice: faults::job_advice,
    filter_problem: list::filter_problem,
    media: |kind| match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
    },
    keys: keys::KEYS,
    typing: keys::TYPING,
    panes: Panes {
        form: "New job",
        jobs: "Jobs",
        sorted: list::sorted,
        marked: |count| format!("{} marked", list::counted(count)),
        details: "Details",
        nothing_found: "Nothing like that.",
        help: "Keys",
        details_of_none: "No job is selected.",
        prompt_hint: "What should the video show? Then ‹form.send›.",
        no_jobs: "No jobs yet. It begins like this:",
        first_steps: [
            "Write in the prompt what the video should show.",
            "‹form.send› sends it. The job appears here and moves by itself.",
            "Once it has succeeded, ‹jobs.open› opens the video.",
        ],
        free_here: "This is the sandbox: nothing is charged.",
        charged_here: "Each send is charged. The line below says about how much.",
        find_keys: "‹everywhere.help› shows every key, ‹panes.palette› all that can be done.",
        filter_hint: "‹filter.keep› keeps it   ‹everywhere.back› takes it away",
        nothing_matches: |filter| format!("No job matches {filter}"),
        no_match: [
            "‹everywhere.back› takes the filter away, ‹jobs.filter› changes it.",
            "Archived jobs are shown by archived:yes.",
        ],
        all_archived: "All jobs are archived. The filter archived:yes shows them: ‹jobs.filter›",
        reading: "reading the ledger …",
        too_small: "too small: 40x10 or more · q quits",
        title_running: |count| format!("{} running", grouped(count)),
        title_needs_you: |count| match count {
            1 => "1 needs you".into(),
            _ => format!("{} need you", grouped(count)),
        },
        none: "none",
        count_of_media: |count, most| format!("{count} of {most}"),
        characters: |count| match count {
            1 => "1 character".into(),
            _ => format!("{} characters", list::counted(count)),
        },
        seconds: |seconds| format!("{seconds} s"),
        range: |first, last, all| format!("{}–{} of {all}", grouped(first), grouped(last)),
        plan: |media, seconds, resolution| match media {
            0 => format!("text to video, {seconds} s, {resolution}"),
            _ => format!("image to video, {media} media, {seconds} s, {resolution}"),
        },
        about_credits: |credits| format!("about {} credits (estimate)", amount(credits)),
        price_unknown: "price unknown until sent",
        built_in_models: "built-in table of models",
        not_sendable: "cannot be sent yet",
        credits_today: |credits| format!("{} credits today", amount(credits)),
        request_rate: |rate| format!("{rate} req/s"),
        go_live: "to go live: set SEEDANCE_API_KEY",
        offline_since: |time| format!("no answer since {time}"),
        slowed_for: |rest| format!("slowed by the service, {}", brief(rest)),
        queue_paused: "queue paused (‹jobs.pause›)",
        key_refused: "key refused: ‹jobs.look› reads it again",
        key_refused_for_good: "key refused: start again with another",
        ledger_damaged: "ledger damaged: start again",
        may_be_charged: "may be charged",
        not_watched: "not watched",
        stuck: "stuck? ‹jobs.look› asks",
        longer_than_usual: "overdue",
        soon: "soon",
        took: |time| format!("took {time}"),
        ended_after: |time| format!("after {time}"),
        lines_more: |count| match count {
            0 => "end".into(),
            1 => "1 line more".into(),
            _ => format!("{} lines more", grouped(u64::from(count))),
        },
        keys_in_form: "In the form",
        change_choice: "change",
        in_palette: "in the palette",
        reason_in_details: "why: see details",
        withdrawn: "taken back",
        states: "States of a job",
        keys_in_list: "In jobs, details and help",
        keys_in_fields: "In a field",
        keys_in_questions: "Before a question",
        keys_in_search: "In the palette and in the help's search",
        keys_anywhere: "Anywhere",
        columns: Columns {
            state: "state",
            age: "age",
            eta: "eta",
            model: "model",
            ratio: "ratio",
            length: "len",
            resolution: "res",
            credits: "cr",
            prompt: "prompt",
            id: "request id",
        },
        detail: DetailWords {
            request_id: "request id",
            our_id: "our id",
            no_request_id: "none yet",
            other_id: "another id",
            media: "media",
            webhook: "webhook",
            metadata: "metadata",
            charge: "charge",
            charged: |credits| format!("{} credits charged", amount(credits)),
            charge_unknown: "charge not told",
            waits: WaitWords {
                paused: "our queue is paused: ‹jobs.pause› lets it go on",
                another_window: "waits in the queue, which another window runs",
                sends_nothing: "waits: nothing can be sent now",
                slowed: |rest| format!("the service asked to wait: {}", brief(rest)),
                room: |there, most| {
                    format!(
                        "waits for room: {} of {} in flight",
                        list::counted(there),
                        list::counted(most)
                    )
                },
                turn: "waits for its turn in our own queue",
            },
            refund: "whether credits come back cannot be seen here: see the service's own pages",
            attempts: "sent",
            times: |count| format!("{count} times"),
            timeline: "timeline",
            seen_ago: |age| format!("seen {age} ago"),
            next_look: |wait| format!("next look in {wait}"),
            queues: |queued| format!("queued at the service for {queued}"),
            runs: |queued, running| format!("queued at the service for {queued}, running for {running}"),
            ran: |queued, ran| format!("queued at the service for {queued}, ran for {ran}"),
            usually: |low, high, seen| {
                let (low, high) = (low.as_secs(), high.as_secs());
                let (low, high, unit) = if high < 600 {
                    (low, high, "s")
                } else {
                    (low / 60, high.div_ceil(60), "min")
                };
                format!("usually done after {low} to {high} {unit} ({seen} like it here)")
            },
            looking: "looking now",
            given_up: "no longer watched: ‹jobs.look› asks once",
            missed: |why| format!("last look failed: {why}"),
            video: "video",
            link_age: |age| format!("link told {age} ago"),
            link_fresh: "link told just now",
            problem: "problem",
            cancel: "cancel",
            service_said: "service said",
            noted_here: "noted here",
            to_do: "what to do",
            intent: "token",
            raw_answer: "last answer",
            submit_answer: "answer to the submit",
            archived: "archived",
            unreadable: |why| format!("The job could not be read: {why}"),
        },
    },
    notices: Notices {
        sent: "On its way.",
        queued_here: "Waits in our own queue until there is room.",
        hidden_by_filter: "The filter hides it.",
        stands_below: "The clock was set back: it stands further down in the list.",
        not_recorded: |why| format!("Not sent: it could not be written to the ledger ({why})."),
        accepted_not_written: |id| {
            format!("Accepted as {id}, but the disk does not take it. Note this id; it is tried again.")
        },
        outcome_not_written: |why| format!("The answer could not be written yet ({why}); it is tried again."),
        may_be_charged: |why| format!("Unknown: {why}. It may exist and be charged; it is not sent again by itself."),
        refused_form: |why| format!("Not sent: {why}"),
        refused_field: |field, why| format!("Not sent: {field}: {why}"),
        burst: "Nothing was done: that key came too close to other input. Press it again.",
        only_pay_key: "Nothing was sent. Only ‹questions.pay› sends, and pays; ‹everywhere.back› says no.",
        only_by_key: |key| format!("A click never pays or confirms: press {key}."),
        paste_ignored: "Nothing here takes a paste: go to a text field.",
        paste_too_long: "Not pasted: a field takes up to 1 MiB.",
        filter_too_long: "A filter takes up to 1 000 characters.",
        marked: |count| match count {
            1 => "1 job is marked.".into(),
            _ => format!("{} jobs are marked.", list::counted(count)),
        },
        marked_most: |most| format!("{} jobs are marked: more cannot be at once.", list::counted(most)),
        no_job: "No job is selected.",
        not_in_ledger: "The ledger does not hold this job yet. Press the key again.",
        no_video: "This job has no video.",
        no_video_yet: "This job has no video yet.",
        no_request_id: "This job has no request id: the service gave none.",
        nothing_to_ask: "This job has not been sent yet, so there is nothing to ask.",
        settle_first: "It may exist and be charged already: ‹jobs.settle› settles that first.",
        nothing_to_cancel: |state| format!("Nothing to cancel. State of the job: {state}."),
        cancel_asked: "Cancel asked for. The job shows when it is confirmed.",
        cancel_refused: |why| format!("The service did not cancel it: {why}"),
        cancel_missed: |why| format!("No answer to the cancel: {why}. The job shows what comes of it."),
        withdrawn: "Taken out of the queue. Nothing was charged.",
        late_video: "The video was faster than the cancel. It is kept.",
        archived: "Archived. ‹jobs.archive› brings it back while it is selected.",
        brought_back: "Brought back.",
        copied: |text| format!("Copied {text}"),
        opening: "Opening the video in the browser.",
        asking_for_link: "Asking for a fresh link …",
        bad_link: "This video's address is not safe to open or to copy. The details show it.",
        looking: "Asking the service …",
        looked: |state| format!("Asked just now: {state}."),
        look_missed: |origin, why| match origin {
            Origin::Service => format!("The service answered: {why}"),
            Origin::Between => format!("No answer of the service: {why}"),
            Origin::Road => format!("No answer: {why}"),
            Origin::Here => format!("Not asked: {why}"),
        },
        form_filled: "The form holds this job's request. ‹form.send› sends it as a new one.",
        undo_brings_back: "Alt-Z in a field undoes that.",
        edited_too_long: "Not taken over from the editor: a field takes up to 1 MiB. The prompt is as it was.",
        no_editor: "No editor is named: set VISUAL or EDITOR.",
        editor_failed: |how| format!("The editor did not end well ({how}). The prompt is as it was."),
        editor_fault: |why| format!("The editor could not be used: {why}"),
        no_shell: "Nothing would bring it back: no shell with job control started it.",
        reading_key: "Reading the key again …",
        key_taken: "The key was read again, and the service takes it.",
        key_unproved: "The key was read again. The next answer shows whether it is taken.",
        key_unchanged: "The same key: the next send shows if it is taken now. For another, start again.",
        key_not_read: |why| format!("The key could not be read: {why}"),
        key_still_refused: "The key is refused: nothing is sent. Mend it, then press ‹jobs.look› or restart.",
        ledger_fault: |why| format!("The ledger could not be read or written: {why}"),
        ledger_damaged: "Ledger damaged: close all windows and start again. It is rebuilt then; the second copy has every request id.",
        not_sent_damaged: "Not sent: damaged ledger. Close all windows and start again: it is rebuilt.",
        ledger_rebuilt: |[read, backup, copy, missing], aside| {
            let missing = match missing {
                0 => "nothing known to be missing".into(),
                _ => format!(
                    "up to {} paid jobs missing: see the service's own pages",
                    grouped(missing)
                ),
            };
            format!(
                "The ledger was damaged and is repaired: {missing}. {} jobs read, {} from the backup, {} from the second \
                 copy. Old files: {aside}",
                grouped(read),
                grouped(backup),
                grouped(copy),
            )
        },
        ledger_recovered: |count| match count {
            1 => "1 job that the ledger had lost in a crash is back, from the second copy.".into(),
            _ => format!(
                "{} jobs that the ledger had lost in a crash are back, from the second copy.",
                grouped(count)
            ),
        },
        ledger_read_only: "A newer seedance-tui made this ledger: it is only shown, and nothing can be sent. Update first.",
        ledger_on_the_network: "The ledger lies on a network drive: slower, and only as safe as that drive. --data-dir moves it.",
        ledger_without_log: "The ledger lies on a drive where no log is kept: slower, and only as safe as that drive. --data-dir moves it.",
        ledger_waited_for: "Another window brings the ledger up to date or repairs it …",
        ledger_backed_up: |percent| format!("Bringing the ledger up to date: a backup first, {percent} %"),
        ledger_brought_up: |done, of| {
            format!(
                "Bringing the ledger up to date: {} of {} jobs (backup made)",
                grouped(done),
                grouped(of)
            )
        },
        ledger_finishing: "Bringing the ledger up to date: writing it to the disk (backup made)",
        ledger_is_up_to_date: "The ledger is up to date.",
        key_file_open: |path, mode| {
            format!("The key file {path} is open to other users (mode {mode:03o}); close it with: chmod 600 {path}")
        },
        base_url_unused: |origin| {
            format!(
                "The base URL {origin} is not used: no key is configured, so the sandbox answers. Set SEEDANCE_API_KEY \
                 to go live."
            )
        },
        queue_paused: "Our own queue is paused. ‹jobs.pause› lets it go on.",
        queue_running: |count| match count {
            1 => "Our own queue goes on: the job that waits is sent as there is room, and charged.".into(),
            _ => format!(
                "Our own queue goes on: {} waiting jobs are sent as there is room, and charged.",
                list::counted(count)
            ),
        },
        queue_empty: "Nothing waits in our own queue.",
        not_the_holder: "Another window runs the queue of this ledger.",
        language: "English from now on, until you quit; ui.language in the settings keeps it.",
        theme: ThemeWords {
            terminal: "Theme: the terminal's own.",
            light: "Theme: light.",
            dark: "Theme: dark.",
            contrast: "Theme: high contrast.",
            plain: "No colours: NO_COLOR is set.",
        },
        request_not_whole: "not all of what this job asked for is known here. ‹jobs.edit_again› fills the form with what is.",
        not_offered_now: |field, value| {
            format!("{field} {value} is not offered now. ‹jobs.edit_again› fills the form from this job.")
        },
        draft_not_saved: |why| format!("What is in the form could not be kept: {why}"),
        nothing_to_settle: |state| format!("Nothing to settle. State of the job: {state}."),
        cannot_ask: |why| format!("The service cannot be asked about it now: {why}."),
        adopted: |id| format!("It is {id} from now on, and followed."),
        another_request: |told, ours| format!("Not this job: that id is “{told}”, this job asks for “{ours}”."),
        id_taken: |id| format!("Not adopted: {id} is another job of this list."),
        not_created: "Marked as not created.",
        still_looking: "A request id is being asked about for this job: wait for the answer.",
        words_missing: |words| format!("Not sent: type “{words}” first."),
        note_copied: "The note for support was sent to your clipboard.",
        orphans: |count| match count {
            1 => "1 job was cut off while it was sent: it is unknown whether it was charged.".into(),
            _ => format!("{count} jobs were cut off in sending: it is unknown whether they were charged."),
        },
        stopped: |waiting| {
            match waiting {
            0 => "Stopped. Type fg to come back; until then no job is looked at, unless another window of this ledger is open."
                .into(),
            1 => "Stopped. Type fg to come back; until then no job is looked at, unless another window of this ledger is open. 1 job that waits is paused."
                .into(),
            _ => format!(
                "Stopped. Type fg to come back; until then no job is looked at, unless another window of this ledger is open. {waiting} jobs that wait are paused."
            ),
        }
        },
        leaving: |count| match count {
            1 => "1 paid job goes on at the service; start seedance-tui again to see it.".into(),
            _ => format!("{count} paid jobs go on at the service; start seedance-tui again to see them."),
        },
        leaving_sandbox: |count| match count {
            1 => "1 job goes on in the sandbox; start seedance-tui again to see it.".into(),
            _ => format!("{count} jobs go on in the sandbox; start seedance-tui again to see them."),
        },
        leaving_unknown: |count| match count {
            1 => "1 job may be charged, and what became of it is not known: ‹jobs.settle› settles it.".into(),
            _ => format!(
                "{count} jobs may be charged, and what became of them is not known: ‹jobs.settle› settles them."
            ),
        },
        leaving_queue: |count| {
            let which = match count {
                1 => "1 job waits in our own queue; it is not".into(),
                _ => format!("{count} jobs wait in our own queue; none is"),
            };
            format!("{which} sent until seedance-tui is open again and you press ‹jobs.pause›.")
        },
        left_in_doubt: |count| match count {
            1 => {
                "1 submit was left without its answer: at the next start it is `unknown`, and it may be charged.".into()
            }
            _ => format!(
                "{count} submits were left without their answers: at the next start they are `unknown`, and may be charged."
            ),
        },
        id_not_written: |job, id| {
            format!("Job {job} was accepted as {id}, and the disk did not take it. Note this request id.")
        },
        waits_for_submits: |count| match count {
            1 => "Waiting up to 15 s for the answer to 1 submit (Ctrl-C ends it now) …".into(),
            _ => format!("Waiting up to 15 s for the answers to {count} submits (Ctrl-C ends it now) …"),
        },
        stops_after_submits: |count| match count {
            1 => "Waiting up to 15 s for the answer to 1 submit (Ctrl-Z stops it now) …".into(),
            _ => format!("Waiting up to 15 s for the answers to {count} submits (Ctrl-Z stops it now) …"),
        },
    },
    questions: Questions {
        cancel_title: "Cancel this job?",
        cancel: |state| format!("It is {state}."),
        cancel_refund: "Whether credits come back is not known: see the service's own pages.",
        withdraw: |_| "It waits in our own queue. Nothing was charged.".into(),
        run_title: "Run the same again?",
        run_again: |prompt| format!("“{prompt}”"),
        send_title: "Send the form?",
        resume_title: "Let our own queue go on?",
        resume: |count| match count {
            1 => "1 job waits in it: it is sent, and charged.".into(),
            _ => format!(
                "{} jobs wait in it: they are sent one after the other, and each is charged.",
                list::counted(count)
            ),
        },
        twin_title: "Send the same again?",
        twin: |age| format!("An identical request was sent {age} ago."),
        unknown_twin: |age| {
            format!(
                "An identical request was sent {age} ago, and what became of it is not known: it may be charged already."
            )
        },
        pays_in_sandbox: |estimate| match estimate {
            Some(credits) => format!("About {} credits of the sandbox: nothing is charged.", amount(credits)),
            None => "This is the sandbox: nothing is charged.".into(),
        },
        pays: |estimate| match estimate {
            Some(credits) => format!("This is a new charge: about {} credits (estimate).", amount(credits)),
            None => "This is a new charge; its price is not known before.".into(),
        },
        stale_title: "Open the older link?",
        stale: |age, why| {
            format!("No fresh link was to be had ({why}). The one kept is from {age} ago and may be dead.")
        },
        link_title: "The video",
        link: "No browser could be started here. The address was sent to your clipboard:",
        answers_yes_no: "‹questions.yes› yes   ‹questions.no› no (‹everywhere.back›)",
        answers_pay: "only ‹questions.pay› sends, and pays   ‹everywhere.back› no",
        answers_close: "‹everywhere.back› close",
    },
    settling: SettlingWords {
        title: "What became of this job?",
        sent: "sent (UTC)",
        tries: |count| format!("try {count}"),
        body: "body",
        bytes: |count| format!("{} bytes", grouped(u64::try_from(count).unwrap_or(u64::MAX))),
        hash: "SHA-256",
        token: "token",
        came_back: "came back",
        answer: "answer",
        nothing_came: "nothing",
        advice: "It may exist and be charged: from here that cannot be told. Look for it on the service's own pages, or ask its support: the note holds what they need. Then say what you found.",
        answers: "‹settling.adopt› adopt an id   ‹settling.not_created› not created   ‹settling.send_again› send again   ‹settling.copy_note› copy note   ‹everywhere.back› close",
        adopt: "The request id that the service's pages or support gave you. It is asked about once, which costs nothing:",
        adopt_refused: "At most 128 of A-Z a-z 0-9 _ - . : ~, a letter or digit first",
        adopt_answers: "‹questions.ask_id› ask about it   ‹everywhere.back› back",
        really_not_created: "Mark it as not created? Do so only if the service's pages or support say that there is no such job. It is not settled again then.",
        not_created_answers: "‹questions.yes› yes, not created   ‹questions.no› no",
        twice: |estimate| match estimate {
            Some(credits) => format!(
                "If it was created after all, you are charged twice. This try: about {} credits (estimate).",
                amount(credits)
            ),
            None => {
                "If it was created after all, you are charged twice. The price of this try is not known before.".into()
            }
        },
        type_words: |words| format!("To send it, type “{words}” and press ‹questions.pay›:"),
        twice_answers: "‹questions.pay› send, and pay   ‹everywhere.back› back",
    },
    bulk: list::BULK,
    palette: list::PALETTE,
    why_not: list::WHY_NOT,
    start: start::START,
    line: line::LINE,
};

fn field(field: Field) -> &'static str {
    match field {
        Field::Prompt => "Prompt",
        Field::Media => "Media URLs",
        Field::Model => "Model",
        Field::AspectRatio => "Aspect ratio",
        Field::Duration => "Duration",
        Field::Resolution => "Resolution",
        Field::Webhook => "Webhook URL",
        Field::Metadata => "Metadata",
    }
}

//! Thai for the list: its filter, its order, and the same for many jobs.

use crate::job::{Filter, FilterProblem, Sort, Status};
use crate::words::duration::{amount, grouped};
use crate::words::table::{BulkWords, PaletteWords, WhyNot};

/// The same for many jobs.
pub(super) const BULK: BulkWords = BulkWords {
    cancelling: "ยกเลิก",
    archiving: "เก็บถาวร",
    bringing_back: "นำกลับมา",
    running_again: "รันซ้ำ",
    asked: "ขอแล้ว",
    archived: "เก็บถาวรแล้ว",
    brought_back: "นำกลับมาแล้ว",
    queued: "อยู่ในคิวของเครื่องนี้",
    failed_are_marked: "งานที่ไม่สำเร็จถูกทำเครื่องหมายไว้อีกครั้ง",
    queue_goes_on: "กด ‹jobs.pause› เพื่อพักคิว",
    withdrawn: "นำออกจากคิวแล้ว",
    ended: "จบไปก่อนแล้ว",
    refused: "บริการปฏิเสธ",
    failed: "ไม่สำเร็จ",
    so_many: |count, word| format!("{word} {} งาน", counted(count)),
    progress: |name, done, total| format!("{name} {} จาก {}", counted(done), counted(total)),
    stop: "‹everywhere.back› หยุด",
    stopping: "กำลังหยุด",
    report: |name, outcomes, left| {
        let outcomes = if outcomes.is_empty() {
            "ไม่ได้ทำอะไร"
        } else {
            outcomes
        };
        match left {
            0 => format!("{name}: {outcomes}"),
            _ => format!(
                "{name} หยุดแล้ว: {outcomes}; อีก {} งานคงเดิมและยังมีเครื่องหมาย",
                counted(left)
            ),
        }
    },
    one_at_a_time: "กำลังทำคำสั่งอื่นกับหลายงานอยู่ กด ‹everywhere.back› เพื่อหยุด",
    too_many: |marked, most| {
        format!(
            "ทำเครื่องหมายไว้ {} งาน: รันซ้ำพร้อมกันได้ไม่เกิน {} งาน",
            counted(marked),
            counted(most)
        )
    },
    nothing_to_do: "ไม่มีอะไรให้ทำ: งานที่ทำเครื่องหมายไว้ไม่ได้อยู่ในสถานะที่ทำได้",
    cancel_title: |count| format!("ยกเลิก {} งานหรือไม่", counted(count)),
    archive_title: |count| format!("เก็บถาวร {} งานหรือไม่", counted(count)),
    bring_back_title: |count| format!("นำ {} งานกลับมาหรือไม่", counted(count)),
    run_title: |count| format!("รันซ้ำ {} งานหรือไม่", counted(count)),
    waiting: |count| format!("{} งานรอในคิวของเครื่องนี้: จะนำออกจากคิว ไม่ถูกหักเครดิต", counted(count)),
    idle: |count| format!("อีก {} งานที่ทำเครื่องหมายไว้จะคงเดิม", counted(count)),
    unknown: |count| {
        format!(
            "งานที่ทำเครื่องหมายไว้ {} งานไม่ทราบผลและอาจถูกหักเครดิตแล้ว: ระบุผลก่อน",
            counted(count)
        )
    },
    outside: |count| match count {
        0 => "ทุกงานอยู่ในรายการที่เห็นตอนนี้".into(),
        _ => format!("ในจำนวนนี้ {} งานอยู่นอกตัวกรองปัจจุบัน จึงไม่เห็นในรายการ", counted(count)),
    },
    still_watched: "ซ่อนจากรายการ แต่ยังติดตามอยู่",
    through_queue: |most| format!("ส่งผ่านคิวของเครื่องนี้ พร้อมกันไม่เกิน {} งาน", counted(most)),
    pays: |count, estimate| {
        let charges = match count {
            1 => "เป็นการหักเครดิตครั้งใหม่".into(),
            _ => format!("เป็นการหักเครดิตครั้งใหม่ {} ครั้ง", counted(count)),
        };
        match estimate {
            Some(credits) => format!("{charges}: รวมราว {} เครดิต (ประมาณการ)", amount(credits)),
            None => format!("{charges} และไม่ทราบยอดรวมก่อนส่ง"),
        }
    },
    type_count: |count| format!("ถ้าจะส่ง พิมพ์ {count} แล้วกด ‹questions.pay›:"),
    answers_pay: "‹questions.pay› ส่งและจ่าย   ‹everywhere.back› ไม่ส่ง",
};

/// The palette, and watching a job that was submitted elsewhere.
pub(super) const PALETTE: PaletteWords = PaletteWords {
    title: "จะทำอะไร",
    answers: "‹search.choose› ทำเลย   ‹everywhere.back› ปิด",
    cannot: |action, why| format!("ตอนนี้ทำไม่ได้: {action} ({why})"),
    too_long: "ไม่ได้วาง: ยาวเกินกว่าจะเป็นคำค้นหา",
    track_title: "จะติดตาม request id ใด",
    track: "ใช้กับงานที่ส่งจากที่อื่นด้วยคีย์นี้ โปรแกรมจะถามบริการหนึ่งครั้งโดยไม่เสียเครดิต ถ้าบริการพบ จะติดตามที่นี่เหมือนงานอื่น:",
    track_answers: "‹questions.ask_id› ถามบริการ   ‹everywhere.back› ปิด",
    tracked: |id| format!("เริ่มติดตาม {id} แล้ว"),
    tracked_ended: |id, state| format!("{id} จบไปแล้ว: {state} ตอนนี้อยู่ในรายการแล้ว"),
    known_already: |id| format!("{id} อยู่ในทะเบียนงานนี้แล้ว"),
    no_such_request: |id| format!("บริการไม่พบคำขอ {id} ของคีย์นี้"),
    not_asked: |why| format!("ยังไม่ทราบว่ามีคำขอนี้หรือไม่ {why}"),
    not_kept: |why| format!("พบแล้วแต่บันทึกไม่ได้ จึงไม่ได้ติดตาม: {why}"),
};

/// Why something cannot be done now.
pub(super) const WHY_NOT: WhyNot = WhyNot {
    no_job: "ยังไม่ได้เลือกงาน",
    no_video: "ไม่มีวิดีโอ",
    no_video_yet: "ยังไม่มีวิดีโอ",
    no_request_id: "ไม่มี request id",
    ended: "ไม่มีอะไรให้ยกเลิก",
    all_ended: "งานที่ทำเครื่องหมายไว้ยกเลิกไม่ได้สักงาน",
    too_many_marked: "ทำเครื่องหมายไว้มากเกินไป",
    one_at_a_time: "กำลังทำกับหลายงานอยู่",
    not_whole: "ที่นี่ไม่มีคำขอเดิมครบถ้วน",
    not_unknown: "ใช้ได้เฉพาะงานที่ไม่ทราบผล",
    settle_first: "ระบุผลก่อน",
    form_unready: "แบบฟอร์มยังส่งไม่ได้",
    queue_empty: "ไม่มีงานรอในคิวของเครื่องนี้",
    not_the_holder: "อีกหน้าต่างหนึ่งดูแลคิวอยู่",
    sends_nothing: "ตอนนี้ส่งอะไรไม่ได้",
    no_shell: "ไม่มีเชลล์ให้กลับมา",
    not_here: "ใช้ตรงนี้ไม่ได้",
};

/// A number with its thousands apart.
pub(super) fn counted(count: usize) -> String {
    grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

/// What is wrong with a filter.
pub(super) fn filter_problem(problem: &FilterProblem) -> String {
    match problem {
        FilterProblem::Key(key) => {
            format!("ไม่มีตัวกรองชื่อ {key} (ดูในวิธีใช้ ‹everywhere.help›) ถ้าเป็นคำค้นให้ใส่เครื่องหมายคำพูด")
        }
        FilterProblem::NoWord(text) => format!("{text} ไม่มีตัวอักษรหรือตัวเลขให้ค้นหา"),
        FilterProblem::State(state) => {
            let states: Vec<_> = Filter::state_words().collect();
            format!(
                "ไม่มีสถานะ {state} (ดูในวิธีใช้ ‹everywhere.help›): ใช้คำอังกฤษ {}",
                states.join(" ")
            )
        }
        FilterProblem::Age(_) => "age: ใช้ < หรือ > กับ 90s, 5m, 2h, 3d หรือ 1w".into(),
        FilterProblem::Credits(_) => "credits: ตัวเลข เช่น 64 หรือ 6.4 มี < หรือ > นำหน้าได้".into(),
        FilterProblem::Archived(_) => "archived: yes, no หรือ all".into(),
        FilterProblem::Unfinished(text) => format!("{text} ยังไม่มีอะไรต่อท้าย จึงไม่กรองอะไร"),
        FilterProblem::TooMany => format!("ใช้เพียง {} เงื่อนไขแรก", Filter::MOST),
    }
}

/// What the list is ordered by.
pub(super) fn sorted(sort: Sort, reversed: bool) -> &'static str {
    match (sort, reversed) {
        (Sort::Created, false) => "ใหม่ก่อน",
        (Sort::Created, true) => "เก่าก่อน",
        (Sort::State, false) => "สถานะ งานที่ยังไม่จบขึ้นก่อน",
        (Sort::State, true) => "สถานะ งานที่จบแล้วขึ้นก่อน",
        (Sort::Model, false) => "โมเดล A ถึง Z",
        (Sort::Model, true) => "โมเดล Z ถึง A",
        (Sort::Credits, false) => "เครดิต มากไปน้อย",
        (Sort::Credits, true) => "เครดิต น้อยไปมาก",
        (Sort::Running, false) => "เวลาที่ใช้ มากไปน้อย",
        (Sort::Running, true) => "เวลาที่ใช้ น้อยไปมาก",
    }
}

/// What a state means.
pub(super) fn meaning(status: &Status) -> &'static str {
    match status {
        Status::Waiting => "รอในคิวของเครื่องนี้ ยังไม่ได้ส่ง",
        Status::Sending => "กำลังส่งไปยังบริการ",
        Status::Unknown => "ส่งแล้วแต่ไม่ได้คำตอบที่อ่านได้ อาจถูกหักเครดิต กด ‹jobs.settle› เพื่อระบุผล",
        Status::NotSent => "ไม่มีส่วนใดไปถึงบริการ ถูกนำออกจากคิว หรือคุณระบุว่าไม่ได้ถูกสร้าง",
        Status::Rejected => "บริการปฏิเสธ",
        Status::Queued => "บริการรับแล้ว รออยู่ในคิวของบริการ",
        Status::Processing => "กำลังสร้างวิดีโอ",
        Status::Cancelling => "ขอยกเลิกแล้ว ยังไม่ได้รับคำยืนยัน",
        Status::Succeeded => "วิดีโอพร้อมแล้ว กด ‹jobs.open› เพื่อเปิด",
        Status::Failed => "บริการทำไม่สำเร็จ ดูรายละเอียด",
        Status::Cancelled => "จบเพราะถูกยกเลิก",
        Status::Other(_) => "สถานะที่โปรแกรมนี้ไม่รู้จัก จะถามบริการต่อไปเป็นระยะ",
    }
}

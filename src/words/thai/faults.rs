//! Thai for what is wrong: with a draft, with a job, with the road to the service.

use crate::job::{BadJson, BadUrl, Failure, FailureKind, LedgerFault, MAX_MEDIA, Noted, Problem, Status, TOKEN_MEMBER};
use crate::words::THAI;
use crate::words::road::Cause;

pub(super) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::PromptEmpty => "พรอมต์ยังว่าง เขียนว่าอยากให้วิดีโอเป็นอย่างไร".into(),
        Problem::PromptLong { beyond, .. } => format!("ผู้ให้บริการบางรายอ่านเพียง {beyond} อักขระแรก"),
        Problem::MediaTooMany { count } => format!("มีสื่อ {count} รายการ ใช้ได้ไม่เกิน {MAX_MEDIA}"),
        Problem::MediaTwice { line, first } => format!("บรรทัด {line}: ซ้ำกับบรรทัด {first}"),
        Problem::MediaKind { line, ending } => {
            format!("บรรทัด {line}: .{ending} ไม่ใช่ภาพ วิดีโอ หรือเสียงที่บริการรับ")
        }
        Problem::MediaNoEnding { line } => format!("บรรทัด {line}: ไม่มีนามสกุลไฟล์ จึงไม่ทราบชนิด"),
        Problem::Url { line, bad } => {
            let why = match bad {
                BadUrl::Space => "ที่อยู่ต้องไม่มีเว้นวรรค",
                BadUrl::Unreadable => "ไม่ใช่ที่อยู่ ต้องขึ้นต้นด้วย https://",
                BadUrl::NotHttps => "ใช้ได้เฉพาะ https://",
                BadUrl::NotPublic => "บริการเข้าถึงโฮสต์นี้ไม่ได้ ต้องเป็นโฮสต์สาธารณะ",
                BadUrl::Credentials => "ห้ามมีชื่อผู้ใช้หรือรหัสผ่านในที่อยู่",
            };
            match line {
                Some(line) => format!("บรรทัด {line}: {why}"),
                None => why.to_owned(),
            }
        }
        Problem::NotOffered => "ไม่มีให้เลือก กด ← → เพื่อเลือก".into(),
        Problem::MetadataNotObject { bad, line, column } => {
            let place = match line {
                Some(line) => format!("บรรทัด {line} อักขระที่ {column}"),
                None => format!("อักขระที่ {column}"),
            };
            match bad {
                BadJson::NotAnObject => "ต้องเป็นออบเจกต์ JSON, {…}".into(),
                BadJson::EndsTooSoon => "ออบเจกต์ JSON นี้ยังไม่จบ: ขาด }".into(),
                BadJson::Comma => format!("{place}: ตรงนี้ขาด , หรือ }}"),
                BadJson::CommaInList => format!("{place}: ตรงนี้ขาด , หรือ ]"),
                BadJson::Colon => format!("{place}: ตรงนี้ขาด :"),
                BadJson::Name => format!("{place}: ตรงนี้ต้องเป็นชื่อใน \"เครื่องหมายคำพูด\""),
                BadJson::LastComma => format!("{place}: ก่อนจบต้องไม่มี ,"),
                BadJson::Value => format!("{place}: ไม่ใช่ค่าของ JSON (ข้อความอยู่ใน \"เครื่องหมายคำพูด\")"),
                BadJson::TooMuch => format!("{place}: ออบเจกต์จบไปก่อนหน้านี้แล้ว"),
                BadJson::Text => format!("{place}: ในข้อความห้ามมีอักขระนี้ (ขึ้นบรรทัดใหม่ด้วย \\n)"),
                BadJson::Other => format!("{place}: ไม่ใช่ JSON"),
            }
        }
        Problem::MetadataToken => format!("โปรแกรมใช้ชื่อ {TOKEN_MEMBER} อยู่แล้ว เลือกชื่ออื่น"),
    }
}

pub(super) fn failure_name(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => "คีย์ถูกปฏิเสธ",
        FailureKind::Payment => "เครดิตไม่พอ",
        FailureKind::Forbidden => "ไม่มีสิทธิ์",
        FailureKind::NotFound => "ไม่พบ",
        FailureKind::Conflict => "ทำไม่ได้",
        FailureKind::RateLimited => "คำขอถี่เกินไป",
        FailureKind::Invalid => "ไม่รับคำขอนี้",
        FailureKind::Server => "บริการขัดข้อง",
        FailureKind::Redirected => "ถูกเปลี่ยนเส้นทาง",
        FailureKind::Unreadable => "อ่านคำตอบไม่ได้",
        FailureKind::TooLarge => "คำตอบใหญ่เกินไป",
        FailureKind::Unreachable => "ติดต่อไม่ได้",
        FailureKind::Interrupted => "การเชื่อมต่อขาด",
        FailureKind::TimedOut => "หมดเวลา",
        FailureKind::Moderation => "เนื้อหาไม่ผ่าน",
        FailureKind::Capacity => "ระบบเต็ม",
        FailureKind::Job => "ล้มเหลวที่บริการ",
        FailureKind::NoVideo => "ไม่ได้รับวิดีโอ",
        FailureKind::NotCreated => "ไม่ได้ถูกสร้าง",
        FailureKind::Ledger => "ทะเบียนงานขัดข้อง",
        FailureKind::Local => "ขัดข้องที่เครื่องนี้",
    }
}

pub(super) fn reason(failure: &Failure) -> String {
    let why = failure.ledger_fault().map_or(failure_name(failure.kind), ledger_fault);
    if failure.detail.is_empty() {
        why.to_owned()
    } else {
        let noted = THAI.noted_here(&failure.detail, "");
        format!("{why} ({})", noted.as_deref().unwrap_or(&failure.detail))
    }
}

pub(super) fn noted(noted: Noted) -> &'static str {
    match noted {
        Noted::Orphaned => "โปรแกรมที่ส่งจบไปก่อนบันทึกคำตอบ",
        Noted::LeftUnsent => "ออกจากโปรแกรมก่อนที่จะส่ง",
        Noted::TaskDied => "การทำงานหยุดกลางคัน",
        Noted::NotCreated => "ระบุเองว่าไม่ได้ถูกสร้าง",
        Noted::NoReason => "บริการไม่ได้บอกเหตุผล",
        Noted::NoUrl => "ไม่มี output.url ในคำตอบ",
        Noted::NoWhy => "คำตอบที่ไม่ได้บอกเหตุผล",
        Noted::NoVerdict => "คำตอบที่ไม่ได้บอกว่าสำเร็จ และไม่ได้บอกว่าเหตุใดจึงไม่สำเร็จ",
        Noted::NoId => "คำตอบว่ารับแล้ว แต่ไม่มี request id ที่ใช้ได้",
        Noted::NoStatus => "คำตอบที่ไม่มีสถานะ",
        Noted::NoModel => "รายการที่ไม่มีโมเดลที่อ่านได้",
        Noted::AnotherJob => "คำตอบของงานอื่น",
        Noted::TooLong => "คำตอบที่ยาวกว่า 1 MiB",
        Noted::Empty => "คำตอบว่างเปล่า",
        Noted::Page => "หน้า HTML",
        Noted::NotText => "ข้อมูลที่ไม่ใช่ข้อความ",
        Noted::NotJson => "ข้อความที่ไม่ใช่ออบเจกต์ JSON",
        Noted::BadKey => "คีย์ว่างเปล่า หรือมีอักขระที่ส่งใน header ไม่ได้",
        Noted::NoDisplay => "ใช้งานจากระยะไกลโดยไม่มีจอแสดงผล",
        Noted::NoBrowser => "ไม่มีโปรแกรมที่เปิดได้",
        Noted::NoCommand => "ไม่ใช่คำสั่งที่ใช้ได้",
    }
}

fn ledger_fault(fault: LedgerFault) -> &'static str {
    match fault {
        LedgerFault::Damaged => "ทะเบียนงานเสียหาย",
        LedgerFault::Full => "ดิสก์เต็ม",
        LedgerFault::Unwritable => "เขียนลงทะเบียนงานไม่ได้",
        LedgerFault::Disk => "ดิสก์ขัดข้อง",
        LedgerFault::Busy => "โปรแกรมอื่นล็อกทะเบียนงานไว้",
        LedgerFault::SecondCopy => "เขียนสำเนาที่สองของทะเบียนงานไม่ได้",
        LedgerFault::Newer => "ทะเบียนงานนี้สร้างโดยโปรแกรมรุ่นใหม่กว่า",
        LedgerFault::NotWaiting => "งานนี้ไม่ได้รอส่งแล้ว",
        LedgerFault::BrokenOff => "การทำงานกับทะเบียนงานหยุดกลางคัน",
        LedgerFault::Interrupted => "มีคำสั่งใหม่กว่ามาแทน",
    }
}

pub(super) fn road(kind: FailureKind, host: &str, cause: Option<Cause>) -> String {
    if kind == FailureKind::TimedOut {
        return format!("{host} ไม่ตอบภายในเวลา");
    }
    let what = if kind == FailureKind::Unreachable {
        format!("เชื่อมต่อ {host} ไม่ได้")
    } else {
        format!("การเชื่อมต่อกับ {host} ขาด")
    };
    let why = match cause {
        Some(Cause::Refused) => "ถูกปฏิเสธ",
        Some(Cause::NoSuchHost) => "ค้นหาชื่อโฮสต์ไม่ได้",
        Some(Cause::NoRoute) => "ไม่มีเส้นทางไปถึง",
        Some(Cause::Certificate) => "ใบรับรองไม่น่าเชื่อถือ",
        Some(Cause::Proxy) => "ถูกพร็อกซีกั้น",
        Some(Cause::Closed) => "ปลายทางปิดการเชื่อมต่อ",
        Some(Cause::TooLong) => "ใช้เวลานานเกินไป",
        None => return what,
    };
    format!("{what}: {why}")
}

pub(super) fn job_advice(status: &Status, kind: FailureKind) -> &'static str {
    match (status, kind) {
        (Status::Unknown, _) => {
            "ดูในหน้าเว็บของบริการว่ามีงานนี้หรือไม่ก่อนส่งอีกครั้ง กด ‹jobs.settle› เพื่อระบุผล หรือคัดลอกข้อความสำหรับส่งให้ฝ่ายสนับสนุน"
        }
        (status, _) if status.is_live() => "งานยังทำต่อ และเท่าที่ทราบยังไม่ถูกยกเลิก กด ‹jobs.cancel› เพื่อขอยกเลิกอีกครั้ง",
        (Status::Rejected, FailureKind::NotFound) => "บริการไม่มีที่อยู่นี้ ตรวจ SEEDANCE_BASE_URL ไม่มีการหักเครดิต",
        (Status::Rejected, FailureKind::Conflict) => "บริการบอกว่าตอนนี้ทำไม่ได้ ไม่มีการหักเครดิต",
        (Status::Rejected, FailureKind::Server) => "บริการขัดข้องเอง กด ‹jobs.run_again› เพื่อรันซ้ำภายหลัง",
        (Status::NotSent, FailureKind::Unreachable) => {
            "ไม่มีส่วนใดส่งไปถึงบริการ ตรวจเครือข่ายและ SEEDANCE_BASE_URL แล้วกด ‹jobs.run_again›"
        }
        (_, kind) => failure_advice(kind),
    }
}

pub(super) fn failure_advice(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => "คีย์ผิด หมดอายุ หรือถูกเพิกถอน แก้คีย์แล้วกด ‹jobs.look› หรือเปิดโปรแกรมใหม่",
        FailureKind::Payment => "เติมเครดิตในหน้าเว็บของบริการ แล้วกด ‹jobs.run_again› หรือ ‹jobs.edit_again›",
        FailureKind::Forbidden => "คีย์นี้ไม่มีสิทธิ์ทำ ดูในหน้าเว็บของบริการ",
        FailureKind::NotFound => "บริการไม่รู้จักคำขอนี้ อาจใหม่เกินไป หรือเก่าจนไม่เก็บไว้แล้ว",
        FailureKind::Conflict => "งานเลยขั้นที่ทำสิ่งนี้ได้แล้ว",
        FailureKind::RateLimited => "บริการขอให้ส่งคำขอน้อยลง รอสักครู่แล้วกด ‹jobs.run_again› หรือ ‹jobs.edit_again›",
        FailureKind::Invalid => "แก้คำขอตามข้อความข้างบน กด ‹jobs.edit_again› เพื่อเติมแบบฟอร์มจากงานนี้",
        FailureKind::Server => "บริการขัดข้องเอง โปรแกรมจะถามต่อเอง",
        FailureKind::Redirected => "มีสิ่งอื่นระหว่างทางตอบแทนบริการ ตรวจ SEEDANCE_BASE_URL และเครือข่าย",
        FailureKind::Unreadable => "นั่นไม่ใช่คำตอบของบริการนี้ อาจเป็นพร็อกซีหรือหน้าเข้าสู่ระบบ",
        FailureKind::TooLarge => "ข้อมูลที่ได้กลับมายาวเกินกว่าจะเป็นคำตอบของบริการนี้",
        FailureKind::Unreachable => "ตรวจเครือข่ายและ SEEDANCE_BASE_URL",
        FailureKind::Interrupted => "การเชื่อมต่อขาด ไม่ทราบว่าคำขอไปถึงบริการแล้วหรือไม่",
        FailureKind::TimedOut => "ไม่มีคำตอบภายในเวลา ไม่ทราบว่าคำขอไปถึงบริการแล้วหรือไม่",
        FailureKind::Moderation => {
            "ตัวกรองเนื้อหาไม่ให้ผ่าน เพราะพรอมต์ ใบหน้าในภาพ หรือผลลัพธ์ กด ‹jobs.edit_again› เพื่อแก้ ถ้าส่งแบบเดิมอาจถูกปฏิเสธอีกและถูกหักเครดิต"
        }
        FailureKind::Capacity => "ระบบของผู้ให้บริการเต็ม ลองใหม่ภายหลังได้ กด ‹jobs.run_again› เพื่อรันซ้ำ ซึ่งเป็นการหักเครดิตครั้งใหม่",
        FailureKind::Job => "กด ‹jobs.run_again› เพื่อรันซ้ำ ซึ่งเป็นการหักเครดิตครั้งใหม่ หรือกด ‹jobs.edit_again› เพื่อแก้ก่อน",
        FailureKind::NoVideo => {
            "งานสำเร็จแต่ไม่ได้ลิงก์ของวิดีโอมาด้วย กด ‹jobs.look› เพื่อถามอีกครั้ง ถ้ายังไม่ได้ให้แจ้ง request id แก่ฝ่ายสนับสนุน"
        }
        FailureKind::NotCreated => "คุณระบุไว้ว่างานไม่ได้ถูกสร้าง ถ้าถูกหักเครดิต ให้แจ้งโทเค็นข้างล่างแก่ฝ่ายสนับสนุน",
        FailureKind::Ledger => "ตรวจว่าดิสก์มีที่ว่างและเขียนลงโฟลเดอร์ได้",
        FailureKind::Local => "มีบางอย่างในเครื่องนี้ขาดหายหรือทำงานไม่สำเร็จ",
    }
}

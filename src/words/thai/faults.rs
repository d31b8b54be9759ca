//! Thai for what is wrong: with a draft, with a job, with the road to the service.

use crate::job::{BadJson, BadUrl, FailureKind, MAX_MEDIA, Problem, Status, TOKEN_MEMBER};
use crate::words::road::Cause;

pub(super) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::PromptEmpty => "บอกว่าวิดีโอแสดงอะไร".into(),
        Problem::PromptLong { beyond, .. } => format!("บางเซิร์ฟเวอร์อ่านแค่ {beyond} อักขระแรก"),
        Problem::MediaTooMany { count } => format!("สื่อ {count} รายการ: ได้ไม่เกิน {MAX_MEDIA}"),
        Problem::MediaTwice { line, first } => format!("บรรทัด {line}: ซ้ำกับบรรทัด {first}"),
        Problem::MediaKind { line, ending } => {
            format!("บรรทัด {line}: .{ending} ไม่ใช่ภาพ วิดีโอ หรือเสียงที่บริการรับ")
        }
        Problem::MediaNoEnding { line } => format!("บรรทัด {line}: ไม่มีนามสกุลไฟล์ จึงไม่รู้ชนิด"),
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
        Problem::NotOffered => "ไม่มีให้เลือก กด Left และ Right เพื่อเลือก".into(),
        Problem::MetadataNotObject { bad, line, column } => {
            let place = match line {
                Some(line) => format!("บรรทัด {line} อักขระที่ {column}"),
                None => format!("อักขระที่ {column}"),
            };
            match bad {
                BadJson::NotAnObject => "ต้องเป็นออบเจกต์ JSON, {…}".into(),
                BadJson::EndsTooSoon => "ออบเจกต์ JSON นี้ยังไม่จบ: ขาด }".into(),
                BadJson::Comma => format!("{place}: ขาดจุลภาคหรือ }} ตรงนี้"),
                BadJson::CommaInList => format!("{place}: ขาดจุลภาคหรือ ] ตรงนี้"),
                BadJson::Colon => format!("{place}: ขาดทวิภาค (:) ตรงนี้"),
                BadJson::Name => format!("{place}: ตรงนี้ต้องเป็นชื่อใน \"อัญประกาศ\""),
                BadJson::LastComma => format!("{place}: ก่อนจบต้องไม่มีจุลภาค"),
                BadJson::Value => format!("{place}: ไม่ใช่ค่าของ JSON (ข้อความอยู่ใน \"อัญประกาศ\")"),
                BadJson::TooMuch => format!("{place}: ออบเจกต์จบไปก่อนหน้านี้แล้ว"),
                BadJson::Text => format!("{place}: ข้อความมีสิ่งนี้ไม่ได้ (\\n คือขึ้นบรรทัดใหม่)"),
                BadJson::Other => format!("{place}: ไม่ใช่ JSON"),
            }
        }
        Problem::MetadataToken => format!("ชื่อ {TOKEN_MEMBER} โปรแกรมใช้อยู่ เลือกชื่ออื่น"),
    }
}

pub(super) fn failure_name(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => "คีย์ถูกปฏิเสธ",
        FailureKind::Payment => "เครดิตไม่พอ",
        FailureKind::Forbidden => "ไม่มีสิทธิ์",
        FailureKind::NotFound => "ไม่พบ",
        FailureKind::Conflict => "ทำไม่ได้",
        FailureKind::RateLimited => "ถูกจำกัดอัตรา",
        FailureKind::Invalid => "ไม่รับคำขอ",
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
            "ดูในหน้าเว็บของบริการว่ามีงานนี้หรือไม่ก่อนส่งอีกครั้ง กด ‹jobs.settle› เพื่อสะสาง และมีข้อความสำหรับฝ่ายสนับสนุน"
        }
        (Status::Rejected, FailureKind::NotFound) => "บริการไม่มีที่อยู่นี้ ตรวจ SEEDANCE_BASE_URL ไม่มีการหักเครดิต",
        (Status::Rejected, FailureKind::Conflict) => "บริการบอกว่าตอนนี้ทำไม่ได้ ไม่มีการหักเครดิต",
        (Status::Rejected, FailureKind::Server) => "บริการขัดข้องเอง กด ‹jobs.run_again› เพื่อรันแบบเดิมอีกครั้งภายหลัง",
        (_, kind) => failure_advice(kind),
    }
}

pub(super) fn failure_advice(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Unauthorized => "คีย์ผิด หมดอายุ หรือถูกเพิกถอน แก้คีย์แล้วกด ‹jobs.look› ในรายการ",
        FailureKind::Payment => "เติมเครดิตในหน้าเว็บของบริการ แล้วกด ‹jobs.run_again› หรือ ‹jobs.edit_again›",
        FailureKind::Forbidden => "คีย์นี้ไม่มีสิทธิ์ทำ ดูในหน้าเว็บของบริการ",
        FailureKind::NotFound => "บริการไม่รู้จักคำขอนี้ อาจใหม่เกินไป หรือเก่าจนไม่เก็บไว้แล้ว",
        FailureKind::Conflict => "งานเลยจุดที่ทำสิ่งนี้ได้แล้ว",
        FailureKind::RateLimited => "บริการขอให้ส่งคำขอน้อยลง รอสักครู่แล้วกด ‹jobs.run_again› หรือ ‹jobs.edit_again›",
        FailureKind::Invalid => "แก้คำขอตามข้อความข้างบน กด ‹jobs.edit_again› เพื่อเติมแบบฟอร์มจากงานนี้",
        FailureKind::Server => "บริการขัดข้องเอง โปรแกรมจะถามต่อเอง",
        FailureKind::Redirected => "มีสิ่งอื่นระหว่างทางตอบแทนบริการ ตรวจ SEEDANCE_BASE_URL และเครือข่าย",
        FailureKind::Unreadable => "นั่นไม่ใช่คำตอบของบริการนี้ อาจเป็นพร็อกซีหรือหน้าเข้าสู่ระบบ",
        FailureKind::TooLarge => "ได้ข้อมูลกลับมามากกว่าคำตอบใด ๆ ของบริการนี้",
        FailureKind::Unreachable => "ตรวจเครือข่ายและ SEEDANCE_BASE_URL ไม่มีสิ่งใดถูกส่งถึงบริการ",
        FailureKind::Interrupted => "การเชื่อมต่อขาด บอกไม่ได้ว่าสิ่งใดไปถึงแล้วบ้าง",
        FailureKind::TimedOut => "ไม่มีคำตอบภายในเวลา บอกไม่ได้ว่าสิ่งใดไปถึงแล้วบ้าง",
        FailureKind::Moderation => {
            "ตัวกรองเนื้อหาไม่ให้ผ่าน: เพราะพรอมต์ ใบหน้าในภาพ หรือผลลัพธ์ กด ‹jobs.edit_again› เพื่อแก้ แบบเดิมอาจถูกปฏิเสธอีก และถูกหักเครดิต"
        }
        FailureKind::Capacity => "ผู้ให้บริการเต็ม ภายหลังอาจได้: ‹jobs.run_again› รันแบบเดิมอีกครั้ง เป็นการหักเครดิตครั้งใหม่",
        FailureKind::Job => "‹jobs.run_again› รันแบบเดิมอีกครั้ง เป็นการหักเครดิตครั้งใหม่ ‹jobs.edit_again› ให้แก้ก่อน",
        FailureKind::NoVideo => "งานจบด้วยดีแต่ไม่มีที่อยู่มาด้วย กด ‹jobs.look› เพื่อถามอีก ถ้าไม่ได้ให้แจ้ง request id แก่ฝ่ายสนับสนุน",
        FailureKind::NotCreated => "คุณสะสางไว้เช่นนี้ ถ้ายังถูกหักเครดิต ให้แจ้งโทเคนข้างล่างแก่ฝ่ายสนับสนุน",
        FailureKind::Ledger => "ตรวจว่าดิสก์มีที่ว่างและเขียนลงโฟลเดอร์ได้",
        FailureKind::Local => "มีบางอย่างในเครื่องนี้ขาดหรือล้มเหลว",
    }
}

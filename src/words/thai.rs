//! Thai. Key names, filter words (`age:<2h` too), setting names, ids and commands stay as they are typed.

mod faults;
mod keys;
mod line;
mod list;
mod start;

use std::time::Duration;

use crate::job::{FailureOrigin as Origin, Field, MediaKind, Status};

use super::duration::{Brief, amount, grouped};
use super::table::{Columns, DetailWords, Notices, Panes, Questions, SettlingWords, ThemeWords, WaitWords, Words};
use list::counted;

/// Thai.
pub static THAI: Words = Words {
    status,
    meaning: list::meaning,
    time,
    age,
    field,
    problem: faults::problem,
    failure_name: faults::failure_name,
    reason: faults::reason,
    road: faults::road,
    noted: faults::noted,
    http_and: |http, what| format!("{http} และ{what}"),
    http_to: |http, place| format!("{http} ไปยัง {place}"),
    noted_before: |noted, before| format!("{noted}; ก่อนหน้านั้น: {before}"),
    failure_advice: faults::failure_advice,
    job_advice: faults::job_advice,
    filter_problem: list::filter_problem,
    media: |kind| match kind {
        MediaKind::Image => "ภาพ",
        MediaKind::Video => "วิดีโอ",
        MediaKind::Audio => "เสียง",
    },
    keys: keys::KEYS,
    typing: keys::TYPING,
    panes: Panes {
        title_running: |count| format!("กำลังทำ {}", grouped(count)),
        title_needs_you: |count| format!("รอคุณ {}", grouped(count)),
        form: "งานใหม่",
        jobs: "งาน",
        sorted: list::sorted,
        marked: |count| format!("ทำเครื่องหมาย {}", counted(count)),
        details: "รายละเอียด",
        nothing_found: "ไม่พบสิ่งที่ค้นหา",
        help: "ปุ่ม",
        details_of_none: "ยังไม่ได้เลือกงาน",
        prompt_hint: "อยากให้วิดีโอเป็นอย่างไร เสร็จแล้วกด ‹form.send›",
        no_jobs: "ยังไม่มีงาน เริ่มได้ดังนี้",
        first_steps: [
            "เขียนในช่องพรอมต์ว่าอยากให้วิดีโอเป็นอย่างไร",
            "กด ‹form.send› เพื่อส่ง งานจะปรากฏที่นี่และอัปเดตเอง",
            "เมื่อสำเร็จแล้ว กด ‹jobs.open› เพื่อเปิดวิดีโอ",
        ],
        free_here: "นี่คือแซนด์บ็อกซ์ ไม่มีการหักเครดิต",
        charged_here: "ทุกครั้งที่ส่งจะหักเครดิต บรรทัดด้านล่างบอกจำนวนโดยประมาณ",
        find_keys: "‹everywhere.help› แสดงปุ่มทั้งหมด  ‹panes.palette› แสดงทุกคำสั่ง",
        filter_hint: "‹filter.keep› ใช้ตัวกรอง   ‹everywhere.back› ล้าง",
        nothing_matches: |filter| format!("ไม่มีงานที่ตรงกับ {filter}"),
        no_match: [
            "กด ‹everywhere.back› เพื่อล้างตัวกรอง หรือ ‹jobs.filter› เพื่อแก้",
            "ดูงานที่เก็บถาวรด้วย archived:yes",
        ],
        all_archived: "ทุกงานถูกเก็บถาวรแล้ว ดูได้ด้วย archived:yes (‹jobs.filter›)",
        reading: "กำลังอ่านทะเบียนงาน …",
        too_small: "จอเล็กไป: ต้อง 40x10 ขึ้นไป · q ออก",
        none: "ไม่มี",
        count_of_media: |count, most| format!("{count} จาก {most}"),
        characters: |count| format!("{} อักขระ", counted(count)),
        seconds: |seconds| format!("{seconds} วิ"),
        range: |first, last, all| format!("{}–{} จาก {all}", grouped(first), grouped(last)),
        plan: |media, seconds, resolution| match media {
            0 => format!("วิดีโอจากข้อความ, {seconds} วินาที, {resolution}"),
            _ => format!("วิดีโอจากภาพ, สื่อ {media} รายการ, {seconds} วินาที, {resolution}"),
        },
        about_credits: |credits| format!("ราว {} เครดิต (ประมาณการ)", amount(credits)),
        price_unknown: "ไม่ทราบราคาจนกว่าจะส่ง",
        built_in_models: "ใช้ตารางโมเดลในโปรแกรม",
        not_sendable: "ยังส่งไม่ได้",
        credits_today: |credits| format!("วันนี้ {} เครดิต", amount(credits)),
        request_rate: |rate| format!("{rate} คำขอ/วิ"),
        go_live: "ถ้าจะใช้บริการจริง: ตั้ง SEEDANCE_API_KEY",
        offline_since: |time| format!("ไม่มีคำตอบตั้งแต่ {time}"),
        slowed_for: |rest| format!("บริการขอให้ชะลอ {}", time(rest)),
        queue_paused: "พักคิวอยู่ (‹jobs.pause›)",
        key_refused: "คีย์ถูกปฏิเสธ: ‹jobs.look› อ่านใหม่",
        key_refused_for_good: "คีย์ถูกปฏิเสธ: ตั้งคีย์ใหม่แล้วเปิดโปรแกรมใหม่",
        ledger_damaged: "ทะเบียนงานเสียหาย: เปิดโปรแกรมใหม่",
        may_be_charged: "อาจถูกหักเครดิต",
        not_watched: "ไม่ได้ติดตาม",
        stuck: "ค้าง? ‹jobs.look› ถามบริการ",
        longer_than_usual: "นานกว่าปกติ",
        soon: "ใกล้แล้ว",
        took: |time| format!("ใช้เวลา {time}"),
        ended_after: |time| format!("หลัง {time}"),
        lines_more: |count| match count {
            0 => "จบ".into(),
            _ => format!("อีก {} บรรทัด", grouped(u64::from(count))),
        },
        keys_in_form: "ในแบบฟอร์ม",
        change_choice: "เปลี่ยน",
        in_palette: "ในรายการคำสั่ง",
        reason_in_details: "ดูรายละเอียด",
        withdrawn: "ถอนออกแล้ว",
        states: "สถานะของงาน",
        keys_in_list: "ในรายการงาน รายละเอียด และวิธีใช้",
        keys_in_fields: "ในช่องข้อความ",
        keys_in_questions: "เมื่อมีคำถาม",
        keys_in_search: "ในรายการคำสั่ง และการค้นหาในวิธีใช้",
        keys_anywhere: "ทุกที่",
        columns: Columns {
            state: "สถานะ",
            age: "อายุ",
            eta: "คาดว่าเหลือ",
            model: "โมเดล",
            ratio: "สัดส่วน",
            length: "ยาว",
            resolution: "พิกเซล",
            credits: "หักไป",
            prompt: "พรอมต์",
            id: "request id",
        },
        detail: DetailWords {
            request_id: "request id",
            our_id: "ไอดีของเรา",
            no_request_id: "ยังไม่มี",
            other_id: "ไอดีอื่น",
            media: "สื่อ",
            webhook: "webhook",
            metadata: "metadata",
            charge: "เครดิต",
            charged: |credits| format!("หักไป {} เครดิต", amount(credits)),
            charge_unknown: "บริการไม่ได้บอกว่าหักเท่าใด",
            waits: WaitWords {
                paused: "คิวของเราหยุดพักอยู่: ‹jobs.pause› เพื่อให้ทำต่อ",
                another_window: "รออยู่ในคิว ซึ่งหน้าต่างอื่นเป็นผู้ส่ง",
                sends_nothing: "รออยู่: ตอนนี้ส่งไม่ได้",
                slowed: |rest| format!("บริการขอให้รอ: {}", time(rest)),
                room: |there, most| format!("รอที่ว่าง: กำลังทำอยู่ {} จาก {}", counted(there), counted(most)),
                turn: "รอถึงลำดับในคิวของเรา",
            },
            refund: "โปรแกรมตรวจไม่ได้ว่าได้เครดิตคืนหรือไม่ ดูในหน้าเว็บของบริการ",
            attempts: "ส่งแล้ว",
            times: |count| format!("{count} ครั้ง"),
            timeline: "ลำดับเวลา",
            seen_ago: |age| format!("ดูเมื่อ {age}ที่แล้ว"),
            next_look: |wait| format!("จะดูอีกครั้งในอีก {wait}"),
            queues: |queued| format!("อยู่ในคิวของบริการ {queued}"),
            runs: |queued, running| format!("อยู่ในคิวของบริการ {queued}, สร้างมาแล้ว {running}"),
            ran: |queued, ran| format!("อยู่ในคิวของบริการ {queued}, สร้าง {ran}"),
            usually: |low, high, seen| {
                let (low, high) = (low.as_secs(), high.as_secs());
                let (low, high, unit) = if high < 600 {
                    (low, high, "วินาที")
                } else {
                    (low / 60, high.div_ceil(60), "นาที")
                };
                format!("ปกติเสร็จใน {low} ถึง {high} {unit} (จากงานแบบเดียวกัน {seen} งาน)")
            },
            looking: "กำลังถามบริการ",
            given_up: "ไม่ติดตามแล้ว: กด ‹jobs.look› เพื่อถามครั้งเดียว",
            missed: |why| format!("ถามครั้งล่าสุดไม่สำเร็จ: {why}"),
            video: "วิดีโอ",
            link_age: |age| format!("ได้ลิงก์เมื่อ {age}ที่แล้ว"),
            link_fresh: "เพิ่งได้ลิงก์",
            problem: "ปัญหา",
            cancel: "การยกเลิก",
            service_said: "บริการตอบว่า",
            noted_here: "บันทึกไว้ว่า",
            to_do: "สิ่งที่ควรทำ",
            intent: "โทเค็น",
            raw_answer: "คำตอบล่าสุด",
            submit_answer: "คำตอบของการส่ง",
            archived: "เก็บถาวรแล้ว",
            unreadable: |why| format!("อ่านงานนี้ไม่ได้: {why}"),
        },
    },
    notices: Notices {
        sent: "เริ่มส่งแล้ว",
        queued_here: "รอในคิวของเครื่องนี้จนกว่าจะมีที่ว่าง",
        hidden_by_filter: "ตัวกรองซ่อนงานนี้อยู่",
        stands_below: "นาฬิกาถูกตั้งย้อนหลัง งานนี้จึงอยู่ลงไปในรายการ",
        not_recorded: |why| format!("ไม่ได้ส่ง: บันทึกลงทะเบียนงานไม่ได้: {why}"),
        accepted_not_written: |id| format!("บริการรับแล้ว ไอดี {id} แต่เขียนลงดิสก์ไม่ได้ กรุณาจดไอดีนี้ไว้ โปรแกรมจะลองเขียนอีก"),
        outcome_not_written: |why| format!("ยังบันทึกคำตอบไม่ได้ โปรแกรมจะลองอีก: {why}"),
        may_be_charged: |why| format!("ไม่ทราบผล: {why} งานอาจมีอยู่และอาจถูกหักเครดิต โปรแกรมจะไม่ส่งซ้ำเอง"),
        refused_form: |why| format!("ไม่ได้ส่ง: {why}"),
        refused_field: |field, why| format!("ไม่ได้ส่ง ({field}): {why}"),
        burst: "ยังไม่ได้ทำอะไร เพราะกดปุ่มนั้นติดกับปุ่มอื่นเกินไป กดอีกครั้ง",
        only_pay_key: "ยังไม่ได้ส่งอะไร กด ‹questions.pay› เท่านั้นจึงจะส่งและจ่าย กด ‹everywhere.back› เพื่อไม่ส่ง",
        only_by_key: |key| format!("จ่ายหรือยืนยันด้วยการคลิกไม่ได้ ต้องกด {key}"),
        paste_ignored: "วางตรงนี้ไม่ได้ วางได้เฉพาะในช่องข้อความ",
        paste_too_long: "ไม่ได้วาง: หนึ่งช่องรับได้ไม่เกิน 1 MiB",
        edited_too_long: "ไม่ได้รับข้อความจากโปรแกรมแก้ไข: หนึ่งช่องรับได้ไม่เกิน 1 MiB พรอมต์ยังเหมือนเดิม",
        no_editor: "ยังไม่ได้ระบุโปรแกรมแก้ไข: ตั้งค่า VISUAL หรือ EDITOR",
        editor_failed: |how| format!("โปรแกรมแก้ไขจบไม่เรียบร้อย ({how}) พรอมต์ยังเหมือนเดิม"),
        editor_fault: |why| format!("ใช้โปรแกรมแก้ไขไม่ได้: {why}"),
        no_shell: "พักโปรแกรมไม่ได้ เพราะไม่ได้เปิดจากเชลล์ที่พากลับมาได้",
        filter_too_long: "ตัวกรองยาวได้ไม่เกิน 1 000 อักขระ",
        marked: |count| format!("ทำเครื่องหมายไว้ {} งาน", counted(count)),
        marked_most: |most| format!("ทำเครื่องหมายไว้ {} งาน: มากกว่านี้ในครั้งเดียวไม่ได้", counted(most)),
        no_job: "ยังไม่ได้เลือกงาน",
        not_in_ledger: "งานนี้ยังไม่อยู่ในทะเบียนงาน กดปุ่มอีกครั้ง",
        no_video: "งานนี้ไม่มีวิดีโอ",
        no_video_yet: "งานนี้ยังไม่มีวิดีโอ",
        no_request_id: "งานนี้ไม่มี request id: บริการไม่ได้ให้มา",
        nothing_to_ask: "งานนี้ยังไม่ได้ส่ง จึงยังไม่มีอะไรให้ถาม",
        settle_first: "งานนี้อาจมีอยู่และถูกหักเครดิตแล้ว กด ‹jobs.settle› เพื่อระบุผลก่อน",
        nothing_to_cancel: |state| format!("ไม่มีอะไรให้ยกเลิก สถานะของงาน: {state}"),
        cancel_asked: "ขอยกเลิกแล้ว เมื่อบริการยืนยัน สถานะของงานจะเปลี่ยน",
        cancel_refused: |why| format!("บริการไม่ได้ยกเลิกงาน: {why}"),
        cancel_missed: |why| format!("ไม่ได้คำตอบของการยกเลิก: {why} สถานะของงานจะบอกผล"),
        withdrawn: "นำออกจากคิวแล้ว ไม่ถูกหักเครดิต",
        late_video: "วิดีโอเสร็จก่อนการยกเลิก จึงเก็บวิดีโอไว้",
        archived: "เก็บถาวรแล้ว กด ‹jobs.archive› เพื่อนำกลับมาขณะที่ยังเลือกอยู่",
        brought_back: "นำกลับมาแล้ว",
        copied: |text| format!("คัดลอก {text} แล้ว"),
        opening: "กำลังเปิดวิดีโอในเบราว์เซอร์",
        asking_for_link: "กำลังขอลิงก์ใหม่ …",
        bad_link: "ลิงก์ของวิดีโอนี้ไม่ปลอดภัย จึงไม่เปิดและไม่คัดลอก ดูลิงก์ได้ในรายละเอียด",
        looking: "กำลังถามบริการ …",
        looked: |state| format!("เพิ่งถาม: {state}"),
        look_missed: |origin, why| match origin {
            Origin::Service => format!("บริการตอบว่า: {why}"),
            Origin::Between => format!("ไม่ใช่คำตอบของบริการ: {why}"),
            Origin::Road => format!("ไม่ได้คำตอบ: {why}"),
            Origin::Here => format!("ไม่ได้ถาม: {why}"),
        },
        form_filled: "เติมแบบฟอร์มจากงานนี้แล้ว ‹form.send› ส่งเป็นงานใหม่",
        undo_brings_back: "Alt-Z ในแต่ละช่องนำข้อความเดิมกลับมา",
        reading_key: "กำลังอ่านคีย์ใหม่ …",
        key_taken: "อ่านคีย์ใหม่แล้ว และบริการรับคีย์นี้",
        key_unproved: "อ่านคีย์ใหม่แล้ว คำตอบถัดไปจะบอกว่าใช้ได้หรือไม่",
        key_unchanged: "คีย์เดิม: การส่งครั้งถัดไปจะบอกว่าใช้ได้หรือไม่ ถ้าจะใช้คีย์อื่นให้เปิดโปรแกรมใหม่",
        key_not_read: |why| format!("อ่านคีย์ไม่ได้: {why}"),
        key_still_refused: "คีย์ถูกปฏิเสธ จึงไม่ส่งอะไร แก้คีย์แล้วกด ‹jobs.look› หรือเปิดโปรแกรมใหม่",
        ledger_fault: |why| format!("อ่านหรือเขียนทะเบียนงานไม่ได้: {why}"),
        ledger_damaged: "ทะเบียนงานเสียหาย: ปิดทุกหน้าต่างแล้วเปิดใหม่ โปรแกรมจะกู้คืนให้ สำเนาที่สองมี request id ครบ",
        not_sent_damaged: "ไม่ได้ส่ง: ทะเบียนงานเสียหาย ปิดทุกหน้าต่างแล้วเปิดใหม่ โปรแกรมจะกู้คืนให้",
        ledger_rebuilt: |[read, backup, copy, missing], aside| {
            let missing = match missing {
                0 => "ไม่พบว่ามีงานหาย".into(),
                _ => format!("งานที่มีค่าใช้จ่ายอาจหายถึง {} งาน: ดูในหน้าเว็บของบริการ", grouped(missing)),
            };
            format!(
                "ทะเบียนงานเสียหายและซ่อมแล้ว: {missing} อ่านได้ {} งาน, จากข้อมูลสำรอง {} งาน, จากสำเนาที่สอง {} งาน ไฟล์เดิม: {aside}",
                grouped(read),
                grouped(backup),
                grouped(copy),
            )
        },
        ledger_recovered: |count| {
            format!(
                "กู้คืนจากสำเนาที่สองแล้ว {} งาน ซึ่งหายไปจากทะเบียนงานตอนโปรแกรมหรือเครื่องล่ม",
                grouped(count)
            )
        },
        ledger_read_only: "ทะเบียนงานนี้สร้างโดย seedance-tui รุ่นใหม่กว่า: ดูได้อย่างเดียว ส่งไม่ได้ กรุณาอัปเดตก่อน",
        ledger_on_the_network: "ทะเบียนงานอยู่บนไดรฟ์เครือข่าย: ช้ากว่า และความปลอดภัยขึ้นอยู่กับไดรฟ์นั้น ย้ายได้ด้วย --data-dir",
        ledger_without_log: "ทะเบียนงานอยู่บนไดรฟ์ที่เก็บบันทึกการเขียนไม่ได้: ช้ากว่า และความปลอดภัยขึ้นอยู่กับไดรฟ์นั้น ย้ายได้ด้วย --data-dir",
        ledger_waited_for: "อีกหน้าต่างกำลังอัปเดตหรือซ่อมทะเบียนงาน …",
        ledger_backed_up: |percent| format!("กำลังอัปเดตทะเบียนงาน: สำรองข้อมูลก่อน {percent} %"),
        ledger_brought_up: |done, of| {
            format!(
                "กำลังอัปเดตทะเบียนงาน: {} จาก {} งาน (สำรองข้อมูลแล้ว)",
                grouped(done),
                grouped(of)
            )
        },
        ledger_finishing: "กำลังอัปเดตทะเบียนงาน: กำลังเขียนลงดิสก์ (สำรองข้อมูลแล้ว)",
        ledger_is_up_to_date: "ทะเบียนงานเป็นปัจจุบันแล้ว",
        key_file_open: |path, mode| {
            format!("ผู้ใช้อื่นในเครื่องนี้เข้าถึงไฟล์คีย์ {path} ได้ (สิทธิ์ {mode:03o}) ปิดด้วย: chmod 600 {path}")
        },
        base_url_unused: |origin| {
            format!("ไม่ได้ใช้ base URL {origin} เพราะยังไม่ได้ตั้งคีย์ จึงใช้แซนด์บ็อกซ์ ตั้ง SEEDANCE_API_KEY เพื่อใช้งานจริง")
        },
        queue_paused: "พักคิวของเครื่องนี้แล้ว กด ‹jobs.pause› ให้ทำต่อ",
        queue_running: |count| {
            format!(
                "คิวของเครื่องนี้ทำต่อแล้ว: งานที่รออยู่ {} งานจะถูกส่งเมื่อมีที่ว่าง และถูกหักเครดิต",
                counted(count)
            )
        },
        queue_empty: "ไม่มีงานรอในคิวของเครื่องนี้",
        not_the_holder: "อีกหน้าต่างหนึ่งดูแลคิวของทะเบียนงานนี้อยู่",
        language: "ใช้ภาษาไทยจนกว่าจะออก ตั้ง ui.language เพื่อใช้ตลอดไป",
        theme: ThemeWords {
            terminal: "ธีม: สีของเทอร์มินัลเอง",
            light: "ธีม: สว่าง",
            dark: "ธีม: มืด",
            contrast: "ธีม: คอนทราสต์สูง",
            plain: "ไม่ใช้สี: ตั้ง NO_COLOR ไว้",
        },
        request_not_whole: "ที่นี่ไม่มีคำขอเดิมของงานนี้ครบถ้วน กด ‹jobs.edit_again› เพื่อเติมแบบฟอร์มเท่าที่ทราบ",
        not_offered_now: |field, value| {
            format!("ตอนนี้ไม่มี{field} {value} ให้เลือก กด ‹jobs.edit_again› เพื่อเติมแบบฟอร์มจากงานนี้")
        },
        draft_not_saved: |why| format!("เก็บสิ่งที่อยู่ในแบบฟอร์มไม่ได้: {why}"),
        nothing_to_settle: |state| format!("งานนี้ไม่ต้องระบุผล สถานะของงาน: {state}"),
        cannot_ask: |why| format!("ตอนนี้ถามบริการไม่ได้: {why}"),
        adopted: |id| format!("ผูกกับ {id} แล้ว และจะติดตามต่อไป"),
        another_request: |told, ours| format!("ไม่ใช่งานนี้: ไอดีนั้นคือ “{told}” แต่งานนี้ขอ “{ours}”"),
        id_taken: |id| format!("ผูกไม่ได้: {id} เป็นของงานอื่นในรายการ"),
        not_created: "บันทึกแล้วว่าไม่ได้ถูกสร้าง",
        still_looking: "กำลังถามบริการเรื่อง request id ของงานนี้อยู่ รอคำตอบก่อน",
        words_missing: |words| format!("ไม่ได้ส่ง: พิมพ์ “{words}” ก่อน"),
        note_copied: "ส่งข้อความสำหรับฝ่ายสนับสนุนไปยังคลิปบอร์ดแล้ว",
        orphans: |count| format!("การส่ง {count} งานหยุดกลางคัน ไม่ทราบว่าถูกหักเครดิตหรือไม่"),
        stopped: |waiting| match waiting {
            0 => "พักโปรแกรมไว้ พิมพ์ fg เพื่อกลับมา ระหว่างนี้ไม่มีการติดตามงาน เว้นแต่มีหน้าต่างอื่นของทะเบียนงานนี้เปิดอยู่".into(),
            _ => format!(
                "พักโปรแกรมไว้ พิมพ์ fg เพื่อกลับมา ระหว่างนี้ไม่มีการติดตามงาน เว้นแต่มีหน้าต่างอื่นของทะเบียนงานนี้เปิดอยู่ งานที่รอส่ง {waiting} งานถูกพักไว้"
            ),
        },
        leaving: |count| format!("งานที่มีค่าใช้จ่าย {count} งานยังทำต่อที่บริการ เปิด seedance-tui อีกครั้งเพื่อดู"),
        leaving_sandbox: |count| format!("งาน {count} งานยังทำต่อในแซนด์บ็อกซ์ เปิด seedance-tui อีกครั้งเพื่อดู"),
        leaving_unknown: |count| format!("งาน {count} งานยังไม่ทราบผลและอาจถูกหักเครดิต: ‹jobs.settle› ใช้ระบุผล"),
        leaving_queue: |count| {
            format!("งาน {count} งานยังรอส่งในคิวของเครื่องนี้ และจะไม่ถูกส่งจนกว่าจะเปิด seedance-tui อีกครั้งและกด ‹jobs.pause›")
        },
        left_in_doubt: |count| {
            format!("ออกก่อนได้คำตอบของการส่ง {count} งาน: เปิดครั้งหน้าจะมีสถานะ “ไม่ทราบผล” และอาจถูกหักเครดิต")
        },
        id_not_written: |job, id| format!("บริการรับงาน {job} แล้ว ไอดี {id} แต่เขียนลงดิสก์ไม่ได้ กรุณาจด request id นี้ไว้"),
        waits_for_submits: |count| format!("รอคำตอบของการส่ง {count} งานไม่เกิน 15 วินาที (Ctrl-C จบทันที) …"),
        stops_after_submits: |count| format!("รอคำตอบของการส่ง {count} งานไม่เกิน 15 วินาที (Ctrl-Z หยุดทันที) …"),
    },
    questions: Questions {
        cancel_title: "ยกเลิกงานนี้หรือไม่",
        cancel: |state| format!("สถานะตอนนี้: {state}"),
        cancel_refund: "ไม่ทราบว่าจะได้เครดิตคืนหรือไม่: ดูในหน้าเว็บของบริการ",
        withdraw: |_| "งานนี้รออยู่ในคิวของเครื่องนี้ ยังไม่ถูกหักเครดิต".into(),
        run_title: "รันแบบเดิมอีกครั้งหรือไม่",
        run_again: |prompt| format!("“{prompt}”"),
        send_title: "ส่งแบบฟอร์มหรือไม่",
        resume_title: "ให้คิวของเครื่องนี้ทำต่อหรือไม่",
        resume: |count| format!("มีงานรออยู่ {} งาน จะส่งทีละงาน และหักเครดิตทุกงาน", counted(count)),
        twin_title: "ส่งแบบเดิมอีกครั้งหรือไม่",
        twin: |age| format!("เพิ่งส่งคำขอที่เหมือนกันทุกอย่างไปเมื่อ {age}ที่แล้ว"),
        unknown_twin: |age| format!("ส่งคำขอที่เหมือนกันทุกอย่างไปเมื่อ {age}ที่แล้ว และยังไม่ทราบผล: อาจถูกหักเครดิตไปแล้ว"),
        pays_in_sandbox: |estimate| match estimate {
            Some(credits) => format!("ราว {} เครดิตของแซนด์บ็อกซ์: ไม่มีการหักเงินจริง", amount(credits)),
            None => "นี่คือแซนด์บ็อกซ์: ไม่มีการหักเงินจริง".into(),
        },
        pays: |estimate| match estimate {
            Some(credits) => format!("เป็นการหักเครดิตครั้งใหม่: ราว {} เครดิต (ประมาณการ)", amount(credits)),
            None => "เป็นการหักเครดิตครั้งใหม่ และไม่ทราบราคาก่อนส่ง".into(),
        },
        stale_title: "เปิดลิงก์เก่าหรือไม่",
        stale: |age, why| format!("ขอลิงก์ใหม่ไม่ได้ ({why}) ลิงก์ที่เก็บไว้ได้มาเมื่อ {age}ที่แล้ว และอาจใช้ไม่ได้แล้ว"),
        link_title: "วิดีโอ",
        link: "เปิดเบราว์เซอร์ที่นี่ไม่ได้ จึงส่งลิงก์ไปยังคลิปบอร์ดแล้ว:",
        answers_yes_no: "‹questions.yes› ใช่   ‹questions.no› ไม่ (‹everywhere.back›)",
        answers_pay: "ส่งและจ่ายได้ด้วย ‹questions.pay› เท่านั้น   ‹everywhere.back› ไม่ส่ง",
        answers_close: "‹everywhere.back› ปิด",
    },
    settling: SettlingWords {
        title: "เกิดอะไรขึ้นกับงานนี้",
        sent: "ส่งเมื่อ (UTC)",
        tries: |count| format!("ครั้งที่ {count}"),
        body: "เนื้อคำขอ",
        bytes: |count| format!("{} ไบต์", counted(count)),
        hash: "SHA-256",
        token: "โทเค็น",
        came_back: "ผลที่ได้",
        answer: "คำตอบ",
        nothing_came: "ไม่มี",
        advice: "บริการอาจสร้างงานนี้และหักเครดิตไปแล้ว ซึ่งโปรแกรมรู้เองไม่ได้ ดูในหน้าเว็บของบริการ หรือคัดลอกข้อความจากที่นี่ไปถามฝ่ายสนับสนุน แล้วระบุผลที่พบ",
        answers: "‹settling.adopt› ผูกไอดี   ‹settling.not_created› ไม่ได้สร้าง   ‹settling.send_again› ส่งอีกครั้ง   ‹settling.copy_note› คัดลอกข้อความ   ‹everywhere.back› ปิด",
        adopt: "request id ที่ได้จากหน้าเว็บหรือฝ่ายสนับสนุนของบริการ โปรแกรมจะถามบริการหนึ่งครั้ง ซึ่งไม่เสียเครดิต:",
        adopt_refused: "ไม่เกิน 128 ตัว: A-Z a-z 0-9 _ - . : ~ ตัวแรกเป็นตัวอักษรหรือตัวเลข",
        adopt_answers: "‹questions.ask_id› ถามบริการ   ‹everywhere.back› กลับ",
        really_not_created: "บันทึกว่าไม่ได้ถูกสร้าง? ทำเฉพาะเมื่อหน้าเว็บหรือฝ่ายสนับสนุนของบริการยืนยันว่าไม่มีงานนี้ เพราะระบุผลใหม่ภายหลังไม่ได้",
        not_created_answers: "‹questions.yes› ใช่ ไม่ได้ถูกสร้าง   ‹questions.no› ไม่ใช่",
        twice: |estimate| match estimate {
            Some(credits) => format!(
                "ถ้างานนี้ถูกสร้างไปแล้ว คุณจะถูกหักเครดิตสองครั้ง ครั้งนี้: ราว {} เครดิต (ประมาณการ)",
                amount(credits)
            ),
            None => "ถ้างานนี้ถูกสร้างไปแล้ว คุณจะถูกหักเครดิตสองครั้ง และไม่ทราบราคาของครั้งนี้ก่อนส่ง".into(),
        },
        type_words: |words| format!("ถ้าจะส่ง พิมพ์ “{words}” แล้วกด ‹questions.pay›:"),
        twice_answers: "‹questions.pay› ส่งและจ่าย   ‹everywhere.back› กลับ",
    },
    bulk: list::BULK,
    palette: list::PALETTE,
    why_not: list::WHY_NOT,
    start: start::START,
    line: line::LINE,
};

fn time(time: Duration) -> String {
    match time.into() {
        Brief::Seconds(seconds) => format!("{seconds} วิ"),
        Brief::Minutes(minutes) => format!("{minutes} นาที"),
        Brief::Clock(hours, minutes) => format!("{hours}:{minutes:02} ชม."),
        Brief::Hours(hours) => format!("{hours} ชม."),
        Brief::Days(days @ ..1000) => format!("{days} วัน"),
        Brief::Days(days) => format!("{} ปี", (days / 365).min(999)),
    }
}

/// Only hours with minutes are too wide for the column.
fn age(age: Duration) -> String {
    match age.into() {
        Brief::Clock(hours, minutes) => format!("{hours}:{minutes:02}ชม"),
        Brief::Seconds(_) | Brief::Minutes(_) | Brief::Hours(_) | Brief::Days(_) => time(age),
    }
}

/// At most ten cells each: the column of states is no wider.
fn status(status: &Status) -> String {
    match status {
        Status::Waiting => "รอส่ง",
        Status::Sending => "กำลังส่ง",
        Status::Queued => "อยู่ในคิว",
        Status::Processing => "กำลังสร้าง",
        Status::Succeeded => "สำเร็จ",
        Status::Failed => "ล้มเหลว",
        Status::Cancelled => "ยกเลิกแล้ว",
        Status::Unknown => "ไม่ทราบผล",
        Status::NotSent => "ไม่ได้ส่ง",
        Status::Rejected => "ถูกปฏิเสธ",
        Status::Cancelling => "กำลังยกเลิก",
        // a word of the service that nobody documented is nobody's to translate
        Status::Other(_) => status.word(),
    }
    .to_owned()
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Prompt => "พรอมต์",
        Field::Media => "URL ของสื่อ",
        Field::Model => "โมเดล",
        Field::AspectRatio => "สัดส่วนภาพ",
        Field::Duration => "ความยาว",
        Field::Resolution => "ความละเอียด",
        Field::Webhook => "Webhook URL",
        Field::Metadata => "Metadata",
    }
}

//! Thai for the command line. Names of commands, flags, settings and variables stay as they are typed.

use crate::words::line::{
    BadValue, CommandWords, FlagWords, LineWords, Mistake, ParserWords, SettingWords, Tip, ValueWords,
};

/// What the command line says.
pub(super) const LINE: LineWords = LineWords {
    about: "แดชบอร์ดในเทอร์มินัลสำหรับสร้างวิดีโอด้วย Seedance 2.0: ส่งงาน ติดตาม ยกเลิก และเปิดดู",
    long_about: "แดชบอร์ดในเทอร์มินัลสำหรับสร้างวิดีโอด้วย Seedance 2.0: ส่งงาน ติดตาม ยกเลิก และเปิดดู\n\nถ้าไม่ระบุคำสั่ง \
                 โปรแกรมจะเปิดแดชบอร์ด ถ้าตั้งคีย์ของ API ไว้แล้วจะใช้บริการจริง ถ้ายังไม่ได้ตั้งจะใช้แซนด์บ็อกซ์ในตัวโปรแกรม ซึ่งไม่มีการหักเครดิต",
    commands: CommandWords {
        sandbox: "เปิดเฉพาะแซนด์บ็อกซ์ให้โปรแกรมอื่นใช้ จนกว่าจะกด Ctrl-C",
        paths: "แสดงตำแหน่งของไฟล์การตั้งค่า ทะเบียนงาน และไฟล์บันทึกการทำงาน",
        fill: "เติมงานจำลองลงในทะเบียนงาน เพื่อวัดและลองใช้โปรแกรมกับประวัติที่ยาว",
    },
    flags: FlagWords {
        config: "อ่านไฟล์การตั้งค่านี้แทน `$XDG_CONFIG_HOME/seedance-tui/config.toml`",
        sandbox: "ใช้แซนด์บ็อกซ์ในตัวโปรแกรม แม้จะตั้งคีย์ไว้แล้ว",
        listen: "ที่อยู่ในเครื่องนี้ที่จะรอรับการเชื่อมต่อ พอร์ต 0 คือใช้พอร์ตที่ว่างอยู่",
        fault: "จำลองความผิดปกติ ทุกครั้งหรือเฉพาะ N ครั้งแรก ระบุซ้ำได้ ดูชื่อทั้งหมดด้วย `--help`",
        pace: "เวลาที่งานทั่วไปรอในคิวและเวลาที่ใช้สร้าง เช่น `2s,4s` หรือ `1m,3m`",
        balance: "เครดิตที่มีให้ใช้ ถ้าส่งงานเกินนี้จะได้ 402",
        in_flight: "จำนวนงานสูงสุดที่ยังไม่จบในเวลาเดียวกัน ถ้าส่งงานเกินนี้จะได้ 429",
        jobs: "จำนวนงานที่จบแล้ว",
        live: "จำนวนงานที่ยังไม่จบ ซึ่งใหม่กว่างานอื่นทั้งหมด",
        seed: "ตัวเลขเดียวกันให้งานชุดเดียวกัน",
    },
    values: ValueWords {
        url: "URL",
        path: "พาธ",
        file: "ไฟล์",
        command: "คำสั่ง",
        duration: "ช่วงเวลา",
        number: "จำนวน",
        word: "คำ",
        switch: "on|off",
        address: "ที่อยู่",
        fault: "ชื่อ[=N]",
        pace: "รอ,สร้าง",
        credits: "เครดิต",
        jobs: "จำนวนงาน",
    },
    settings: SettingWords {
        base_url: "ที่อยู่ของ API ใช้ http:// ได้เฉพาะกับเครื่องนี้ และมีผลเมื่อตั้งคีย์แล้วเท่านั้น",
        data_dir: "โฟลเดอร์ของทะเบียนงาน แทน $XDG_DATA_HOME/seedance-tui",
        api_key_file: "ไฟล์ที่มีเฉพาะคีย์ของ API",
        api_key_command: "โปรแกรมที่พิมพ์คีย์ของ API ออกมาภายใน 10 วินาที เรียกโดยไม่ผ่านเชลล์",
        poll_first: "เวลารอก่อนถามสถานะของงานครั้งแรก ค่า auto ขึ้นกับโมเดลและประวัติ และสั้นในแซนด์บ็อกซ์",
        poll_every: "ระยะห่างของการถามสถานะแต่ละงาน ค่า auto ขึ้นกับอายุและประวัติ และสั้นในแซนด์บ็อกซ์",
        poll_ceiling: "จำนวนคำขอต่อวินาทีสูงสุดทั้งโปรแกรม ค่า auto คือ 5 และมากกว่านั้นในแซนด์บ็อกซ์",
        submit_in_flight: "จำนวนงานสูงสุดที่ส่งแล้วแต่ยังไม่จบในเวลาเดียวกัน (1 ถึง 1000) ที่เหลือรอในคิวของเครื่องนี้",
        theme: "ธีม: ตามเทอร์มินัล สว่าง มืด หรือคอนทราสต์สูง ค่า auto คือถามเทอร์มินัล",
        borders: "เส้นขอบและเครื่องหมาย ค่า auto ใช้ ASCII ถ้าไม่มี UTF-8 หรืออยู่บนคอนโซลของ Linux",
        mouse: "คลิกเพื่อเลือก หมุนล้อเมาส์เพื่อเลื่อน",
        notify: "แจ้งผ่านเทอร์มินัลเมื่องานจบ",
        language: "ภาษาของหน้าจอ ค่า auto ขึ้นกับ LC_ALL, LC_MESSAGES, LANG",
        log_level: "ระดับของสิ่งที่เก็บในไฟล์บันทึกการทำงาน",
    },
    settings_intro: |key, file| {
        format!(
            "คีย์ของ API: ตั้งตัวแปร {key} หรือใช้ --api-key-file หรือ api_key_command ในไฟล์การตั้งค่า\n\nการตั้งค่า ใส่ในไฟล์การตั้งค่า \
             (เลือกไฟล์อื่นได้ด้วย {file} หรือ --config) หรือในตัวแปรสภาพแวดล้อม:"
        )
    },
    of_sandbox: "ตัวเลือกของแซนด์บ็อกซ์",
    faults: "ความผิดปกติที่จำลองได้:",
    fault: |name, does| fault(name).unwrap_or(does),
    sandbox: Some(sandbox),
    parser: Some(ParserWords {
        usage: "วิธีใช้:",
        commands: ["คำสั่ง", "คำสั่ง"],
        options: ["ตัวเลือก", "ตัวเลือก"],
        help: [
            "แสดงวิธีใช้",
            "แสดงวิธีใช้ (ดูเพิ่มเติมด้วย '--help')",
            "แสดงวิธีใช้ (ดูแบบย่อด้วย '-h')",
        ],
        version: "แสดงรุ่นของโปรแกรม",
        default: |value| format!("[ค่าเริ่มต้น: {value}]"),
        mistake,
        tip: |tip| match tip {
            Tip::Flags(names) => format!("มีตัวเลือกที่คล้ายกัน: {}", quoted(names)),
            Tip::Commands(names) => format!("มีคำสั่งที่คล้ายกัน: {}", quoted(names)),
            Tip::Exists(name) => format!("มี '{name}' ให้ใช้"),
        },
        more: "ดูข้อมูลเพิ่มเติมได้ด้วย '--help'",
    }),
};

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

fn mistake(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Unexpected(text) => format!("ไม่รู้จัก '{text}'"),
        Mistake::NoCommand(name) => format!("ไม่มีคำสั่ง '{name}'"),
        Mistake::NoValue(flag) => format!("ต้องระบุค่าให้ '{flag}'"),
        Mistake::TakesNone { flag, value } => format!("'{flag}' ไม่รับค่า แต่ระบุมาเป็น '{value}'"),
        Mistake::Value { flag, value, why } => match why {
            Some(why) => format!("'{flag}' ใช้ค่า '{value}' ไม่ได้: {}", bad_value(why)),
            None => format!("'{flag}' ใช้ค่า '{value}' ไม่ได้"),
        },
        Mistake::Twice(flag) => format!("ระบุ '{flag}' ได้เพียงครั้งเดียว"),
        Mistake::Required(flags) => format!("ยังไม่ได้ระบุตัวเลือกที่จำเป็น:\n  {}", flags.join("\n  ")),
    }
}

fn bad_value(why: &BadValue) -> String {
    match why {
        BadValue::NotANumber => "ต้องเป็นจำนวนเต็มตั้งแต่ 0 ขึ้นไป".into(),
        BadValue::TooLarge => "ตัวเลขใหญ่เกินไป".into(),
        BadValue::NotAnAddress => "เขียนแบบ 127.0.0.1:8787 หรือ [::1]:8787".into(),
        BadValue::Elsewhere => "แซนด์บ็อกซ์รับเฉพาะที่อยู่ในเครื่องนี้: 127.0.0.1:PORT หรือ [::1]:PORT".into(),
        BadValue::NoFault { name, all } => format!("ไม่มีความผิดปกติชื่อ `{name}` ที่มีคือ:\n{all}"),
        BadValue::FaultTimes(text) => format!("`{text}`: จำนวนครั้งต้องเป็นตัวเลข เช่น `answer-lost=1`"),
        BadValue::NotAPace => "เขียนเวลาที่รอในคิวและเวลาที่ใช้สร้าง คั่นด้วย , เช่น `2s,4200ms` หรือ `1m,3m`".into(),
    }
}

/// As the sandbox says it in English, point by point.
fn sandbox(base_url: &str, faults: Option<&str>) -> String {
    let faults = faults.map_or_else(String::new, |faults| format!("\n\nความผิดปกติที่เปิดไว้: {faults}"));
    format!(
        "\
SANDBOX ของ Seedance 2.0 Open API ที่ {base_url}/api/open/v1
ไม่มีสิ่งใดออกจากเครื่องนี้ และไม่มีค่าใช้จ่าย

ตามเอกสารของบริการ: endpoint, โมเดล, ช่องของคำขอและค่าที่ใช้ได้, เนื้อหาของ submit,
status และ cancel, คำบอกสถานะ, คำตอบเมื่อคีย์ใช้ไม่ได้

สมมติเอง เพราะเอกสารไม่ได้บอก (บริการจริงอาจต่างจากนี้):
- ราคา ยกเว้นวิดีโอ 5 วินาที 720p ของ seedance-2.0: 40 เครดิตจากข้อความ, 64 จากสื่อ
- หักเครดิตตอนส่ง และไม่คืนเมื่อล้มเหลวหรือยกเลิก
- ค่าเริ่มต้นของคำขอ: 16:9, 5 วินาที, 720p
- ทุกช่องใน `data` ของ /models และการที่ /models ไม่ต้องใช้คีย์
- รหัส HTTP, รหัสข้อผิดพลาดทุกตัวยกเว้น `unauthorized`, และ `error` ของงานที่ล้มเหลว
- การยกเลิกงานที่จบแล้วได้คำตอบ 409
- เวลา: ที่นี่งานจบในไม่กี่วินาที ที่บริการจริงใช้เวลาหลายนาทีหรือหลายชั่วโมง
- ผลลัพธ์เป็นคลิปตัวอย่าง ตรงกับที่ขอเฉพาะสัดส่วนภาพ และลิงก์ไม่หมดอายุ
- จำงานไว้ 30 วัน ส่วนเครดิตและขีดจำกัดนับใหม่ทุกครั้งที่เปิด
- webhook: ส่งเนื้อหาแบบ status เมื่องานจบ ไม่มีลายเซ็น ลองสามครั้ง ส่งเฉพาะที่อยู่ในเครื่องนี้
  ที่อยู่อื่นจะรับไว้แต่ไม่ติดต่อ

คำในพรอมต์ที่กำหนดผลของงาน:
  [fail]        ล้มเหลวด้วยข้อผิดพลาดของผู้ให้บริการ
  [fail text]   ล้มเหลวโดย `error` เป็นข้อความ
  [moderation]  ล้มเหลวเพราะผลลัพธ์ไม่ผ่านตัวกรองเนื้อหา
  [stick]       สร้างไม่เสร็จเสียที
  [slow]        ใช้เวลานานขึ้นสิบเท่า{faults}"
    )
}

/// What a fault of the sandbox does. A test holds that none is missing.
fn fault(name: &str) -> Option<&'static str> {
    Some(match name {
        "submit-401" | "poll-401" => "คีย์ถูกปฏิเสธ",
        "submit-429" => "ปฏิเสธเพราะเกินขีดจำกัด มี Retry-After",
        "submit-429-bare" => "ปฏิเสธเพราะเกินขีดจำกัด ไม่มี Retry-After",
        "submit-429-html" => "ปฏิเสธเพราะเกินขีดจำกัด ตอบเป็นหน้า HTML",
        "submit-500" => "ปฏิเสธด้วย 500",
        "submit-301" | "submit-302" | "submit-303" | "submit-307" | "submit-308" => "เปลี่ยนเส้นทาง ไม่รับงาน",
        "answer-lost" => "รับงาน แล้วปิดการเชื่อมต่อ",
        "answer-stall" => "รับงาน แล้วเงียบโดยไม่ปิดการเชื่อมต่อ",
        "answer-cut" => "รับงาน แต่คำตอบมาถึงเพียงครึ่งเดียว",
        "answer-502" => "รับงาน แต่ตอบด้วย 502 และ HTML",
        "answer-empty" => "รับงาน แต่ตอบด้วย 200 ที่ว่างเปล่า",
        "answer-html" => "รับงาน แต่ตอบด้วย 200 และ HTML",
        "answer-large" => "รับงาน แต่ตอบยาวกว่า 2 MiB",
        "stuck" => "งานสร้างไม่เสร็จเสียที",
        "failed" => "งานล้มเหลว",
        "error-text" => "งานล้มเหลวโดย `error` เป็นข้อความ",
        "poll-404" => "ไม่พบงาน",
        "poll-429" => "ตอบด้วย 429 มี Retry-After",
        "poll-429-bare" => "ตอบด้วย 429 ไม่มี Retry-After",
        "poll-429-html" | "result-429" => "ตอบด้วย 429 และ HTML",
        "poll-500" => "ตอบด้วย 500",
        "poll-503" => "ตอบด้วย 503 และ HTML",
        "poll-301" | "poll-302" | "poll-303" | "poll-307" | "poll-308" => "เปลี่ยนเส้นทาง",
        "poll-empty" => "ตอบด้วย 200 ที่ว่างเปล่า",
        "poll-html" | "result-html" => "ตอบด้วย 200 และ HTML",
        "poll-lost" => "ปิดการเชื่อมต่อ",
        "poll-stall" | "result-stall" => "เงียบโดยไม่ปิดการเชื่อมต่อ",
        "poll-cut" => "คำตอบมาถึงเพียงครึ่งเดียว",
        "poll-large" => "ตอบยาวกว่า 2 MiB",
        "unknown-status" => "บอก `processing` เป็น `expired`",
        "back-to-queued" => "ระหว่างทาง `processing` กลับเป็น `queued`",
        "no-url" => "`succeeded` แต่ไม่มี `output.url`",
        "forgotten" => "ไม่พบงาน เมื่อจบไปแล้วหนึ่งนาที",
        "cancel-429" => "ไม่ยกเลิก ตอบด้วย 429 มี Retry-After",
        "cancel-500" => "ไม่ยกเลิก ตอบด้วย 500",
        "cancel-301" | "cancel-302" | "cancel-303" | "cancel-307" | "cancel-308" => "เปลี่ยนเส้นทาง ไม่ยกเลิก",
        "cancel-lost" => "ยกเลิก แล้วปิดการเชื่อมต่อ",
        "cancel-stall" => "ยกเลิก แล้วเงียบโดยไม่ปิดการเชื่อมต่อ",
        "cancel-late" => "งานจบก่อนการยกเลิก",
        "result-403" => "ตอบด้วย 403 และ HTML",
        "result-404" => "ตอบด้วย 404 และ HTML",
        "result-cut" => "ส่งไฟล์เพียงครึ่งเดียว แล้วปิดการเชื่อมต่อ",
        "result-short" => "ส่งไฟล์เพียงครึ่งเดียว แต่ Content-Length บอกว่าครบ",
        "result-wide" => "ได้คลิป 16:9 ไม่ว่าขอสัดส่วนใด",
        "webhook-never" => "ไม่ส่ง webhook",
        "webhook-late" => "ส่งช้าไปสิบวินาทีหลังงานจบ",
        "webhook-twice" => "ส่งสองครั้ง",
        "webhook-old" => "บอกว่าจบ แล้วตามด้วย `processing`",
        _ => return None,
    })
}

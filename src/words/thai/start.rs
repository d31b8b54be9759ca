//! Thai for what stands against a start or a command. Names of options, settings, keys and files stay as they are typed.

use std::io::{self, ErrorKind};

use crate::job::{Origin, OriginError};
use crate::words::duration::grouped;
use crate::words::start::{
    ConfigError, KeyError, KeyPlace, KeyProblem, KeysProblem, Kind, OpenError, Place, SecretError, StartWords, Type,
    ValueProblem,
};

/// Before the dashboard opens and after it closed.
pub(super) const START: StartWords = StartWords {
    error: "ข้อผิดพลาด",
    hint: "คำแนะนำ",
    config,
    config_hint,
    key,
    ledger: |error| format!("เปิดทะเบียนงานไม่ได้: {}", ledger(error)),
    ledger_hint,
    sandbox_not_loopback: |address| {
        format!(
            "เปิดแซนด์บ็อกซ์ไม่ได้: แซนด์บ็อกซ์รับเฉพาะที่อยู่ในเครื่องนี้ (127.0.0.1, ::1) ไม่ใช่ {address} เพราะไม่มี TLS และคีย์ไม่เป็นความลับ"
        )
    },
    sandbox_cannot_listen: |address, error| {
        format!("เปิดแซนด์บ็อกซ์ไม่ได้: รอรับการเชื่อมต่อที่ {address} ไม่ได้: {}", system(error))
    },
    listen_hint: "เลือกพอร์ตอื่นด้วย --listen พอร์ต 0 คือใช้พอร์ตที่ว่างอยู่",
    sandbox_folder: |folder, error| format!("เปิดแซนด์บ็อกซ์ไม่ได้: ใช้โฟลเดอร์ {folder} ไม่ได้: {}", system(error)),
    sandbox_hint: "แซนด์บ็อกซ์เก็บงานไว้ข้างทะเบียนงาน เลือกโฟลเดอร์อื่นด้วย --data-dir",
    client_hint: "ตรวจคีย์และ SEEDANCE_BASE_URL",
    threads: |error| format!("เปิดเธรดเพิ่มไม่ได้: {}", system(error)),
    threads_hint: "ปิดโปรแกรมอื่น หรือเพิ่มค่าที่ `ulimit -u` แสดง",
    dumb: "เทอร์มินัลนี้จัดวางข้อความบนหน้าจอไม่ได้ (TERM=dumb)",
    dumb_hint: "เปิดในเทอร์มินัลอื่น หรือตั้ง TERM ให้ตรงกับเทอร์มินัลนี้",
    system,
    system_hint: "ลองเทอร์มินัลอื่น หรือปิดโปรแกรมที่เปิดไฟล์ไว้มาก",
    needs_terminal: "แดชบอร์ดต้องใช้เทอร์มินัล แต่ stdin หรือ stdout ไม่ใช่เทอร์มินัล",
    stdout: |error| format!("เขียนลง stdout ไม่ได้: {}", system(error)),
    sandbox_help: "ดูความผิดปกติที่จำลองได้ ความเร็ว และขีดจำกัด: seedance-tui sandbox --help",
    sandbox_use: "ตั้งสองค่านี้ในที่ที่เรียกโปรแกรมอื่น กด Ctrl-C เพื่อปิดแซนด์บ็อกซ์",
    filling: |done, of| format!("{} จาก {} งาน", grouped(done), grouped(of)),
    filled: |jobs, live, folder, seconds| {
        let (jobs, live) = (grouped(jobs), grouped(live));
        format!("{jobs} งาน ยังไม่จบ {live} งาน ใน {folder}: {seconds:.1} วินาที")
    },
};

/// What can be said of it in Thai, and the system's own words, by which it is found elsewhere.
fn system(error: &io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::NotFound => "ไม่พบไฟล์หรือโฟลเดอร์",
        ErrorKind::PermissionDenied => "ไม่มีสิทธิ์",
        ErrorKind::NotADirectory => "มีบางส่วนของพาธที่ไม่ใช่โฟลเดอร์",
        ErrorKind::IsADirectory => "เป็นโฟลเดอร์ ไม่ใช่ไฟล์",
        ErrorKind::InvalidData => "อ่านเป็นข้อความไม่ได้",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "ดิสก์ไม่มีที่ว่าง",
        ErrorKind::ReadOnlyFilesystem => "ดิสก์นี้อ่านได้อย่างเดียว",
        ErrorKind::AddrInUse => "มีโปรแกรมอื่นใช้พอร์ตนี้อยู่",
        _ => return error.to_string(),
    };
    format!("{why} ({error})")
}

fn config(error: &ConfigError) -> String {
    match error {
        ConfigError::NoHome { variable } => format!("ไม่ทราบโฟลเดอร์โฮม และไม่ได้ตั้ง {variable}"),
        ConfigError::File { path, source } => format!("อ่านไฟล์การตั้งค่า {path} ไม่ได้: {}", system(source)),
        ConfigError::FileTooLarge { path } => format!("อ่านไฟล์การตั้งค่า {path} ไม่ได้: ใหญ่กว่า 1 MiB"),
        ConfigError::Syntax { place: at, problem } => format!("{}: ไม่ใช่ TOML ที่ถูกต้อง ({problem})", place(at)),
        ConfigError::Unknown { name, place: at, .. } => format!("{}: ไม่มีการตั้งค่าชื่อ `{name}`", place(at)),
        ConfigError::KeyInFile { place: at } => format!("{}: ห้ามใส่คีย์ของ API ในไฟล์นี้", place(at)),
        ConfigError::Value {
            name,
            place: at,
            problem,
            ..
        } => format!("{name} ({}): {}", place(at), value(problem)),
        ConfigError::Keys {
            name,
            place: at,
            problem,
        } => format!("{name} ({}): {}", place(at), keys(problem)),
        ConfigError::NotLoopback => "เติมงานจำลองได้เฉพาะทะเบียนงานของบริการในเครื่องนี้ แต่บริการนี้อยู่ที่อื่น".into(),
        ConfigError::Key(error) => key(error),
    }
}

fn config_hint(error: &ConfigError) -> String {
    match error {
        ConfigError::NoHome { variable } => format!("ตั้ง HOME หรือตั้ง {variable} เป็นพาธเต็ม"),
        ConfigError::File { .. } | ConfigError::FileTooLarge { .. } => {
            "ตรวจพาธและสิทธิ์ของไฟล์ หรือไม่ต้องระบุ --config และ SEEDANCE_TUI_CONFIG: ไม่มีไฟล์ก็ใช้งานได้".into()
        }
        ConfigError::Syntax { .. } => {
            "ไฟล์นี้เขียนแบบ TOML: `name = \"text\"`, `[section]`, `name = 5`, `name = true`".into()
        }
        ConfigError::Unknown { nearest, .. } => {
            let all = "`seedance-tui --help` แสดงการตั้งค่าทั้งหมด";
            match nearest {
                Some(nearest) => format!("หมายถึง `{nearest}` หรือไม่? {all}"),
                None => all.into(),
            }
        }
        ConfigError::KeyInFile { .. } => "เก็บคีย์ในไฟล์แยกแล้วระบุไฟล์นั้น: api_key_file = \"/path\" หรือให้โปรแกรมพิมพ์คีย์ออกมา: \
                                          api_key_command = [\"pass\", \"show\", \"seedance\"] หรือตั้ง SEEDANCE_API_KEY"
            .into(),
        ConfigError::Value {
            name, problem, takes, ..
        } => value_hint(name, problem, *takes),
        ConfigError::Keys { problem, .. } => keys_hint(problem),
        ConfigError::NotLoopback => "ระบุด้วย --base-url http://127.0.0.1:PORT หรือใช้ --sandbox".into(),
        ConfigError::Key(error) => key_hint(&error.problem).into(),
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Default => "ค่าเริ่มต้น".into(),
        Place::File { path, line } => format!("{path} บรรทัด {line}"),
        Place::Environment => "ตัวแปรสภาพแวดล้อม".into(),
        Place::Variable(name) => format!("ตัวแปรสภาพแวดล้อม {name}"),
        Place::Flag(flag) => format!("--{flag}"),
    }
}

fn value(problem: &ValueProblem) -> String {
    match problem {
        ValueProblem::NotTaken(text) => format!("ใช้ค่า `{text}` ไม่ได้"),
        ValueProblem::Outside { text, least, most } => format!("`{text}` ไม่อยู่ระหว่าง {least} ถึง {most}"),
        ValueProblem::Empty => "ว่างเปล่า".into(),
        ValueProblem::NotText => "ค่านี้ไม่ใช่ข้อความ Unicode".into(),
        ValueProblem::WrongType(found) => {
            let found = match found {
                Type::Text => "ข้อความ",
                Type::Number => "ตัวเลข",
                Type::Boolean => " true หรือ false",
                Type::Date => "วันที่",
                Type::List => "รายการ [...]",
                Type::Section => "ส่วน [...]",
            };
            format!("ค่าผิดชนิด: เป็น{found}")
        }
        ValueProblem::Origin(error) => origin(error),
        ValueProblem::OpenQuotation => "ขาดเครื่องหมายคำพูดปิด".into(),
        ValueProblem::NoProgram => "ไม่ได้ระบุโปรแกรม".into(),
        ValueProblem::NeedsShell => "ไม่มีเชลล์อ่านคำสั่งนี้ ดังนั้น `|`, `>`, `&&` และอื่น ๆ จึงไม่มีผล".into(),
    }
}

fn value_hint(name: &str, problem: &ValueProblem, takes: Kind) -> String {
    let kind = kind(takes);
    match problem {
        ValueProblem::NotTaken(_)
        | ValueProblem::Outside { .. }
        | ValueProblem::Empty
        | ValueProblem::NotText
        | ValueProblem::OpenQuotation
        | ValueProblem::NoProgram => format!("{name} รับ{kind}"),
        ValueProblem::WrongType(_) => match takes {
            Kind::Url | Kind::Path | Kind::Command | Kind::Pace | Kind::Choice(_) => {
                format!("{name} รับ{kind} และในไฟล์ต้องอยู่ในเครื่องหมายคำพูด")
            }
            Kind::Count => format!("{name} รับ{kind} และในไฟล์ต้องไม่มีเครื่องหมายคำพูด"),
            Kind::Rate | Kind::Switch => format!("{name} รับ{kind}"),
        },
        ValueProblem::Origin(error) => origin_hint(error),
        ValueProblem::NeedsShell => {
            "ระบุเชลล์เอง: api_key_command = [\"sh\", \"-c\", \"pass show seedance | head -n 1\"]".into()
        }
    }
}

/// Follows the word for "takes" without a blank, as Thai does, but for what is not Thai.
fn kind(kind: Kind) -> String {
    match kind {
        Kind::Url => "ที่อยู่แบบ https://".into(),
        Kind::Path => "พาธ".into(),
        Kind::Command => "โปรแกรมและอาร์กิวเมนต์ เช่น `pass show seedance`".into(),
        Kind::Pace => " `auto` หรือช่วงเวลา เช่น `500ms`, `20s` หรือ `1m`".into(),
        Kind::Rate => " `auto` หรือตัวเลข เช่น `5`".into(),
        Kind::Count => "จำนวนเต็มตั้งแต่ 1 ถึง 1000".into(),
        Kind::Choice(names) => match names.split_last() {
            Some((last, first)) => format!(" `{}` หรือ `{last}`", first.join("`, `")),
            None => String::new(),
        },
        Kind::Switch => " `on` หรือ `off`".into(),
    }
}

fn origin(error: &OriginError) -> String {
    match error {
        OriginError::Empty => "base URL ว่างเปล่า".into(),
        OriginError::Unclean => "base URL มีเว้นวรรค การขึ้นบรรทัดใหม่ แบ็กสแลช หรืออักขระควบคุม".into(),
        OriginError::Scheme => "base URL ไม่ได้ขึ้นต้นด้วย https://".into(),
        OriginError::PlainHttp { host } => {
            format!("http:// ใช้ได้เฉพาะกับเครื่องนี้ แต่ `{host}` เป็นเครื่องอื่น คีย์จะถูกส่งโดยไม่เข้ารหัส")
        }
        OriginError::UserInfo => "base URL มี `@` (ชื่อผู้ใช้หรือรหัสผ่าน)".into(),
        OriginError::Path => "base URL มีส่วนต่อท้ายโฮสต์ (พาธ, `?` หรือ `#`)".into(),
        OriginError::Host => "โฮสต์ของ base URL ไม่ใช่ชื่อโฮสต์ธรรมดาหรือที่อยู่ IP".into(),
        OriginError::Unreadable(error) => format!("อ่าน base URL ไม่ได้: {error}"),
    }
}

fn origin_hint(error: &OriginError) -> String {
    match error {
        OriginError::Empty | OriginError::Scheme | OriginError::Unclean | OriginError::Unreadable(_) => {
            format!("เขียนแบบ https://host หรือ https://host:port เช่น {}", Origin::SERVICE)
        }
        OriginError::PlainHttp { .. } => "ใช้ https:// ส่วน http:// ใช้ได้เฉพาะ localhost, 127.0.0.0/8 และ [::1]".into(),
        OriginError::UserInfo => "อย่าใส่ชื่อผู้ใช้และรหัสผ่าน ให้คีย์ผ่าน SEEDANCE_API_KEY หรือไฟล์คีย์".into(),
        OriginError::Path => "จบที่โฮสต์หรือพอร์ต โปรแกรมเติม /api/open/v1 เอง".into(),
        OriginError::Host => "ใช้ตัวอักษร ตัวเลข จุด และขีด โดยไม่ลงท้ายด้วยจุด".into(),
    }
}

fn keys(problem: &KeysProblem) -> String {
    match problem {
        KeysProblem::NotASection => "ไม่ใช่ส่วน [...]".into(),
        KeysProblem::NotAList => "ไม่ใช่รายการปุ่ม".into(),
        KeysProblem::NoSection { section, .. } => format!("ไม่มีส่วน `[keys.{section}]`"),
        KeysProblem::NoAction { section, action, .. } => format!("ไม่มีคำสั่ง `{action}` ใน `[keys.{section}]`"),
        KeysProblem::NotAKey(text) => format!("ไม่มีปุ่มชื่อ `{text}`"),
        KeysProblem::SentAs(key, other) => {
            format!(
                "เทอร์มินัลส่ง {key} เป็น{}",
                other.map_or_else(|| "การขึ้นบรรทัดใหม่".into(), |other| format!(" {other}"))
            )
        }
        KeysProblem::MayNotPay { row, key } => format!("{row} เป็นการจ่าย ใช้ปุ่ม {key} ไม่ได้"),
        KeysProblem::NeverYes(key) => format!("ปุ่ม {key} ใช้ตอบใช่ไม่ได้"),
        KeysProblem::IsText { key, row } => format!("ปุ่ม {key} ใช้พิมพ์หรือแก้ข้อความในที่ที่ใช้ {row}"),
        KeysProblem::PaysElsewhere { key, row, answer } => {
            format!("ปุ่ม {key} ใช้จ่าย (เป็นปุ่มของ {answer}) จึงใช้กับ {row} ไม่ได้")
        }
        KeysProblem::AnswersItself { key, row, answer } => {
            format!("ปุ่ม {key} จะเปิดคำถาม ({row}) และถ้ากดซ้ำจะตอบใช่ทันที ({answer})")
        }
        KeysProblem::TwoThings {
            key,
            rows: [one, other],
        } => {
            format!("ปุ่ม {key} จะมีสองความหมาย: {one} และ {other}")
        }
        KeysProblem::NeedsKey(row) => format!("{row} ต้องมีปุ่ม"),
        KeysProblem::AlwaysQuits => "Ctrl-C ต้องเป็นปุ่มออกเสมอ".into(),
    }
}

fn keys_hint(problem: &KeysProblem) -> String {
    match problem {
        KeysProblem::NotASection => "ปุ่มต้องอยู่ในส่วน เช่น [keys.jobs] แล้วเขียน cancel = [\"C\"]".into(),
        KeysProblem::NotAList => "ปุ่มเดียวอยู่ในเครื่องหมายคำพูด หลายปุ่มอยู่ในวงเล็บ: [\"c\", \"Ctrl-X\"]".into(),
        KeysProblem::NoSection { sections, .. } => format!("ส่วนที่มี: {}", sections.join(", ")),
        KeysProblem::NoAction { section, actions, .. } => format!("[keys.{section}] มี: {}", actions.join(", ")),
        KeysProblem::NotAKey(_) => "เขียนตามหน้าวิธีใช้: a, C, Space, Enter, F2, PgDn, Ctrl-T, Alt-X, Shift-Tab".into(),
        KeysProblem::SentAs(..) => "เลือกปุ่มอื่น".into(),
        KeysProblem::MayNotPay { .. } => "จ่ายได้ด้วย Ctrl กับตัวอักษรเท่านั้น ตัวอักษรเดี่ยว Enter และการวางไม่มีวันทำให้จ่าย".into(),
        KeysProblem::NeverYes(_) => "คำถามที่กดผ่านไปเร็ว ๆ ต้องได้คำตอบว่าไม่ เลือกปุ่มอื่น".into(),
        KeysProblem::IsText { .. } => "เลือกปุ่มอื่น เช่น F1 ถึง F12 หรือ Ctrl หรือ Alt กับปุ่มที่ไม่ใช้แก้ข้อความ (ดูในวิธีใช้)".into(),
        KeysProblem::PaysElsewhere { .. } | KeysProblem::AnswersItself { .. } => {
            "เลือกปุ่มอื่นให้คำสั่งหนึ่ง: ปุ่มที่จ่ายหรือยืนยันต้องไม่ทำอย่างอื่นในที่ใกล้กัน".into()
        }
        KeysProblem::TwoThings { .. } => "เลือกปุ่มอื่นให้คำสั่งหนึ่ง ถ้าไม่ต้องการปุ่มใดเลยให้เขียน []".into(),
        KeysProblem::NeedsKey(_) => "ระบุอย่างน้อยหนึ่งปุ่ม".into(),
        KeysProblem::AlwaysQuits => "คงไว้ในรายการ: [\"Ctrl-C\", \"Ctrl-Q\"]".into(),
    }
}

fn key(KeyError { place, problem }: &KeyError) -> String {
    let place = match place {
        KeyPlace::Variable(name) => (*name).to_owned(),
        KeyPlace::File(path) => format!("ไฟล์คีย์ {path}"),
        KeyPlace::Command(program) => format!("คำสั่งอ่านคีย์ `{program}`"),
    };
    let problem = match problem {
        KeyProblem::Content(SecretError::Empty) => "คีย์ว่างเปล่า".into(),
        KeyProblem::Content(SecretError::LineBreak) => "คีย์มีการขึ้นบรรทัดใหม่".into(),
        KeyProblem::Content(SecretError::Unprintable) => "คีย์มีเว้นวรรค อักขระควบคุม หรืออักขระนอก ASCII".into(),
        KeyProblem::Content(SecretError::TooLong) => format!("คีย์ยาวกว่า {} ไบต์", grouped(4096)),
        KeyProblem::Unreadable(error) => format!("อ่านไม่ได้: {}", system(error)),
        KeyProblem::NotRun(error) => format!("เรียกไม่ได้: {}", system(error)),
        KeyProblem::Failed(how) => format!("จบไม่เรียบร้อย ({how})"),
        KeyProblem::TooSlow(limit) => format!("ไม่ได้คีย์ภายใน {} วินาที", limit.as_secs_f32()),
    };
    format!("{place}: {problem}")
}

fn key_hint(problem: &KeyProblem) -> &'static str {
    match problem {
        KeyProblem::Content(SecretError::Empty) => {
            "เอาการตั้งค่านี้ออกเพื่อใช้แซนด์บ็อกซ์ หรือใส่คีย์ไว้ที่นั่น (sd2_live_... จากหน้าเว็บของบริการ)"
        }
        KeyProblem::Content(SecretError::LineBreak | SecretError::Unprintable | SecretError::TooLong) => {
            "คีย์คืออักขระ ASCII ที่มองเห็นได้บรรทัดเดียว (sd2_live_...) คัดลอกใหม่ให้ครบและไม่มีสิ่งอื่นปน"
        }
        KeyProblem::Unreadable(_) => "ระบุไฟล์ที่อ่านได้และมีคีย์อยู่ข้างใน ไม่ใช่ใส่ตัวคีย์เองตรงนั้น",
        KeyProblem::NotRun(_) => {
            "api_key_command คือโปรแกรมและอาร์กิวเมนต์ ไม่มีเชลล์อ่านให้ ถ้าต้องใช้เชลล์ให้ระบุเอง: [\"sh\", \"-c\", \"...\"]"
        }
        KeyProblem::Failed(_) | KeyProblem::TooSlow(_) => {
            "ลองเรียกเองเพื่อดูว่าบอกอะไร โปรแกรมต้องพิมพ์คีย์แล้วจบ โดยไม่ถามในเทอร์มินัล"
        }
    }
}

fn ledger_hint(error: &OpenError) -> String {
    match error {
        OpenError::NotAFile(_) | OpenError::NotALedger(_) => {
            "ไม่ได้ส่งอะไร ย้ายสิ่งนั้นออกไป หรือเลือกโฟลเดอร์อื่นด้วย --data-dir".into()
        }
        OpenError::Damaged(_) | OpenError::Older(_) => "ไม่ได้ส่งอะไร ปิดหน้าต่างอื่นของทะเบียนงานนี้แล้วเปิดใหม่".into(),
        OpenError::Locked(_) => "ไม่ได้ส่งอะไร ปิดโปรแกรมที่ล็อกไว้ หรือเลือกโฟลเดอร์อื่นด้วย --data-dir".into(),
        OpenError::Unwritable { .. } | OpenError::NoBackup { .. } | OpenError::Database { .. } => {
            "ไม่ได้ส่งอะไร เลือกโฟลเดอร์ที่เขียนได้ด้วย --data-dir หรือทำให้โฟลเดอร์นี้เขียนได้และมีที่ว่าง".into()
        }
    }
}

fn ledger(error: &OpenError) -> String {
    match error {
        OpenError::Unwritable { path, source } => format!("เขียนใน {} ไม่ได้: {}", path.display(), system(source)),
        OpenError::NotAFile(path) => format!("{} ไม่ใช่ไฟล์", path.display()),
        OpenError::NotALedger(path) => format!("{} ไม่ใช่ทะเบียนงานของ seedance-tui", path.display()),
        OpenError::Damaged(path) => format!(
            "{} เสียหาย จะซ่อมได้เมื่อไม่มีหน้าต่างอื่นเปิดอยู่: ปิดหน้าต่างเหล่านั้นแล้วเปิดใหม่",
            path.display()
        ),
        OpenError::Older(path) => format!(
            "ต้องอัปเดต {} แต่ยังมีหน้าต่างของโปรแกรมรุ่นเก่ากว่าเปิดอยู่: ปิดหน้าต่างนั้นก่อน",
            path.display()
        ),
        OpenError::NoBackup { path, why } => format!(
            "ต้องอัปเดต {} แต่สำรองข้อมูลก่อนไม่ได้ ({why}) จึงยังไม่ได้เปลี่ยนแปลงอะไร",
            path.display()
        ),
        OpenError::Locked(path) => format!("โปรแกรมอื่นล็อก {} ไว้", path.display()),
        OpenError::Database { path, why } => format!("เปิด {} ไม่ได้: {why}", path.display()),
    }
}

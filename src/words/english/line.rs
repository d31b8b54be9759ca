//! English for the command line. What its parser and the sandbox say of their own accord is English already.

use crate::words::line::{CommandWords, FlagWords, LineWords, SettingWords, ValueWords};

/// What the command line says.
pub(super) const LINE: LineWords = LineWords {
    about: "A dashboard in the terminal for Seedance 2.0 video generation: submit, watch, cancel, open",
    long_about: "A dashboard in the terminal for Seedance 2.0 video generation: submit, watch, cancel, open.\n\nWithout a \
                 command it opens the dashboard: on the service when an API key is configured, else on a sandbox of its \
                 own that costs nothing.",
    commands: CommandWords {
        sandbox: "Serve the sandbox alone, for other programs, until Ctrl-C",
        paths: "Print where configuration, ledger and log are kept",
        fill: "Fill the ledger with made-up jobs, to measure and try the program on a long history",
    },
    flags: FlagWords {
        config: "Read this configuration file, instead of `$XDG_CONFIG_HOME/seedance-tui/config.toml`",
        sandbox: "Use the embedded sandbox even if a key is configured",
        listen: "Address of this machine to listen on; port 0 takes a free one",
        fault: "Switch a fault on, every time or the first N times; may be repeated. `--help` names them all",
        pace: "How long the usual job stays queued and processing, as in `2s,4s` or `1m,3m`",
        balance: "Credits to spend; a submit beyond them gets 402",
        in_flight: "Jobs that may be unfinished at a time; a submit beyond them gets 429",
        jobs: "Jobs that have ended",
        live: "Jobs that are still live, younger than all others",
        seed: "The same jobs for the same number",
    },
    values: ValueWords {
        url: "URL",
        path: "PATH",
        file: "FILE",
        command: "COMMAND",
        duration: "DURATION",
        number: "NUMBER",
        word: "WORD",
        switch: "ON|OFF",
        address: "ADDR",
        fault: "NAME[=N]",
        pace: "QUEUED,PROCESSING",
        credits: "CREDITS",
        jobs: "JOBS",
    },
    settings: SettingWords {
        base_url: "Address of the API; plain http:// for this machine alone; used only with a key",
        data_dir: "Folder of the ledgers, instead of $XDG_DATA_HOME/seedance-tui",
        api_key_file: "File that holds the API key and nothing else",
        api_key_command: "Program that prints the API key, run without a shell, at most 10 s",
        poll_first: "Wait before a job's first poll; auto: by model and history, short on the sandbox",
        poll_every: "Steady pace of one job's polls; auto: by age and history, short on the sandbox",
        poll_ceiling: "Most requests a second, whole program; auto: 5, more on the sandbox",
        submit_in_flight: "Most jobs in flight at once, 1 to 1000; the rest wait in our own queue",
        theme: "Theme: the terminal's own, light, dark, high contrast; auto asks the terminal",
        borders: "Edges and signs; auto: ASCII without UTF-8 and on the Linux console",
        mouse: "Click to select, wheel to scroll",
        notify: "Tell the terminal when a job ends",
        language: "Language of the screen; auto: by LC_ALL, LC_MESSAGES, LANG",
        log_level: "What goes into the log file",
    },
    settings_intro: |key, file| {
        format!(
            "The API key: {key} in the environment, or --api-key-file, or api_key_command in the configuration \
             file.\n\nSettings, in the configuration file ({file} or --config names another one) or in the environment:"
        )
    },
    of_sandbox: "Options of the sandbox",
    faults: "Faults:",
    fault: |_, does| does,
    sandbox: None,
    parser: None,
};

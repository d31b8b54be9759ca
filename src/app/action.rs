//! What a key can mean, and where.

/// What the person wants, once the key is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Say which request the job is: first by its id, then by having it looked at.
    Adopt,
    /// Hide the job, or bring it back.
    Archive,
    /// One level back; never quits.
    Back,
    /// To the last row.
    Bottom,
    /// Cancel the job: asks first.
    Cancel,
    /// Do what is chosen in the palette; in the help: keep what was searched for.
    Choose,
    /// Copy the request id.
    CopyId,
    /// Copy the note for the service's support.
    CopyNote,
    /// Copy the address of the video.
    CopyUrl,
    /// Show or hide the details.
    Details,
    /// One row down.
    Down,
    /// Fill the form from the job.
    EditAgain,
    /// Write the prompt in the person's own editor.
    EditOutside,
    /// Type a filter for the list.
    Filter,
    /// Show or hide the help.
    Help,
    /// Keep the filter, and back to the list.
    KeepFilter,
    /// The other language.
    Language,
    /// Ask the service now.
    Look,
    /// Mark the job, or take its mark away, and go on to the next.
    Mark,
    /// Mark all jobs that the list holds now.
    MarkAll,
    /// To the form, for a new job.
    NewJob,
    /// Say that the job was never created.
    NotCreated,
    /// To the next field or pane.
    Next,
    /// No.
    No,
    /// Open the video.
    Open,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// Show all that can be done, to search in.
    Palette,
    /// Pause our own queue, or let it go on.
    Pause,
    /// Yes to a question that pays.
    Pay,
    /// To the field or pane before.
    Previous,
    /// Close what is open, else quit.
    Quit,
    /// Quit and ask nothing.
    QuitNow,
    /// Draw the screen anew.
    Redraw,
    /// Turn the order of the list round.
    Reverse,
    /// Run the same again: asks first.
    RunAgain,
    /// Search in the help.
    SearchHelp,
    /// Select all of a field.
    SelectAll,
    /// Send the form.
    Send,
    /// Send a job of unknown fate again: asks first, for typed words.
    SendAgain,
    /// Settle a job of unknown fate.
    Settle,
    /// Order the list by the next column.
    Sort,
    /// Leave the terminal to the shell, and come back.
    Suspend,
    /// The next set of colours.
    Theme,
    /// To the first row.
    Top,
    /// Watch a job that was submitted elsewhere, by its request id.
    Track,
    /// One row up.
    Up,
    /// Yes to a question that does not pay.
    Yes,
}

impl Action {
    /// It pays, cancels or settles, or does whatever is chosen, so it counts only where no other input came close to it.
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::Send | Self::Pay | Self::Yes | Self::Choose)
    }
}

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// In a field of the form: plain letters are text.
    Form,
    /// In the list or in the details.
    Board,
    /// Before a question that does not pay.
    Question,
    /// Before a question that pays.
    Payment,
    /// In something that is only read: help, a link.
    Reading,
    /// Before a job of unknown fate.
    Settling,
    /// In the one-line field of such a job, or of a question for which something is typed: plain letters are text.
    Entry,
    /// In the filter line: plain letters are text, and nothing pays.
    Filter,
    /// In the search field of the palette or of the help: plain letters are text.
    Search,
}

//! What a person can do to a field. Which key does it is not decided here.

/// Where a cursor can be told to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One cluster back, over the end of the line before.
    Left,
    /// One cluster on, into the next line.
    Right,
    /// The row above on the screen, in the column last wanted.
    Up,
    /// The row below on the screen, in the column last wanted.
    Down,
    /// The start of the line.
    Home,
    /// The end of the line.
    End,
    /// The start of the text.
    Top,
    /// The end of the text.
    Bottom,
    /// The start of this word or the one before.
    WordLeft,
    /// The end of this word or the next one.
    WordRight,
    /// What is shown in that column and row of the field, from 0: where the mouse points.
    Cell(u16, u16),
}

/// What a person does to a field with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// Types a character, in place of the selection.
    Insert(char),
    /// Starts a new line; nothing in a field of one line.
    NewLine,
    /// Deletes the selection, or else from the cursor to where the motion leads: Backspace is `Delete(Motion::Left)`.
    Delete(Motion),
    /// Moves the cursor and drops the selection. Left and Right go to its edge first.
    Move(Motion),
    /// Moves the cursor and takes the selection along.
    Extend(Motion),
    /// Selects the whole text.
    SelectAll,
    /// Takes the last change back.
    Undo,
    /// Makes the change again that was taken back.
    Redo,
}

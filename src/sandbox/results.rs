//! The result files: three sample clips built into the program, served in whole or in part.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::documented::AspectRatio;

/// The clip for an aspect ratio: an MP4 of 5 s, whatever length was asked (assumed).
pub(super) fn clip(ratio: AspectRatio) -> &'static [u8] {
    match ratio {
        AspectRatio::Wide => include_bytes!("../../assets/clips/16x9.mp4"),
        AspectRatio::Tall => include_bytes!("../../assets/clips/9x16.mp4"),
        AspectRatio::Square => include_bytes!("../../assets/clips/1x1.mp4"),
    }
}

/// Serves a file as a browser's video player wants it: with ranges, so that it can seek.
pub(super) fn serve(file: &'static [u8], method: &Method, headers: &HeaderMap) -> Response {
    let asked = headers
        .get(header::RANGE)
        .filter(|_| method == Method::GET)
        .and_then(|value| value.to_str().ok());
    let common = [(header::CONTENT_TYPE, "video/mp4"), (header::ACCEPT_RANGES, "bytes")];
    let size = file.len();
    match part(asked, size) {
        Part::Whole => (common, file).into_response(),
        Part::Bytes(range) => {
            let told = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            let part = &file[range];
            (
                StatusCode::PARTIAL_CONTENT,
                common,
                [(header::CONTENT_RANGE, told)],
                part,
            )
                .into_response()
        }
        Part::None => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, range, Body::empty()).into_response()
        }
    }
}

/// Which part of a file a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// Never empty, never past the end.
    Bytes(Range<usize>),
    /// Outside the file.
    None,
}

/// Anything but one well-formed range of bytes counts as not asked, as HTTP allows.
fn part(asked: Option<&str>, size: usize) -> Part {
    let spec = asked.and_then(|value| value.strip_prefix("bytes="));
    let Some((first, last)) = spec.and_then(|spec| spec.split_once('-')) else {
        return Part::Whole;
    };
    let range = match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => first..size.min(last.saturating_add(1)),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(length)) if first.trim().is_empty() => size.saturating_sub(length)..size,
        _ => return Part::Whole,
    };
    if range.is_empty() {
        Part::None
    } else {
        Part::Bytes(range)
    }
}

//! The form: eight fields, what stands in them, and what is wrong with it.

use super::field::{Edit, Field as TextField, TooLong};
use crate::job::{Catalogue, Credits, Draft, FIELDS, Field, Problem, check_field, media_lines};

/// See the module.
pub struct Form {
    prompt: TextField,
    media: TextField,
    webhook: TextField,
    metadata: TextField,
    model: String,
    aspect_ratio: String,
    duration: u32,
    resolution: String,
    problems: Vec<(Field, Problem)>,
    /// Fields whose problems are shown: those that were left or refused, and not the empty prompt of a form just opened.
    shown: Vec<Field>,
}

impl Form {
    pub(super) fn new(draft: &Draft, catalogue: &Catalogue) -> Self {
        let mut form = Self {
            prompt: TextField::multi_line(),
            media: TextField::multi_line(),
            webhook: TextField::single_line(),
            metadata: TextField::single_line(),
            model: String::new(),
            aspect_ratio: String::new(),
            duration: 0,
            resolution: String::new(),
            problems: vec![],
            shown: vec![],
        };
        form.fill(draft, catalogue);
        form
    }

    /// Puts a draft in the place of everything.
    pub(super) fn fill(&mut self, draft: &Draft, catalogue: &Catalogue) {
        let texts = [
            (&mut self.prompt, &draft.prompt),
            (&mut self.media, &draft.media),
            (&mut self.webhook, &draft.webhook_url),
            (&mut self.metadata, &draft.metadata),
        ];
        for (field, text) in texts {
            // a draft came out of such a field, so it fits; one that does not leaves the field as it is
            let _ = field.set_text(text);
        }
        self.model.clone_from(&draft.model);
        self.aspect_ratio.clone_from(&draft.aspect_ratio);
        self.duration = draft.duration;
        self.resolution.clone_from(&draft.resolution);
        self.shown.clear();
        self.check_all(catalogue);
    }

    /// What stands in it.
    pub fn draft(&self) -> Draft {
        Draft {
            prompt: self.prompt.text(),
            media: self.media.text(),
            model: self.model.clone(),
            aspect_ratio: self.aspect_ratio.clone(),
            duration: self.duration,
            resolution: self.resolution.clone(),
            webhook_url: self.webhook.text(),
            metadata: self.metadata.text(),
        }
    }

    /// The text of a field that holds text.
    pub fn text(&self, field: Field) -> Option<&TextField> {
        match field {
            Field::Prompt => Some(&self.prompt),
            Field::Media => Some(&self.media),
            Field::Webhook => Some(&self.webhook),
            Field::Metadata => Some(&self.metadata),
            Field::Model | Field::AspectRatio | Field::Duration | Field::Resolution => None,
        }
    }

    /// The same, to be told its size on the screen.
    pub fn text_mut(&mut self, field: Field) -> Option<&mut TextField> {
        match field {
            Field::Prompt => Some(&mut self.prompt),
            Field::Media => Some(&mut self.media),
            Field::Webhook => Some(&mut self.webhook),
            Field::Metadata => Some(&mut self.metadata),
            Field::Model | Field::AspectRatio | Field::Duration | Field::Resolution => None,
        }
    }

    /// The chosen value of a choice: the model's id, `16:9`, the seconds, `720p`.
    pub fn choice(&self, field: Field) -> Option<String> {
        match field {
            Field::Model => Some(self.model.clone()),
            Field::AspectRatio => Some(self.aspect_ratio.clone()),
            Field::Duration => Some(self.duration.to_string()),
            Field::Resolution => Some(self.resolution.clone()),
            Field::Prompt | Field::Media | Field::Webhook | Field::Metadata => None,
        }
    }

    /// The problem to show under a field: a refusal before a caution.
    pub fn problem(&self, field: Field) -> Option<&Problem> {
        if !self.shown.contains(&field) {
            return None;
        }
        let mut problems = self
            .problems
            .iter()
            .filter(|(of, _)| *of == field)
            .map(|(_, problem)| problem);
        let first = problems.next()?;
        if first.refuses() {
            Some(first)
        } else {
            Some(problems.find(|problem| problem.refuses()).unwrap_or(first))
        }
    }

    /// What stands against sending, whether it is shown under its field yet or not.
    pub fn first_refusal(&self) -> Option<(Field, &Problem)> {
        self.problems
            .iter()
            .find(|(_, problem)| problem.refuses())
            .map(|(field, problem)| (*field, problem))
    }

    /// How many media are named.
    pub fn media_count(&self) -> usize {
        self.media.lines().iter().filter(|line| !line.trim().is_empty()).count()
    }

    /// Seconds of video.
    pub fn duration(&self) -> u32 {
        self.duration
    }

    /// For example `720p`.
    pub fn resolution(&self) -> &str {
        &self.resolution
    }

    /// What sending would cost, where the service told prices.
    pub fn estimate(&self, catalogue: &Catalogue) -> Option<Credits> {
        catalogue.estimate(&self.model, &self.resolution, self.duration, self.media_count() > 0)
    }

    /// Changes the text of a field; tells whether anything changed.
    pub(super) fn edit(&mut self, field: Field, edit: Edit, catalogue: &Catalogue) -> bool {
        let changed = self.text_mut(field).is_some_and(|text| text.apply(edit));
        if changed {
            self.touched(field, catalogue);
        }
        changed
    }

    /// Pastes into a field. A paste that is too long changes nothing.
    pub(super) fn paste(&mut self, field: Field, text: &str, catalogue: &Catalogue) -> Result<bool, TooLong> {
        let changed = self.text_mut(field).map_or(Ok(false), |into| into.paste(text))?;
        if changed {
            self.touched(field, catalogue);
        }
        Ok(changed)
    }

    /// Puts another text in the place of a field's. One that is too long changes nothing.
    pub(super) fn replace(&mut self, field: Field, text: &str, catalogue: &Catalogue) -> Result<bool, TooLong> {
        let Some(into) = self.text_mut(field) else {
            return Ok(false);
        };
        let before = into.text();
        into.set_text(text)?;
        let changed = into.text() != before;
        if changed {
            self.touched(field, catalogue);
        }
        Ok(changed)
    }

    /// Goes to the next or the previous value of a choice; tells whether there was one.
    pub(super) fn choose(&mut self, field: Field, forward: bool, catalogue: &Catalogue) -> bool {
        let model = catalogue.model(&self.model);
        let changed = match field {
            Field::Model => {
                let ids: Vec<_> = catalogue.models.iter().map(|model| model.id.clone()).collect();
                step(&ids, &mut self.model, forward)
            }
            Field::AspectRatio => model.is_some_and(|m| step(&m.aspect_ratios, &mut self.aspect_ratio, forward)),
            Field::Duration => model.is_some_and(|m| step(&m.durations, &mut self.duration, forward)),
            Field::Resolution => model.is_some_and(|m| step(&m.resolutions, &mut self.resolution, forward)),
            Field::Prompt | Field::Media | Field::Webhook | Field::Metadata => false,
        };
        if changed && field == Field::Model {
            self.fit_choices(catalogue);
        }
        if changed {
            self.check_all(catalogue);
        }
        changed
    }

    /// The choices follow the model: what it does not offer becomes the nearest that it does.
    fn fit_choices(&mut self, catalogue: &Catalogue) {
        let Some(model) = catalogue.model(&self.model) else {
            return;
        };
        let nearest = model
            .durations
            .iter()
            .min_by_key(|seconds| seconds.abs_diff(self.duration));
        self.duration = nearest.copied().unwrap_or(self.duration);
        for (value, offered) in [
            (&mut self.aspect_ratio, &model.aspect_ratios),
            (&mut self.resolution, &model.resolutions),
        ] {
            if let Some(first) = offered.first().filter(|_| !offered.contains(value)) {
                value.clone_from(first);
            }
        }
    }

    /// The catalogue changed under it.
    pub(super) fn check_all(&mut self, catalogue: &Catalogue) {
        let draft = self.draft();
        self.problems = FIELDS
            .into_iter()
            .flat_map(|field| {
                check_field(field, &draft, catalogue)
                    .into_iter()
                    .map(move |problem| (field, problem))
            })
            .collect();
    }

    fn touched(&mut self, field: Field, catalogue: &Catalogue) {
        self.show_problems(field);
        let draft = self.draft();
        self.problems.retain(|(of, _)| *of != field);
        self.problems.extend(
            check_field(field, &draft, catalogue)
                .into_iter()
                .map(|problem| (field, problem)),
        );
        self.problems.sort_by_key(|(field, _)| *field);
    }

    /// From now on what is wrong with this field is said.
    pub(super) fn show_problems(&mut self, field: Field) {
        if !self.shown.contains(&field) {
            self.shown.push(field);
        }
    }

    /// What is wrong with any field is said; the first field that stands against sending.
    pub(super) fn show_all_problems(&mut self) -> Option<(Field, &Problem)> {
        self.shown = FIELDS.to_vec();
        self.problems
            .iter()
            .find(|(_, problem)| problem.refuses())
            .map(|(field, problem)| (*field, problem))
    }

    /// After a send: the next prompt is typed over this one, and an empty form is no fault.
    pub(super) fn start_next(&mut self) {
        self.prompt.select_all();
        self.shown.clear();
    }

    /// The media as they stand, line by line, without the blanks.
    pub fn media(&self) -> Vec<String> {
        media_lines(&self.media.text()).map(|(_, url)| url.to_owned()).collect()
    }
}

/// The next or previous of the values, round the ends; the first where the value is none of them.
fn step<T: PartialEq + Clone>(values: &[T], value: &mut T, forward: bool) -> bool {
    let count = values.len();
    let place = values.iter().position(|each| each == value);
    let next = match place {
        None => 0,
        Some(place) if forward => (place + 1) % count,
        Some(place) => (place + count - 1) % count,
    };
    let Some(chosen) = values.get(next).filter(|chosen| *chosen != value) else {
        return false;
    };
    *value = chosen.clone();
    true
}

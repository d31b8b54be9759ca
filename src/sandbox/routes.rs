//! HTTP: the four documented endpoints and the result files, as routes over the service.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, Request as HttpRequest, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

use super::answer::Refusal;
use super::assumed;
use super::faults::Call;
use super::request::Request;
use super::results;
use super::service::Service;

type Shared = State<Arc<Service>>;

/// A part of the path, as long as it is text.
type Segment = Result<Path<String>, PathRejection>;

fn text(segment: Segment) -> Result<String, Refusal> {
    segment.map(|Path(text)| text).map_err(|_| Refusal::NotFound)
}

pub(super) fn router(service: Arc<Service>) -> Router {
    let with_key = Router::new()
        .route("/video/generations", post(submit))
        .route("/video/generations/{id}", get(status))
        .route("/video/generations/{id}/cancel", post(cancel))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&service), check_key));
    // The page says that every request needs the key and shows this one without. Assumed: public.
    let api = with_key.route("/models", get(async || Json(assumed::models())));
    Router::new()
        .nest("/api/open/v1", api)
        .route("/open-api-results/{file}", get(result))
        .fallback(async || Refusal::NotFound)
        .method_not_allowed_fallback(async || Refusal::WrongMethod)
        .layer(DefaultBodyLimit::max(assumed::LARGEST_BODY))
        .with_state(service)
}

async fn check_key(State(service): Shared, request: HttpRequest, next: Next) -> Result<Response, Refusal> {
    let told = request.headers().get(header::AUTHORIZATION);
    let key = told.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if key == Some(service.key.as_str()) {
        Ok(next.run(request).await)
    } else {
        Err(Refusal::Unauthorized)
    }
}

async fn submit(State(service): Shared, body: Result<Bytes, BytesRejection>) -> Result<Response, Refusal> {
    let work = async {
        let request = Request::read(&body.map_err(|_| Refusal::TooLarge)?)?;
        on_disk(&service, |service| service.submit(request)).await
    };
    with_faults(&service, Call::Submit, work, Json).await
}

async fn status(State(service): Shared, id: Segment) -> Result<Response, Refusal> {
    let work = async {
        let id = text(id)?;
        on_disk(&service, move |service| service.status(&id)).await
    };
    with_faults(&service, Call::Status, work, Json).await
}

async fn cancel(State(service): Shared, id: Segment) -> Result<Response, Refusal> {
    let work = async {
        let id = text(id)?;
        on_disk(&service, move |service| service.cancel(&id)).await
    };
    with_faults(&service, Call::Cancel, work, Json).await
}

async fn result(
    State(service): Shared,
    file: Segment,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let work = async {
        let id = text(file)?.strip_suffix(".mp4").ok_or(Refusal::NotFound)?.to_owned();
        on_disk(&service, move |service| service.result(&id)).await
    };
    let serve = |ratio| results::serve(results::clip(ratio), &method, &headers);
    with_faults(&service, Call::Result, work, serve).await
}

/// Does the work of a call and answers, unless a fault comes before or after. A call that is refused by right meets
/// no fault after it.
async fn with_faults<T, R: IntoResponse>(
    service: &Service,
    call: Call,
    work: impl Future<Output = Result<T, Refusal>>,
    answer: impl FnOnce(T) -> R,
) -> Result<Response, Refusal> {
    if let Some(reply) = service.faults.before(call) {
        return Ok(reply.give().await);
    }
    let honest = answer(work.await?).into_response();
    Ok(match service.faults.after(call) {
        Some(spoil) => spoil.apply(honest).await,
        None => honest,
    })
}

/// Runs what touches files off the threads that serve connections, a few at a time: a crowd of
/// polls does not become a crowd of threads. What began runs to its end even when the client goes
/// away: a job that is being accepted is accepted.
pub(super) async fn on_disk<T: Send + 'static>(
    service: &Arc<Service>,
    work: impl FnOnce(&Service) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    // Fails only when closed, which nobody does.
    let _turn = service.turns.acquire().await;
    let service = Arc::clone(service);
    tokio::task::spawn_blocking(move || work(&service))
        .await
        .unwrap_or_else(|lost| Err(Refusal::Broken(format!("the sandbox lost a task: {lost}"))))
}

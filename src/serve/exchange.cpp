#include "serve/exchange.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "http/client_address.hpp"
#include "http/serializer.hpp"
#include "serve/answer.hpp"
#include "serve/dev.hpp"
#include "serve/recorded.hpp"
#include "serve/trip.hpp"

namespace gw::serve {

Exchange::Exchange(Session& session, const http::RequestFraming& framing, size_t head_bytes)
    : session_(session),
      worker_(session.worker()),
      body_(session, framing, head_bytes),
      framing_(framing),
      head_bytes_(head_bytes),
      began_(worker_.loop().now()),
      method_(worker_.scratch().request.head.method),
      http10_(worker_.scratch().request.head.version == http::Version::kHttp10),
      keep_alive_(framing.keep_alive) {
  session_.buffers().steps.clear();
}

Exchange::~Exchange() {
  if (plan_ != nullptr) worker_.let_go(*plan_);
}

net::Task<void> Exchange::run() {
  if (worker_.options().dev) {
    origin_ = local_origin(head());
    if (is_local_preflight(head())) {
      send_preflight();
      co_return co_await flush();
    }
  }
  arrive();
  while (!verdict_) {
    if (attempt_) {
      Trip trip(*this, *std::exchange(attempt_, std::nullopt));
      co_await trip.run();
    } else {
      co_await wait();
    }
  }
  send_own_answer();
  if (session_.client().unsent() > 0) co_await flush();
  conclude();
}

// Classified against the newest plan; again when a reload came between.
void Exchange::arrive() {
  for (;;) {
    plan_ = &worker_.use_plan();
    const http::RequestHead& request = head();
    const engine::Plan& plan = *plan_->plan;
    const engine::Classified classified = engine::classify(
        plan, request, caller_of(request), worker_.options().key, worker_.scratch().match);
    balance_hash_ = classified.balance_hash;
    route_ = nullptr;
    if (classified.outcome == engine::MatchOutcome::kMatched) {
      route_ = &plan.routes[classified.route];
      remainder_bytes_ = worker_.scratch().match.remainder.size();
      if (route_->retry.attempts > 0) body_.set_keep(RequestBody::Keep::kYes);
    }
    const engine::Arrived event{plan.id, classified};
    const std::optional<Arrival> arrival = worker_.arrive(event, *this);
    if (arrival) {
      ticket_ = arrival->ticket;
      trace_ = engine::trace_of(request.fields, worker_.options().seed, ticket_.number());
      return note_step(arrival->stamp, event, traffic::RecordedStep::kNoEndpoint);
    }
    worker_.let_go(*std::exchange(plan_, nullptr));
  }
}

engine::Caller Exchange::caller_of(const http::RequestHead& head) {
  if (worker_.options().dev) {
    if (const std::optional<DevToken> token = dev_token(head)) {
      consumer_ = token->consumer;
      identity_ = consumer_.empty() ? engine::Identity::kRefused : engine::Identity::kAuthenticated;
    }
  }
  if (session_.is_from_proxy()) find_client(head);
  return {.address = client(), .consumer = consumer_, .identity = identity_};
}

void Exchange::find_client(const http::RequestHead& head) {
  const auto said = http::forwarded_client(head.fields, worker_.options().trusted_proxies);
  if (said) client_ = to_string(*said);
}

void Exchange::deliver(const engine::Effect& effect) {
  std::visit(
      [this](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<One, engine::Respond>) {
          respond_ = one;
        } else if constexpr (std::is_same_v<One, engine::Attempt>) {
          attempt_ = one;
          wake_.reset();
        } else if constexpr (std::is_same_v<One, engine::Wake>) {
          wake_ = one.at;
        } else if constexpr (std::is_same_v<One, engine::Abort>) {
          abort_ = true;
        } else if constexpr (std::is_same_v<One, engine::Met>) {
          trail_.push_back(one.entry);
        } else if constexpr (std::is_same_v<One, engine::Concluded>) {
          verdict_ = one.verdict;
        }
      },
      effect);
}

// For a place in a line, or for the time of the next attempt.
net::Task<void> Exchange::wait() {
  if (wake_) session_.wake_at(*wake_);
  co_await session_.gate().wait();
  notice();
}

void Exchange::notice() {
  if (session_.client().peer_closed() || session_.is_cut_off()) cancel();
  if (wake_ && session_.now() >= *wake_) {
    wake_.reset();
    step(engine::Woke{});
  }
}

void Exchange::cancel() {
  if (std::exchange(cancelled_, true) || verdict_) return;
  keep_alive_ = false;
  step(engine::Cancelled{});
}

void Exchange::give_up_on_client(const http::WireError& error) {
  client_error_ = error;
  cancel();
}

void Exchange::step(const engine::Event& event, uint32_t endpoint) {
  const Stamp stamp = worker_.step(ticket_, event, *this);
  note_step(stamp, event, endpoint);
}

void Exchange::note_step(const Stamp& stamp, const engine::Event& event, uint32_t endpoint) {
  if (worker_.shared().recorder == nullptr) return;
  session_.buffers().steps.push_back(recorded_step(stamp, event, endpoint));
}

const http::RequestHead& Exchange::head() {
  if (worker_.scratch().parsed != &session_.buffers()) {
    http::HeadProgress progress;
    http::parse_request_head(session_.buffers().input, http::HeadLimits{}, progress,
                             worker_.scratch().request);
    worker_.scratch().parsed = &session_.buffers();
  }
  return worker_.scratch().request.head;
}

void Exchange::append_upstream_request(std::string& out, const engine::EndpointPlan* endpoint) {
  const http::RequestHead& request = head();
  engine::append_upstream_head(
      out, {.head = request,
            .framing = framing_,
            .route = *route_,
            .endpoint = endpoint,
            .remainder = request.path.substr(request.path.size() - remainder_bytes_),
            .hop = {.client = session_.address(),
                    .scheme = "http",
                    .host = worker_.scratch().request.authority_text,
                    .trusted_peer = session_.is_from_proxy()},
            .trace = trace_,
            .seed = worker_.options().seed,
            .ticket = ticket_});
}

void Exchange::judge_head(uint8_t attempt, uint16_t status) {
  step(engine::ResponseHead{attempt, status});
}

void Exchange::finished(const engine::Finished& event, uint32_t endpoint) {
  abort_ = false;
  if (route_->service != engine::kNone) {
    upstream_status_ = event.status;
    upstream_duration_ = event.latency;
  }
  step(event, endpoint);
}

void Exchange::begin_answer(std::string& out, const http::ResponseHead& head,
                            const http::ResponseFraming& framing) {
  answering_ = true;
  answer_framing_ = client_framing(framing, http10_);
  settle_keep_alive();
  const bool mocked = route_->service == engine::kNone;
  const std::vector<http::Field> extra =
      extra_fields(engine::name(mocked ? engine::Reason::kMocked : engine::Reason::kProxied));
  append_client_head(out, head, framing, answer_framing_,
                     {.http10 = http10_,
                      .close = !keep_alive_,
                      .trace_id = trace_.id_text(),
                      .date = worker_.http_date(),
                      .extra = extra});
}

void Exchange::settle_keep_alive() {
  keep_alive_ = keep_alive_ && !worker_.is_draining() && body_.is_done() &&
                answer_framing_ != ClientFraming::kUntilClose;
}

// What is here of a body that nobody reads, so that the connection can be used again.
void Exchange::drain_body() {
  constexpr int kMostReads = 16;
  if (framing_.expects_continue) return;
  for (int i = 0; i < kMostReads && !body_.is_done(); ++i) {
    worker_.scratch().out.clear();
    if (body_.pull_content(worker_.scratch().out) != RequestBody::Pull::kMoved) return;
  }
}

void Exchange::send_own_answer() {
  if (answering_ || (!respond_ && !client_error_)) return;
  answering_ = true;
  drain_body();
  settle_keep_alive();
  const std::vector<http::Field> extra = extra_fields(engine::name(verdict_->reason));
  const AnswerContext context{.trace_id = trace_.id_text(),
                              .date = worker_.http_date(),
                              .head_only = method_ == http::Method::kHead,
                              .close = !keep_alive_,
                              .http10_keep_alive = keep_alive_ && http10_,
                              .extra = extra,
                              .detail = refusal_detail()};
  worker_.scratch().out.clear();
  if (respond_) {
    append_refusal(worker_.scratch().out, *respond_, context);
  } else {
    append_wire_error(worker_.scratch().out, *client_error_, context);
  }
  const size_t head_bytes = worker_.scratch().out.find("\r\n\r\n") + 4;
  count_content(worker_.scratch().out.size() - head_bytes);
  session_.client().write(worker_.scratch().out);
}

std::string_view Exchange::refusal_detail() const {
  if (!respond_ || respond_->reason != engine::Reason::kUpstreamUnreachable) return {};
  const engine::ServicePlan& service = plan_->plan->services[route_->service];
  const bool tls = service.endpoints[verdict_->endpoint].tls;
  return tls ? "it wants TLS, which gw does not speak yet" : std::string_view{};
}

void Exchange::send_preflight() {
  trace_ = engine::trace_of({}, worker_.options().seed, worker_.next_number());
  std::vector<http::Field> extra = extra_fields({});
  const http::Field* const wanted =
      http::find_field(head().fields, "access-control-request-headers");
  extra.push_back({"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
  if (wanted != nullptr) extra.push_back({"Access-Control-Allow-Headers", wanted->value});
  worker_.scratch().out.clear();
  append_answer(worker_.scratch().out, {.status = 204, .body = {}},
                {.trace_id = trace_.id_text(), .date = worker_.http_date(), .extra = extra});
  session_.client().write(worker_.scratch().out);
  drain_body();
  settle_keep_alive();
}

std::vector<http::Field> Exchange::extra_fields(std::string_view verdict) {
  std::vector<http::Field> fields;
  if (!worker_.options().dev) return fields;
  if (route_ != nullptr) fields.push_back({"X-Gw-Route", route_->name});
  if (!verdict.empty()) fields.push_back({"X-Gw-Verdict", verdict});
  if (!trail_.empty()) {
    trail_text_ = to_text(*plan_->plan, trail_, "; ");
    fields.push_back({"X-Gw-Trail", trail_text_});
  }
  if (!origin_.empty()) {
    fields.push_back({"Access-Control-Allow-Origin", origin_});
    fields.push_back({"Access-Control-Allow-Credentials", "true"});
    fields.push_back({"Vary", "Origin"});
  }
  return fields;
}

net::Task<void> Exchange::flush() {
  net::Stream& client = session_.client();
  uint64_t sent = client.sent();
  Instant limit = session_.now() + worker_.options().stall_timeout;
  while (client.unsent() > 0 && !session_.is_cut_off()) {
    session_.wake_at(limit);
    co_await session_.gate().wait();
    if (client.sent() != sent) {
      sent = client.sent();
      limit = session_.now() + worker_.options().stall_timeout;
    } else if (session_.now() >= limit) {
      break;
    }
  }
  keep_alive_ = keep_alive_ && client.unsent() == 0 && !client.failed();
}

void Exchange::conclude() {
  if (worker_.options().dev) {
    const Duration took = worker_.loop().now().mono - began_.mono;
    worker_.shared().say(to_line({.at = worker_.loop().now().wall,
                                  .head = head(),
                                  .plan = *plan_->plan,
                                  .verdict = *verdict_,
                                  .consumer = consumer_,
                                  .trace_id = trace_.id_text(),
                                  .trail = trail_,
                                  .took = took}));
  }
  if (worker_.shared().access_log != nullptr) log();
  if (worker_.shared().recorder != nullptr) record();
}

void Exchange::log() {
  head();
  worker_.log(AccessFacts{.head = worker_.scratch().request.head,
                          .target = worker_.scratch().request.target,
                          .plan = *plan_->plan,
                          .verdict = *verdict_,
                          .client = client(),
                          .consumer = consumer_,
                          .trace_id = trace_.id_text(),
                          .content_bytes = content_bytes_,
                          .arrived = began_.wall,
                          .duration = worker_.loop().now().mono - began_.mono,
                          .upstream_status = upstream_status_,
                          .upstream_duration = upstream_duration_,
                          .is_own_answer = respond_.has_value() || route_ == nullptr ||
                                           route_->service == engine::kNone});
}

void Exchange::record() {
  head();
  worker_.shared().recorder->add(
      recorded_request({.parse = worker_.scratch().request,
                        .plan = *plan_->plan,
                        .verdict = *verdict_,
                        .ticket = ticket_,
                        .client = client(),
                        .consumer = consumer_,
                        .identity = identity_,
                        .balance_hash = balance_hash_,
                        .retry_after = respond_ ? respond_->retry_after : Duration{0},
                        .content_bytes = content_bytes_,
                        .arrived = began_.wall,
                        .duration = worker_.loop().now().mono - began_.mono,
                        .key = worker_.options().key},
                       std::move(session_.buffers().steps)));
}

}  // namespace gw::serve

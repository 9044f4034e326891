#include "simulate/recording_log.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "engine/classify.hpp"

namespace gw::simulate {

namespace {

engine::Identity identity_of(traffic::RecordedIdentity identity) {
  switch (identity) {
    case traffic::RecordedIdentity::kAnonymous:
      return engine::Identity::kAnonymous;
    case traffic::RecordedIdentity::kAuthenticated:
      return engine::Identity::kAuthenticated;
    case traffic::RecordedIdentity::kRefused:
      return engine::Identity::kRefused;
  }
  return engine::Identity::kAnonymous;
}

void take(RecordingLog& log, traffic::RecordedItem& item) {
  if (auto* header = std::get_if<traffic::RecordedHeader>(&item)) {
    log.header = std::move(*header);
  } else if (auto* plan = std::get_if<traffic::RecordedPlan>(&item)) {
    log.plans.push_back(std::move(*plan));
  } else if (auto* request = std::get_if<traffic::RecordedRequest>(&item)) {
    log.requests.push_back(std::move(*request));
  } else if (auto* gap = std::get_if<traffic::RecordedGap>(&item)) {
    if (!log.gap || gap->seq < log.gap->seq) log.gap = std::move(*gap);
  } else if (const auto* close = std::get_if<traffic::RecordedClose>(&item)) {
    log.close = *close;
  }
}

}  // namespace

Result<RecordingLog> read_recording(traffic::RecordingReader& reader, uint64_t max_requests) {
  RecordingLog log;
  for (;;) {
    Result<std::optional<traffic::RecordedItem>> item = reader.next();
    if (!item) return tl::unexpected(item.error());
    if (!*item) break;
    take(log, **item);
    if (log.requests.size() > max_requests) {
      return failure("the recording holds more than " + std::to_string(max_requests) +
                     " requests, which is the most that is replayed at once");
    }
  }
  std::stable_sort(log.plans.begin(), log.plans.end(),
                   [](const auto& a, const auto& b) { return a.seq < b.seq; });
  if (log.plans.empty() || log.plans.front().seq != 0) {
    return failure("the recording lacks the configuration that it starts with");
  }
  if (log.header.state != "fresh") {
    return failure("the recording starts with the state '" + log.header.state +
                   "'; only 'fresh' ones can be replayed");
  }
  std::stable_sort(log.requests.begin(), log.requests.end(),
                   [](const auto& a, const auto& b) { return a.ticket < b.ticket; });
  return log;
}

engine::Classified classify_recorded(const engine::Plan& plan,
                                     const traffic::RecordedRequest& request, HashKey key,
                                     HeadScratch& scratch) {
  http::RequestHead head;
  engine::Classified bad;
  bad.refused_as = 400;
  if (!read_head({request.method, request.target, request.host}, scratch, head)) return bad;
  std::vector<http::Field> fields;
  if (!request.host.empty()) fields.push_back({"host", request.host});
  for (const traffic::RecordedField& field : request.fields) {
    fields.push_back({field.name, field.value});
  }
  head.fields = fields;
  const engine::Caller caller{request.client, request.consumer, identity_of(request.identity)};
  engine::Match match;
  engine::Classified classified = engine::classify(plan, head, caller, key, match);
  if (request.balance_hash) classified.balance_hash = *request.balance_hash;
  return classified;
}

engine::AttemptEnd attempt_end(traffic::RecordedEnd end) {
  switch (end) {
    case traffic::RecordedEnd::kAnswered:
      return engine::AttemptEnd::kAnswered;
    case traffic::RecordedEnd::kUnreachable:
      return engine::AttemptEnd::kUnreachable;
    case traffic::RecordedEnd::kTimedOut:
      return engine::AttemptEnd::kTimedOut;
    case traffic::RecordedEnd::kBroken:
      return engine::AttemptEnd::kBroken;
    case traffic::RecordedEnd::kAborted:
      return engine::AttemptEnd::kAborted;
  }
  return engine::AttemptEnd::kAborted;
}

}  // namespace gw::simulate

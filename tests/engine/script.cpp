#include "engine/script.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "support/request.hpp"

namespace gw::testing {
namespace {

using namespace engine;

uint64_t number(std::string_view text) {
  const std::optional<uint64_t> parsed = parse_u64(text);
  GW_CHECK(parsed);
  return *parsed;
}

Duration duration(std::string_view text) {
  const std::optional<Duration> parsed = parse_duration(text);
  GW_CHECK(parsed);
  return *parsed;
}

// The word behind `name`, or nothing.
std::string_view after(const std::vector<std::string_view>& words, std::string_view name) {
  const auto found = std::find(words.begin(), words.end(), name);
  return found == words.end() || found + 1 == words.end() ? std::string_view() : *(found + 1);
}

bool has(const std::vector<std::string_view>& words, std::string_view name) {
  return std::find(words.begin(), words.end(), name) != words.end();
}

AttemptEnd end_of(std::string_view word) {
  if (word == "answered") return AttemptEnd::kAnswered;
  if (word == "unreachable") return AttemptEnd::kUnreachable;
  if (word == "timed-out") return AttemptEnd::kTimedOut;
  if (word == "broken") return AttemptEnd::kBroken;
  GW_CHECK(word == "aborted");
  return AttemptEnd::kAborted;
}

std::string text(Ticket ticket) {
  return std::to_string(ticket.number());
}
// In seconds, with as many decimals as it takes: "40.000001s".
std::string text(Duration duration) {
  std::string decimals = std::to_string(1'000'000'000 + duration.ns % 1'000'000'000);
  decimals.front() = '.';
  decimals.erase(decimals.find_last_not_of(".0") + 1);
  return std::to_string(duration.ns / 1'000'000'000) + decimals + 's';
}

std::string text(Instant at) {
  return text(Duration{at.ns});
}

std::string methods(uint32_t bits) {
  std::string out;
  for (int i = 0; i < http::kMethodCount; ++i) {
    if ((bits >> i & 1) == 0) continue;
    out += (out.empty() ? " allow " : ",") + std::string(name(static_cast<http::Method>(i)));
  }
  return out;
}

// Writes one effect; the plan gives limits their names.
struct Writer {
  const Plan& plan;

  std::string operator()(const Respond& e) const {
    std::string out = "respond " + text(e.ticket) + " " + std::to_string(e.status) + " " +
                      std::string(name(e.reason)) + methods(e.allowed_methods);
    if (e.retry_after.ns != 0) out += " after " + text(e.retry_after);
    return out;
  }
  std::string operator()(const Attempt& e) const {
    return "attempt " + text(e.ticket) + "." + std::to_string(e.number) + " to " +
           (e.endpoint == kNone ? "mock" : std::string(1, static_cast<char>('a' + e.endpoint))) +
           " by " + text(e.deadline) + (e.judge_head ? " judged" : "");
  }
  std::string operator()(const Relay& e) const { return "relay " + text(e.ticket); }
  std::string operator()(const Wake& e) const {
    return "wake " + text(e.ticket) + " at " + text(e.at);
  }
  std::string operator()(const Abort& e) const { return "abort " + text(e.ticket); }
  std::string operator()(const Met& e) const {
    return "met " + text(e.ticket) + " " + std::string(e.entry.policy) + " " +
           std::to_string(e.entry.index) + (e.entry.passed ? " passed " : " not passed ") +
           std::to_string(e.entry.number);
  }
  std::string operator()(const BreakerMoved& e) const {
    return "breaker " + std::to_string(e.slot) + " " + policy::name(e.transition.from) + " to " +
           policy::name(e.transition.to);
  }
  std::string operator()(const Concluded& e) const {
    const Verdict& v = e.verdict;
    std::string out = "end " + text(e.ticket) + " " + std::string(name(v.reason)) + " " +
                      std::to_string(v.status);
    if (v.attempts > 1) out += " attempts " + std::to_string(v.attempts);
    if (v.limit != kNone) out += " limit " + plan.limits[v.limit].name;
    if (v.remaining >= 0) out += " left " + std::to_string(v.remaining);
    if (v.shadow_refused) out += " shadow";
    if (v.queued.ns != 0) out += " queued " + text(v.queued);
    return out;
  }
};

}  // namespace

Player::Player(Plans plans, Seed seed, HashKey key)
    : plans_(std::move(plans)),
      key_(key),
      state_(seed, plans_.front()->bounds),
      plan_(plans_.front()) {
  advance({}, Reloaded{plan_});
}

std::string Player::play(std::string_view script) {
  transcript_.clear();
  for (const std::string_view raw : split(script, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() || line.starts_with("->")) continue;
    step(line);
  }
  return transcript_;
}

void Player::step(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  GW_CHECK(words.size() >= 3);
  now_.mono = Instant{duration(words[0]).ns};
  now_.wall = WallTime{now_.mono.ns};
  (transcript_ += line) += '\n';
  if (words[1] == "reload") {
    const auto found = std::find_if(plans_.begin(), plans_.end(),
                                    [&](const auto& plan) { return plan->id == number(words[2]); });
    GW_CHECK(found != plans_.end());
    plan_ = *found;
    advance({}, Reloaded{plan_});
  } else if (words[2].find('/') != std::string_view::npos) {
    arrive(words);
  } else {
    advance(ticket_of(words[1].substr(0, words[1].find('.'))), event_of(words));
  }
}

void Player::arrive(const std::vector<std::string_view>& words) {
  const Request request(std::string(words[1]) + ' ' + std::string(words[2]));
  Caller caller{.address = after(words, "from"), .consumer = after(words, "as")};
  if (!caller.consumer.empty()) caller.identity = Identity::kAuthenticated;
  if (has(words, "refused")) caller.identity = Identity::kRefused;
  Match match;
  Classified classified = classify(*plan_, request.head(), caller, key_, match);
  classified.refused_as = has(words, "malformed") ? 400 : 0;
  const Ticket ticket = state_.issue();
  tickets_[ticket.number()] = ticket;
  advance(ticket, Arrived{plan_->id, classified});
}

Ticket Player::ticket_of(std::string_view name) const {
  const auto found = tickets_.find(number(name));
  GW_CHECK(found != tickets_.end());
  return found->second;
}

Event Player::event_of(const std::vector<std::string_view>& words) const {
  if (words[2] == "leaves") return Cancelled{};
  if (words[2] == "wakes") return Woke{};
  const auto attempt = static_cast<uint8_t>(number(words[1].substr(words[1].find('.') + 1)));
  if (words[2] == "head") return ResponseHead{attempt, static_cast<uint16_t>(number(words[3]))};
  Finished finished{.attempt = attempt,
                    .end = end_of(words[2]),
                    .status = 0,
                    .head_relayed = has(words, "relayed"),
                    .can_repeat = !has(words, "unrepeatable"),
                    .latency = milliseconds(10)};
  if (words.size() > 3 && parse_u64(words[3])) {
    finished.status = static_cast<uint16_t>(number(words[3]));
  }
  if (has(words, "in")) finished.latency = duration(after(words, "in"));
  return finished;
}

void Player::advance(Ticket ticket, Event event) {
  effects_.clear();
  engine::advance(state_, Step{++seq_, now_, ticket, std::move(event)}, effects_);
  for (const Effect& effect : effects_) {
    transcript_ += "-> " + std::visit(Writer{*plan_}, effect) + '\n';
  }
}

std::string plain(std::string_view script) {
  std::string out;
  for (const std::string_view raw : split(script, '\n')) {
    const std::string_view line = trim(raw);
    if (!line.empty()) (out += line) += '\n';
  }
  return out;
}

}  // namespace gw::testing

// Puts events from stdin to an emulated product and prints its decisions, a line each, for the
// drivers in this folder, which put the same events to the product itself.
//
//   emulate_trace NAME [WORD=VALUE...] [+ NAME [WORD=VALUE...]]...
//
// A limiter takes lines "MS KEY" and prints "." (admitted), "x" (refused) or how many ms it holds
// the request; haproxy's rate stands behind. A breaker takes "MS ask ID" and prints "pass",
// "reject" or "wait", and "MS end ID s|f|i", for which it prints nothing.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/units.hpp"
#include "policy/emulate/breakers.hpp"
#include "policy/emulate/products.hpp"

namespace gw::emulate {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  std::fprintf(stderr, "emulate_trace: %s\n", message.c_str());
  std::exit(2);
}

template <class T>
T needed(const std::optional<T>& value, const std::string& text) {
  if (!value) refuse("cannot read '" + text + "'");
  return *value;
}

struct Word {
  std::string name;
  std::string value;
};

Word split_word(const std::string& text) {
  const size_t at = text.find('=');
  if (at == std::string::npos) refuse("'" + text + "' is no WORD=VALUE");
  return {text.substr(0, at), text.substr(at + 1)};
}

// A limiter with the cells of its keys.
struct Limit {
  const Product* product;
  Limiter limiter;
  std::unordered_map<std::string, std::array<std::byte, 32>> cells{};

  Decision ask(const std::string& key, Instant now, bool count) {
    return std::visit(
        [&](const auto& each) {
          using Cell = typename std::decay_t<decltype(each)>::Cell;
          auto& bytes = cells[key];
          Cell cell;
          std::memcpy(&cell, bytes.data(), sizeof cell);
          if (!count) return peek(each, cell, now);
          const Decision decision = each.take(cell, now);
          std::memcpy(bytes.data(), &cell, sizeof cell);
          return decision;
        },
        limiter);
  }

  std::string extra(const std::string& key, Instant now) {
    const auto* counter = std::get_if<FreqCounter>(&limiter);
    if (counter == nullptr) return "";
    FreqCounter::Cell cell;
    std::memcpy(&cell, cells[key].data(), sizeof cell);
    return " " + std::to_string(counter->rate(cell, now));
  }
};

Limit make_limit(const std::string& name, const std::vector<std::string>& words,
                 policy::RingPool& rings) {
  LimitAsk ask;
  for (const std::string& text : words) {
    const auto [word, value] = split_word(text);
    if (word == "rate") ask.rate = needed(parse_rate(value), value);
    if (word == "burst") ask.burst = std::stoll(value);
    if (word == "delay") ask.delay = std::stoll(value);
    if (word == "ban") ask.ban = needed(parse_duration(value), value);
  }
  Result<Limiter> limiter = make_limiter(*find_product(name), ask);
  if (!limiter) refuse(limiter.error().message);
  std::visit(
      [&](auto& each) {
        if constexpr (requires { each.rings; }) each.rings = &rings;
      },
      *limiter);
  return {find_product(name), *limiter};
}

std::string told(const Decision& decision) {
  if (decision.outcome == Outcome::kReject) return "x";
  if (decision.outcome == Outcome::kAdmit) return ".";
  return std::to_string(decision.delay.ns / 1'000'000);
}

void trace_limits(std::vector<Limit>& limits) {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream in(line);
    int64_t ms = 0;
    std::string key;
    in >> ms >> key;
    const Instant now{ms * 1'000'000};
    const Decision decision = take_all(
        limits.front().product->several, limits.size(),
        [&](size_t i) { return limits[i].ask(key, now, false); },
        [&](size_t i) { return limits[i].ask(key, now, true); });
    std::printf("%s%s\n", told(decision).c_str(), limits.front().extra(key, now).c_str());
  }
}

Breaker make_breaker(const std::string& name, const std::vector<std::string>& words) {
  BreakerAsk ask;
  for (const std::string& text : words) {
    const auto [word, value] = split_word(text);
    if (word == "consecutive") ask.consecutive = std::stoll(value);
    if (word == "failure-rate") ask.failure_rate = needed(parse_ratio(value), value);
    if (word == "window") ask.window = needed(parse_duration(value), value);
    if (word == "calls") ask.calls = std::stoll(value);
    if (word == "minimum-calls") ask.minimum_calls = std::stoll(value);
    if (word == "open-for") ask.open_for = needed(parse_duration(value), value);
    if (word == "timeout") ask.timeout = needed(parse_duration(value), value);
  }
  Result<Breaker> breaker = make_breaker(*find_breaker_product(name), ask);
  if (!breaker) refuse(breaker.error().message);
  return *breaker;
}

template <class B>
void trace_breaker(const B& breaker) {
  typename B::State state{};
  std::map<int64_t, Call> calls;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream in(line);
    int64_t ms = 0;
    std::string what;
    int64_t id = 0;
    char result = 's';
    in >> ms >> what >> id >> result;
    const Instant now{ms * 1'000'000};
    if (what == "end") {
      const CallResult ended = result == 's'   ? CallResult::kSuccess
                               : result == 'f' ? CallResult::kFailure
                                               : CallResult::kIgnored;
      breaker.finish(state, calls.at(id), {ended}, now);
      calls.erase(id);
      continue;
    }
    const Answer answer = breaker.ask(state, now);
    calls[id] = answer.call;
    constexpr const char* kVerdicts[] = {"pass", "reject", "wait"};
    std::puts(kVerdicts[static_cast<size_t>(answer.verdict)]);
  }
}

int run(const std::vector<std::string>& words) {
  policy::RingPool rings;
  std::vector<Limit> limits;
  for (size_t i = 0; i < words.size();) {
    const std::string name = words[i];
    std::vector<std::string> own;
    for (++i; i < words.size() && words[i] != "+"; ++i) own.push_back(words[i]);
    ++i;
    if (find_product(name) != nullptr) {
      limits.push_back(make_limit(name, own, rings));
    } else if (find_breaker_product(name) != nullptr) {
      std::visit([](const auto& each) { trace_breaker(each); }, make_breaker(name, own));
      return 0;
    } else {
      refuse("no product '" + name + "'");
    }
  }
  if (limits.empty()) refuse("usage: emulate_trace NAME [WORD=VALUE...] [+ NAME ...] <EVENTS");
  trace_limits(limits);
  return 0;
}

}  // namespace

}  // namespace gw::emulate

int main(int argc, char** argv) {
  return gw::emulate::run({argv + 1, argv + argc});
}

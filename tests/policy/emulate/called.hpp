// Calls put to an emulated breaker, as text in and out. In: "s" succeeds, "f" fails and "i" is
// ignored, each at once; "+250" lets so many ms pass. Out: the call's own letter when it passed,
// "x" when it was turned away, "w" when it has to wait.
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "policy/emulate/asked.hpp"
#include "policy/emulate/breakers.hpp"

namespace gw::emulate {

template <class B>
struct Caller {
  B breaker;
  typename B::State state{};
  int64_t now_ms = 0;

  std::string calls(std::string_view script) {
    std::string out;
    for (const std::string_view word : split(script, ' ')) {
      if (word.empty()) continue;
      if (word.front() == '+') {
        now_ms += std::stoll(std::string(word.substr(1)));
        continue;
      }
      for (const char letter : word) out += call(letter);
    }
    return out;
  }

  char call(char letter) {
    const Answer answer = breaker.ask(state, at_ms(now_ms));
    if (answer.verdict == Verdict::kWait) return 'w';
    if (answer.verdict == Verdict::kReject) return 'x';
    end(answer.call, letter);
    return letter;
  }

  // A call that goes on; "end" it later.
  Call begin() {
    const Answer answer = breaker.ask(state, at_ms(now_ms));
    return answer.verdict == Verdict::kPass ? answer.call : Call{.generation = UINT64_MAX};
  }

  void end(const Call& call, char letter) {
    const CallResult result = letter == 's'   ? CallResult::kSuccess
                              : letter == 'f' ? CallResult::kFailure
                                              : CallResult::kIgnored;
    breaker.finish(state, call, {result}, at_ms(now_ms));
  }

  std::string_view is() const { return policy::name(breaker.state_at(state, at_ms(now_ms))); }
};

}  // namespace gw::emulate

// What gw answers itself: JSON error bodies {"error", "retry_after_seconds", "traceId"}, and
// whatever a mock says. Without I/O, so that serving and explaining tell the same.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/effect.hpp"
#include "engine/plan.hpp"

namespace gw::engine {

struct OwnAnswer {
  uint16_t status = 500;
  std::string body;
  std::string_view content_type = "application/json";  // empty: `fields` say it
  // Besides those that every answer has: 405 gets Allow, 401 WWW-Authenticate, a known wait
  // Retry-After.
  std::vector<std::pair<std::string, std::string>> fields{};
};

// The answer to a refusal; `detail`, when not empty, is what the reason does not say.
OwnAnswer refusal_answer(const Respond& respond, std::string_view trace_id,
                         std::string_view detail = {});

// The body of an error; `retry_after_s` of 0 is not told.
std::string error_body(std::string_view message, int64_t retry_after_s, std::string_view trace_id);

// A body is JSON when it looks like it, else plain text, unless the mock's headers say otherwise.
OwnAnswer mock_answer(const MockPlan& mock);

// As HEAD gets it: without the body, which its fields still tell of.
OwnAnswer without_body(OwnAnswer answer);

}  // namespace gw::engine

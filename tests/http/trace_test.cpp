#include "http/trace.hpp"

#include <string>
#include <vector>

#include "http/uuid.hpp"
#include "support/catch.hpp"

namespace gw::http {
namespace {

const std::string kParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

template <size_t N>
std::string text(const std::array<char, N>& chars) {
  return {chars.data(), chars.size()};
}

}  // namespace

TEST_CASE("trace: a traceparent is read and written the same", "[http]") {
  const std::optional<TraceContext> context = parse_traceparent(kParent);
  REQUIRE(context.has_value());
  CHECK(context->span == 0xb7ad6b7169203331ULL);
  CHECK(context->flags == 1);
  CHECK(text(format_traceparent(*context)) == kParent);
  CHECK(text(format_trace_id(*context)) == "0af7651916cd43dd8448eb211c80319c");
}

TEST_CASE("trace: anything else is no traceparent", "[http]") {
  const std::string rest = kParent.substr(2);
  CHECK(parse_traceparent("cc" + rest).has_value());
  CHECK(parse_traceparent("cc" + rest + "-more").has_value());
  const std::vector<std::string> invalid{
      "",
      "ff" + rest,
      "cc" + rest + ".more",
      kParent + "-more",
      kParent.substr(1),
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
      "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
      "0g" + rest,
  };
  for (const std::string& value : invalid) {
    INFO(value);
    CHECK_FALSE(parse_traceparent(value).has_value());
  }
}

TEST_CASE("trace: one good parent is continued, otherwise a trace begins", "[http]") {
  const Field parent{"TraceParent", kParent};
  const TraceStep on = next_trace(std::vector{parent}, 1, 2, 3);
  CHECK(on.continued);
  CHECK(text(format_traceparent(on.context)) ==
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000003-01");
  const TraceStep fresh = next_trace({}, 1, 2, 3);
  CHECK_FALSE(fresh.continued);
  CHECK(text(format_traceparent(fresh.context)) ==
        "00-00000000000000010000000000000002-0000000000000003-03");
  CHECK_FALSE(next_trace(std::vector{parent, parent}, 1, 2, 3).continued);
  CHECK_FALSE(next_trace(std::vector{parent, parent, parent}, 1, 2, 3).continued);
  CHECK(next_trace({}, 0, 0, 0).context == TraceContext{0, 1, 1, 3});
}

TEST_CASE("trace: flags that nobody defined are not passed on", "[http]") {
  const std::string all = kParent.substr(0, 53) + "ff";
  const TraceStep step = next_trace(std::vector{Field{"traceparent", all}}, 1, 2, 3);
  CHECK(step.context.flags == 3);
}

TEST_CASE("uuid: version and variant are set, the rest is as given", "[http]") {
  CHECK(text(format_uuid_v4(0, 0)) == "00000000-0000-4000-8000-000000000000");
  CHECK(text(format_uuid_v4(~0ULL, ~0ULL)) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(text(format_uuid_v4(0x0123456789abcdefULL, 0x0123456789abcdefULL)) ==
        "01234567-89ab-4def-8123-456789abcdef");
}

}  // namespace gw::http
